/** Runs of other systems against trec_eval itself; see make_trec.py. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readQrels } from '../../src/data/trec/qrels.js'
import { readRun } from '../../src/data/trec/runs.js'
import { scoreRuns } from '../../src/evaluate/runs.js'
import { openBootstrap } from '../../src/math/bootstrap.js'
import { temporaryFolder } from '../data/temporary.js'
import { plainProduct } from '../math/product.js'
import golden from './trec.json' with { type: 'json' }

/** Our ids of trec_eval's measures. No query has more than seven relevant rows, so that at 10 `map.min` divides as trec_eval does. */
const MEASURES = {
  ...Object.fromEntries(
    golden.ks.flatMap((k) => [
      [`ndcg@${k}`, `ndcg_cut_${k}`],
      [`precision@${k}`, `P_${k}`],
      [`recall@${k}`, `recall_${k}`],
      [`hit@${k}`, `success_${k}`],
    ]),
  ),
  'map@10.min': 'map_cut_10',
}

const folder = temporaryFolder()
const write = (name: string, lines: readonly string[]) => {
  writeFileSync(join(folder, name), `${lines.join('\n')}\n`)
  return join(folder, name)
}
const qrels = await readQrels(write('qrels.txt', golden.qrels))
const bootstrap = openBootstrap({ resamples: 10, seed: 0, product: plainProduct })
const numbered = (lists: Record<string, string[]>) =>
  Object.entries(lists).flatMap(([query, own]) => own.map((id, r) => `${query} Q0 ${id} ${r + 1} ${-r} t`))

test.each<[string, readonly string[], Record<string, number>]>([
  ['a run with equal scores and missing lists', golden.other.lines, golden.other.metrics],
  ...golden.searches.map(({ dim, lists, metrics }): [string, readonly string[], Record<string, number>] => [
    `a search at ${dim} dims`,
    numbered(lists as unknown as Record<string, string[]>),
    metrics,
  ]),
])('%s', async (_, lines, expected) => {
  const { path, lists } = await readRun(write('run.trec', lines))
  const sets = [{ name: null, gains: qrels.judgments, oneFile: false }]
  const { rows } = await scoreRuns([{ name: 'R', path, lists }], sets, golden.ks, bootstrap)
  const { metrics, ...keys } = rows[0]!
  expect(keys).toEqual({ model: 'R', run: path })
  for (const [id, measure] of Object.entries(MEASURES))
    expect(metrics[id]!.value, id).toBeCloseTo(expected[measure]!, 12)
  expect([metrics['overlap@10'], metrics['unique@10']].map((metric) => metric!.value)).toEqual([null, null])
})
