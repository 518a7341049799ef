/** What can be told of evaluations before the first one starts: nothing is measured, and no row goes through a model. */
import { resolve, sep } from 'node:path'
import { locate } from '../../data/files/source.js'
import { UserError } from '../../errors.js'
import { chooseDims } from '../../evaluate/dims.js'
import { requireEnoughRows } from '../../evaluate/knn.js'
import { reducedDims } from '../../evaluate/reduce.js'
import { planSettings } from '../../evaluate/settings.js'
import { chooseDevice } from '../../onnx/session.js'
import type { Device } from '../../types.js'
import { filePath, openOutcomeFile, requireOffered } from '../compare/outcome-files.js'
import { toldColumns } from '../flags/flags.js'
import { openGate } from '../gate/gate.js'
import type { GateFlagValues } from '../gate/gate-flags.js'
import { createProgress } from '../progress.js'
import { inputPaths, outputPaths } from '../report/outputs.js'
import { readReports } from '../report/report-files.js'
import { embedSettings } from '../tables/embed-settings.js'
import type { EmbedSettings } from '../tables/embedder.js'
import { TableSource } from '../tables/tables.js'
import { type KnownRow, requireLengths, requireRows } from './check-rules.js'
import { type FindShape, type LabelFlags, openShapes } from './check-tables.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'
import type { PartFlags } from './plans.js'
import { isForetold, workOf } from './work.js'

export interface CheckOptions {
  kept: KeptResults
  force: boolean // also what is kept is done again
  cache: string // folder
  version: string // of this tool
  signal: AbortSignal
}

type CheckedFlags = PartFlags & LabelFlags & Partial<GateFlagValues>

/** Flags whose files are read besides rows, models and judgments. */
const MORE_FILES = ['run', 'thresholds', 'superclasses', 'class-subset']

/**
 * Baselines and rules, files, models, dims and lengths of lists; not of results that are kept. What an evaluation reads and
 * one before it writes is not there yet, and is left to it.
 * @returns by name, of evaluations that cannot be done
 * @throws the signal's reason
 */
export async function wrongParts(
  parts: readonly Part[],
  options: CheckOptions,
): Promise<ReadonlyMap<string, UserError>> {
  const { kept, force, signal } = options
  const wrong = new Map<string, UserError>()
  const check = openCheck(options)
  const written: string[] = []
  for (const part of parts) {
    signal.throwIfAborted()
    const { name } = part.entry
    const found = force ? null : await kept.find(part)
    const there = found !== null && found.report !== null ? found : null
    const error = there?.isConcluded ? null : await check(part, { written, isMeasured: there !== null })
    signal.throwIfAborted()
    if (error !== null) wrong.set(name, error)
    written.push(kept.file(name), ...outputPaths(part.flags))
  }
  return wrong
}

interface State {
  written: readonly string[] // by evaluations before
  isMeasured: boolean // and only to be judged and written
}

function openCheck(options: CheckOptions): (part: Part, state: State) => Promise<UserError | null> {
  const shapeOf = openShapes()
  const devices = new Map<string, Promise<Device>>()
  const settingsOf = async (flags: PartFlags): Promise<EmbedSettings> => {
    const device = devices.get(flags.device) ?? chooseDevice(flags.device)
    devices.set(flags.device, device)
    const { version: tool, cache, signal } = options
    return embedSettings(flags, { tool, cache, signal, device: await device, progress: createProgress(false) })
  }
  return async (part, { written, isMeasured }) => {
    try {
      await checkRules(part, written)
      const reads = [...inputPaths({ ...part.flags, config: undefined }), ...part.entry.files.map(filePath)]
      if (!isMeasured && !reads.some((path) => isAmong(path, written))) await checkInputs(part, shapeOf, settingsOf)
      return null
    } catch (error) {
      if (error instanceof UserError) return error
      return null // the evaluation says itself what breaks it
    }
  }
}

async function checkRules({ entry, command, flags }: Part, written: readonly string[]): Promise<void> {
  const { baseline, gate = [], k } = flags as Partial<GateFlagValues> & Pick<PartFlags, 'k'>
  if (baseline === undefined || !isAmong(baseline, written))
    await openGate(flags, entry.command, (flag) => command.isTyped(flag))
  if (k !== undefined) requireLengths(gate, entry.command, k)
}

async function checkInputs(
  part: Part,
  shapeOf: FindShape,
  settingsOf: (flags: PartFlags) => Promise<EmbedSettings>,
): Promise<void> {
  const { entry } = part
  const flags = part.flags as unknown as CheckedFlags
  if (entry.command === 'advise') {
    await readReports(entry.files)
    return
  }
  if (entry.files.length > 0) return checkOutcomes(part, await settingsOf(flags))
  for (const path of inputPaths(Object.fromEntries(MORE_FILES.map((flag) => [flag, part.flags[flag]]))))
    await locate(path)
  if (!isForetold(entry.command)) return
  const { models, readings, search, dims } = await workOf(part)
  const settings = await settingsOf(flags)
  const rows: KnownRow[] = []
  for (const model of models)
    for (const reading of readings) {
      const shape = await shapeOf(reading, model, settings, flags)
      const name = model?.name ?? reading.path
      if (entry.command === 'knn' && reading.role === 'database')
        requireEnoughRows({ path: reading.path, rows: shape.rows }, search?.k ?? 1, false)
      const isCut = reading.role === 'database' || reading.role === 'train' || reading.text !== null
      const asked = reading.role === 'database' ? (search?.settings ?? null) : null
      if (asked !== null) requireLengths(flags.gate ?? [], entry.command, planSettings(asked, { ...shape, name }).ks)
      else if (isCut) {
        const chosen = chooseDims(dims, shape.dims, shape.width, name).map(({ dim }) => dim)
        const reduced = search?.reductions.length ? reducedDims(dims, shape.dims, shape.width) : []
        rows.push(...[...chosen, ...reduced].map((dim) => ({ model: name, dim })))
      }
    }
  if (!models.includes(null)) requireRows(flags.gate ?? [], entry.command, rows) // files have names of their own
}

/** Of files that `compare` was given; what it measures besides is left to it. */
async function checkOutcomes({ entry, flags }: Part, settings: EmbedSettings): Promise<void> {
  const { column, metric } = flags as Pick<PartFlags, 'metric'> & Partial<Pick<PartFlags, 'column'>>
  const tables = new TableSource(settings, { logits: false, tta: null, labels: {}, sides: false })
  try {
    for (const file of entry.files) {
      const outcomes = await openOutcomeFile(file, toldColumns(column ?? []), tables)
      requireOffered(outcomes, metric ?? [])
    }
  } finally {
    await tables.close()
  }
}

/** Whether a path is one of these, or a folder or pattern that may hold one. */
function isAmong(path: string, written: readonly string[]): boolean {
  const [whole = ''] = path.split(/[*?[{#]/)
  const place = resolve(whole)
  const isOpen = whole !== path && !path.startsWith(`${whole}#`)
  return written.some((file) => {
    const other = resolve(file)
    return other === place || other.startsWith(`${place}${sep}`) || (isOpen && other.startsWith(place))
  })
}
