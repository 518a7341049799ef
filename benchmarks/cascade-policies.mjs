/**
 * Policies of `adaptive-classify` on the bundled icons: MRL's own rule, one shared threshold and the joint search, learnt on some rows
 * and scored on all others; and how often the promises of chosen cascades are kept. Deterministic by its seed.
 *
 *     npm run build
 *     node benchmarks/cascade-policies.mjs [--splits 30] [--promises 200] [--sizes 600,1000,3072] [--seed 1] [--model MRL-E]
 *
 * Holdout and queries (3,072 rows each) are pooled; a split learns on rows drawn from the pool and scores the rest.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { budgetGrid } from '../dist/cascade/budgets.js'
import { openChooser } from '../dist/cascade/choose.js'
import { jointCurve } from '../dist/cascade/joint.js'
import { paperThresholds } from '../dist/cascade/paper.js'
import { runCascade, scoreOf } from '../dist/cascade/run.js'
import { sharedCurve } from '../dist/cascade/shared.js'
import { openEmbeddings } from '../dist/data/embeddings/embeddings.js'
import { loadPredictions } from '../dist/evaluate/predictions.js'
import { permutation, seeded } from '../dist/math/random.js'

const { values: flags } = parseArgs({
  options: {
    splits: { type: 'string', default: '30' },
    promises: { type: 'string', default: '200' }, // splits; 0: none
    sizes: { type: 'string', default: '600,1000,3072' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string' },
  },
})
const MODELS = { MRL: 'mrl', 'MRL-E': 'mrl-e' }
const GOALS = [
  ['maxDrop', 0.005],
  ['maxDrop', 0.01],
  ['maxDrop', 0.02],
  ['targetAccuracy', 0.74],
  ['targetAccuracy', 0.76],
  ['budget', 16],
  ['budget', 32],
  ['budget', 100],
].map(([kind, value]) => ({ kind, value }))
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'cascade-policies-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** What the heads of a model say of both sets. */
async function pooled(stem) {
  const parts = []
  for (const set of ['holdout', 'queries']) {
    const path = join(folder, `${stem}-${set}.arrow`)
    const inputs = [
      '--model',
      here(`../fixtures/models/${stem}.onnx`),
      '--data',
      here(`../fixtures/icons/${set}.arrow`),
    ]
    execFileSync(process.execPath, [here('../bin/run.js'), 'embed', ...inputs, '--output', path, '--quiet'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    parts.push((await loadPredictions(await openEmbeddings(path))).predictions)
  }
  const joined = (name) => {
    const [first, second] = parts.map((part) => part[name])
    const both = new first.constructor(first.length + second.length)
    both.set(first)
    both.set(second, first.length)
    return both
  }
  const { dims } = parts[0]
  const rows = parts[0].rows + parts[1].rows
  return { dims, rows, labels: joined('labels'), classes: joined('classes'), confidence: joined('confidence') }
}

function* splitsOf(predictions, count, size) {
  const random = seeded(Number(flags.seed))
  for (let split = 0; split < count; split++) {
    const order = permutation(predictions.rows, random)
    yield { split, learn: order.slice(0, size), test: order.slice(size) }
  }
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Accuracy of a curve at a cost, between its points linearly: what choosing between two cascades by chance gives. */
function accuracyAt(curve, cost) {
  const points = curve.toSorted((a, b) => a.expectedDim - b.expectedDim)
  const next = points.findIndex(({ expectedDim }) => expectedDim >= cost)
  if (next === -1) return points.at(-1).accuracy
  if (next === 0) return points[0].accuracy
  const [low, high] = [points[next - 1], points[next]]
  const share = (cost - low.expectedDim) / (high.expectedDim - low.expectedDim)
  return low.accuracy + share * (high.accuracy - low.accuracy)
}

/** Means over splits of lists of scores, point by point. */
function meanScores(lists) {
  return lists[0].map((_, k) => ({
    accuracy: mean(lists.map((list) => list[k].accuracy)),
    expectedDim: mean(lists.map((list) => list[k].expectedDim)),
  }))
}

function comparePolicies(predictions, size) {
  const { dims } = predictions
  const budgets = budgetGrid(dims)
  const [paper, shared, joint] = [[], [], []]
  let seconds = 0
  for (const { learn, test } of splitsOf(predictions, Number(flags.splits), size)) {
    const score = (thresholds, cap = dims.length - 1) => scoreOf(runCascade(predictions, thresholds, cap, test), dims)
    const thresholds = paperThresholds(predictions, learn)
    paper.push(dims.slice(1).map((_, k) => score(thresholds, k + 1)))
    shared.push(sharedCurve(predictions, learn, budgets).map((point) => score(point.thresholds)))
    const began = performance.now()
    joint.push(jointCurve(predictions, learn, budgets).map((point) => score(point.thresholds)))
    seconds += (performance.now() - began) / 1000
  }
  const points = meanScores(paper)
  const [sharedMeans, jointMeans] = [shared, joint].map(meanScores)
  const gains = points.map(({ accuracy, expectedDim }) => accuracyAt(jointMeans, expectedDim) - accuracy)
  const percent = (value) => Number((100 * value).toFixed(2))
  console.table(
    points.map(({ accuracy, expectedDim }, k) => ({
      cap: dims[k + 1],
      'E[dim]': Number(expectedDim.toFixed(1)),
      'paper (%)': percent(accuracy),
      'shared − paper': percent(accuracyAt(sharedMeans, expectedDim) - accuracy),
      'joint − paper': percent(gains[k]),
      'split by split': percent(
        mean(joint.map((curve, s) => accuracyAt(curve, paper[s][k].expectedDim) - paper[s][k].accuracy)),
      ),
    })),
  )
  const above = gains.filter((gain) => gain >= 0).length
  console.log(
    `joint at or above paper at ${above} of ${gains.length} costs; ${(seconds / joint.length).toFixed(2)} s a curve`,
  )
}

function checkPromises(predictions, size) {
  const { dims } = predictions
  const last = dims.length - 1
  const counts = GOALS.map(() => ({ promised: 0, kept: 0, dims: [], oracle: [] }))
  for (const { split, learn, test } of splitsOf(predictions, Number(flags.promises), size)) {
    const score = (thresholds) => scoreOf(runCascade(predictions, thresholds, last, test), dims)
    const largest = score(dims.slice(1).map(() => 1)).accuracy
    const keeps = ({ kind, value }, { accuracy, expectedDim }) =>
      kind === 'budget' ? expectedDim <= value : accuracy >= (kind === 'maxDrop' ? largest - value : value) - 1e-12
    const choose = openChooser(predictions, learn, { confidence: 0.95, seed: split })
    const curve = jointCurve(predictions, learn, budgetGrid(dims)).map((point) => score(point.thresholds))
    for (const [g, goal] of GOALS.entries()) {
      const best = curve.filter((own) => keeps(goal, own)).map(({ expectedDim }) => expectedDim)
      if (best.length > 0) counts[g].oracle.push(goal.kind === 'budget' ? Math.max(...best) : Math.min(...best))
      const chosen = choose(goal)
      if (chosen === null) continue
      const own = score(chosen.thresholds)
      counts[g].promised++
      counts[g].dims.push(own.expectedDim)
      if (keeps(goal, own)) counts[g].kept++
    }
  }
  const splits = Number(flags.promises)
  const round = (values) => (values.length === 0 ? null : Number(mean(values).toFixed(1)))
  const middle = (values) => Number(values.toSorted((a, b) => a - b)[values.length >> 1]?.toFixed(1))
  console.table(
    counts.map(({ promised, kept, dims, oracle }, g) => ({
      goal: `${GOALS[g].kind} ${GOALS[g].value}`,
      'promised in': promised,
      'broken in': promised - kept,
      'not broken (% of splits)': Number(((100 * (splits - promised + kept)) / splits).toFixed(1)),
      'E[dim], mean': round(dims),
      median: middle(dims),
      'of the best on test': round(oracle),
    })),
  )
}

for (const [name, stem] of Object.entries(MODELS)) {
  if (flags.model !== undefined && flags.model !== name) continue
  const predictions = await pooled(stem)
  for (const size of flags.sizes.split(',').map(Number)) {
    console.log(`\n${name}, learnt on ${size} rows, scored on ${predictions.rows - size}; ${flags.splits} splits`)
    comparePolicies(predictions, size)
    if (Number(flags.promises) > 0) {
      console.log(`promises with 95 % confidence, ${flags.promises} splits`)
      checkPromises(predictions, size)
    }
  }
}
