import { Args, Flags } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { cache, column, toldColumns } from '../cli/flags.js'
import { requireOtherFiles } from '../cli/outputs.js'
import { createProgress } from '../cli/progress.js'
import { type Split, split } from '../cli/split-flag.js'
import { convert } from '../data/convert.js'
import { fingerprint } from '../data/fingerprint.js'
import { rowsDigest } from '../data/formats/index.js'
import { usageError } from '../errors.js'

/** What `convert --json` prints. */
interface ConvertResult {
  schemaVersion: 1
  command: 'convert'
  tool: { name: 'mrl-eval'; version: string }
  input: { path: string; sha256: string }
  output: {
    path: string
    sha256: string
    rows: number
    columns: readonly { name: string; type: string }[]
    leftOut: readonly { name: string; type: string }[] // of types that are not read
  }
  timing: { totalSeconds: number; resumedRows: number }
}

export default class Convert extends MrlCommand {
  static override summary = 'any format that is read, into one Arrow file'

  static override description =
    `Keeps every column with its type (dictionaries become plain columns); a column that --column tells gets its role's name.
Rows stream through, so that files of any size need the memory of one record batch. A conversion that was stopped or killed goes
on where it was and ends with the same bytes.`

  static override examples = [
    '<%= config.bin %> convert sift-128-euclidean.hdf5 --split train --output sift-database.arrow',
    "<%= config.bin %> convert 'data/train-*.parquet' --column embedding=emb --output train.arrow",
  ]

  static override args = {
    input: Args.string({ description: 'PATH or PATH#SPLIT of a file, a folder, or a glob in quotes', required: false }),
  }

  static override flags = {
    output: Flags.string({ summary: 'the Arrow file to write', helpValue: 'FILE.arrow' }),
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
    if (!output.endsWith('.arrow'))
      throw usageError('bad-output', `--output ${output}: expected a file ending with .arrow`)
    const path = withPart(input, flags.split ?? [])
    requireOtherFiles([output], [input, path])
    this.stopOnSignals(true)
    const memory = flags.cache ? `${this.config.cacheDir}/hashes` : null
    const sha256 = await rowsDigest(path, memory)
    const progress = createProgress(flags.progress && !flags.quiet && !this.jsonEnabled())
    const { signal } = this.stop
    const told = toldColumns(flags.column ?? [])
    const { rows, columns, leftOut, finished, resumedRows } = await convert({
      path,
      sha256,
      output,
      told,
      progress,
      stop: () => signal.aborted,
    })
    if (!finished) signal.throwIfAborted()
    if (resumedRows > 0) this.note(`went on after ${resumedRows} rows of an earlier run`, flags.quiet)
    for (const { name, type } of leftOut)
      this.note(`left out column "${name}": it holds ${type}, which is not read`, flags.quiet)
    this.log(`${output}: ${rows} rows; ${columns.map(({ name, type }) => `${name} (${type})`).join(', ')}`)
    return {
      schemaVersion: 1,
      command: 'convert',
      tool: { name: 'mrl-eval', version: this.config.version },
      input: { path, sha256 },
      output: { path: output, sha256: await fingerprint(output, memory), rows, columns, leftOut },
      timing: { totalSeconds: (performance.now() - began) / 1000, resumedRows },
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
