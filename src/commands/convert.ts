import { join } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { cache, column, toldColumns } from '../cli/flags/flags.js'
import { type Split, split } from '../cli/flags/split-flag.js'
import { createProgress } from '../cli/progress.js'
import { requireOtherFiles } from '../cli/report/outputs.js'
import type { ToldColumns } from '../data/columns/columns.js'
import { convert } from '../data/convert.js'
import { fingerprint } from '../data/files/fingerprint.js'
import { rowsDigest } from '../data/formats/index.js'
import { readQrels } from '../data/trec/qrels.js'
import { writeQrels } from '../data/trec/write-qrels.js'
import { usageError } from '../errors.js'

/** What `convert --json` prints. */
interface ConvertResult extends Converted {
  schemaVersion: 1
  command: 'convert'
  tool: { name: 'mrl-eval'; version: string }
}

/** What was read and written. */
interface Converted {
  input: { path: string; sha256: string }
  output: {
    path: string
    sha256: string
    rows: number
    columns: readonly { name: string; type: string }[]
    leftOut: readonly { name: string; type: string }[] // of types that are not read
  }
  timing: { totalSeconds?: number; resumedRows: number }
}

export default class Convert extends MrlCommand {
  static override summary = 'any format that is read, into one Arrow file; judgments into TREC’s or BEIR’s form'

  static override description =
    `Keeps every column with its type (dictionaries become plain columns); a column that --column tells gets its role's name.
Rows stream through, so that files of any size need the memory of one record batch. A conversion that was stopped or killed goes
on where it was and ends with the same bytes. Relevance judgments go into TREC's (.trec) or BEIR's form (.tsv).`

  static override examples = [
    '<%= config.bin %> convert sift-128-euclidean.hdf5 --split train --output sift-database.arrow',
    "<%= config.bin %> convert 'data/train-*.parquet' --column embedding=emb --output train-vectors.arrow",
    '<%= config.bin %> convert scifact/qrels/test.tsv --output qrels.trec',
  ]

  static override args = {
    input: Args.string({ description: 'PATH or PATH#SPLIT of a file, a folder, or a glob in quotes', required: false }),
  }

  static override flags = {
    output: Flags.string({ summary: 'the file to write', helpValue: 'FILE.arrow|.trec|.tsv' }),
    split,
    column,
    cache,
  }

  async run(): Promise<ConvertResult> {
    const { args, flags } = await this.parse(Convert)
    const began = performance.now()
    const { input, output } = { ...args, ...flags }
    if (input === undefined)
      throw usageError(
        'missing-path',
        'convert takes the path of its input',
        'mrl-eval convert INPUT --output FILE.arrow',
      )
    if (output === undefined)
      throw usageError('missing-flag', '--output is missing: the file to write', '--output FILE.arrow')
    await requireOtherFiles([output], [withPart(input, flags.split ?? [])])
    this.stopOnSignals(true)
    const memory = flags.cache ? join(this.config.cacheDir, 'hashes') : null
    const converted = await (output.endsWith('.arrow')
      ? this.rows(withPart(input, flags.split ?? []), output, toldColumns(flags.column ?? []), memory, flags)
      : this.judgments(input, output, memory, flags))
    const totalSeconds = (performance.now() - began) / 1000
    return {
      schemaVersion: 1,
      command: 'convert',
      tool: { name: 'mrl-eval', version: this.config.version },
      ...converted,
      timing: { ...converted.timing, totalSeconds },
    }
  }

  private async rows(
    path: string,
    output: string,
    told: ToldColumns,
    memory: string | null,
    { quiet, progress: wanted }: { quiet: boolean; progress: boolean },
  ): Promise<Converted> {
    const sha256 = await rowsDigest(path, memory)
    const progress = createProgress(wanted && !quiet && !this.jsonEnabled())
    const { signal } = this.stop
    const { rows, columns, leftOut, finished, resumedRows } = await convert({
      path,
      sha256,
      output,
      told,
      progress,
      stop: () => signal.aborted,
    })
    if (!finished) signal.throwIfAborted()
    if (resumedRows > 0) this.note(`went on after ${resumedRows} rows of an earlier run`, quiet)
    for (const { name, type } of leftOut)
      this.note(`left out column "${name}": it holds ${type}, which is not read`, quiet)
    this.log(`${output}: ${rows} rows; ${columns.map(({ name, type }) => `${name} (${type})`).join(', ')}`)
    return {
      input: { path, sha256 },
      output: { path: output, sha256: await fingerprint(output, memory), rows, columns, leftOut },
      timing: { resumedRows },
    }
  }

  private async judgments(
    path: string,
    output: string,
    memory: string | null,
    { split: parts, column: told }: { split: unknown; column: unknown },
  ): Promise<Converted> {
    const format = output.endsWith('.trec') ? 'trec' : output.endsWith('.tsv') ? 'beir' : null
    if (format === null)
      throw usageError(
        'bad-output',
        `--output ${output}: expected a file ending with .arrow, or .trec or .tsv for judgments`,
      )
    if (parts !== undefined || told !== undefined)
      throw usageError('convert-unused', '--split and --column are for rows; judgments have neither', 'leave them out')
    const qrels = await readQrels(path)
    await writeQrels(output, qrels, format)
    const rows = [...qrels.judgments.values()].reduce((sum, gains) => sum + gains.size, 0)
    this.log(`${output}: ${rows} judgments of ${qrels.judgments.size} queries`)
    return {
      input: { path, sha256: await fingerprint(path, memory) },
      output: { path: output, sha256: await fingerprint(output, memory), rows, columns: [], leftOut: [] },
      timing: { resumedRows: 0 },
    }
  }
}

/** @throws UserError (exit 2) for a split of one of the roles, which only evaluations have */
function withPart(input: string, splits: readonly Split[]): string {
  const [{ role, name } = { role: null, name: null }, ...more] = splits
  if (role !== null || more.length > 0)
    throw usageError('bad-split', 'convert takes one input, of one split', '--split NAME')
  return name === null ? input : `${input}#${name}`
}
