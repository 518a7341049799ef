/** Thresholds files: what a cascade learnt, so that it can be applied elsewhere, with the hashes of what it was learnt from. */
import { readFile } from 'node:fs/promises'
import { writeWhole } from '../../data/files/whole-file.js'
import { dataError, messageOf, systemCode, usageError } from '../../errors.js'
import type { ConfidenceKind } from '../../math/softmax.js'
import type { Dims, Promise95 } from '../../types.js'

/** A cascade that can be applied. Answers with the first head whose confidence is greater than its threshold, else the last. */
export interface StoredCascade {
  model: { name: string; sha256: string | null } // null: the file did not say which model made it
  heads: 'model' | { train: string; strengths: Readonly<Record<string, number>> } // or probes: SHA-256 of what they learnt from
  holdout: { sha256: string; rows: number }
  dims: Dims
  policy: string
  confidence: ConfidenceKind
  augmentation: 'none' | 'flip'
  temperatures: readonly number[] | null // by head: logits are divided by them
  thresholds: readonly number[] // by head but the last
  promise: Promise95 | null
}

export interface ThresholdsFile {
  format: 'mrl-eval thresholds 1'
  tool: string // version
  cascades: readonly StoredCascade[]
}

const FORMAT = 'mrl-eval thresholds 1'

/** @throws UserError (exit 3) where the file cannot be written */
export async function writeThresholds(path: string, tool: string, cascades: readonly StoredCascade[]): Promise<void> {
  const document: ThresholdsFile = { format: FORMAT, tool, cascades }
  await writeWhole(path, `${JSON.stringify(document, null, 2)}\n`)
}

/** @throws UserError (exit 3) when the file is missing or not one of ours, or its cascades cannot be right */
export async function readThresholds(path: string): Promise<readonly StoredCascade[]> {
  let document: Partial<ThresholdsFile>
  try {
    document = JSON.parse(await readFile(path, 'utf8')) as Partial<ThresholdsFile>
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no thresholds file at ${path}`)
    throw dataError('thresholds-unreadable', `${path} cannot be read as thresholds: ${messageOf(error).split('\n')[0]}`)
  }
  if (document?.format !== FORMAT || !Array.isArray(document.cascades)) {
    throw dataError(
      'thresholds-format',
      `${path} is no thresholds file: expected "format": "${FORMAT}"`,
      'write one: mrl-eval adaptive-classify --write-thresholds FILE.json',
    )
  }
  for (const [i, cascade] of document.cascades.entries()) {
    const wrong = wrongIn(cascade)
    if (wrong !== null) throw dataError('thresholds-format', `${path}: cascade ${i} ${wrong}`)
  }
  return document.cascades
}

function wrongIn(cascade: Partial<StoredCascade> | null): string | null {
  if (typeof cascade?.model?.name !== 'string') return 'names no model'
  const { dims, thresholds, temperatures, confidence, augmentation, holdout } = cascade
  if (!isNumbers(dims) || dims.some((dim, g) => !Number.isInteger(dim) || dim <= (dims[g - 1] ?? 0)))
    return 'has dims that do not ascend'
  if (!isNumbers(thresholds) || thresholds.length !== dims.length - 1)
    return `has no ${dims.length - 1} thresholds for its ${dims.length} dims`
  if (temperatures !== null && (!isNumbers(temperatures) || temperatures.length !== dims.length))
    return `has no ${dims.length} temperatures`
  if (temperatures?.some((temperature) => temperature <= 0)) return 'has a temperature that is not above 0'
  if (confidence !== 'softmax' && confidence !== 'margin' && confidence !== 'entropy')
    return 'has no confidence of softmax, margin or entropy'
  if (augmentation !== 'none' && augmentation !== 'flip') return 'has no augmentation of none or flip'
  if (typeof holdout?.sha256 !== 'string') return 'has no hash of its holdout'
  if (!areHeads(cascade.heads)) return 'does not say whether its heads are those of the model or probes'
  if (!isPromise(cascade.promise)) return 'has a promise without goal, value, bound and confidence'
  return null
}

function areHeads(heads: unknown): boolean {
  if (heads === 'model') return true
  if (typeof heads !== 'object' || heads === null) return false
  return 'train' in heads && typeof heads.train === 'string' && 'strengths' in heads
}

const GOALS: readonly unknown[] = ['maxDrop', 'targetAccuracy', 'budget'] satisfies Promise95['goal'][]

function isPromise(promise: Promise95 | null | undefined): boolean {
  if (promise === null) return true
  return GOALS.includes(promise?.goal) && isNumbers([promise?.value, promise?.bound, promise?.confidence])
}

function isNumbers(values: unknown): values is readonly number[] {
  return Array.isArray(values) && values.every((value) => typeof value === 'number' && Number.isFinite(value))
}

/** What a cascade is to be applied to. */
export interface Target {
  name: string
  sha256: string | null // of the model
  dims: Dims // of its heads; those of the cascade are among them
  heads: StoredCascade['heads']
}

/** Dims that the cascade of a model was learnt at, so that probes can be fitted there. */
export function storedDims(cascades: readonly StoredCascade[], name: string | undefined): Dims | undefined {
  return (cascades.find(({ model }) => model.name === name) ?? cascades[0])?.dims
}

/**
 * The cascade that was learnt for this model.
 * @throws UserError (exit 2) when the file has none, or it was learnt for other heads
 */
export function cascadeFor(cascades: readonly StoredCascade[], path: string, target: Target): StoredCascade {
  const own = cascades.filter(({ model }) =>
    target.sha256 === null ? model.name === target.name : model.sha256 === target.sha256,
  )
  const found = own[0] ?? (cascades.length === 1 && cascades[0]!.model.sha256 === null ? cascades[0] : undefined)
  if (found === undefined) {
    const have = cascades.map(({ model }) => model.name).join(', ')
    throw usageError(
      'thresholds-model',
      `${path} has no thresholds for the model ${target.name} as it is now; it has them for ${have}`,
      'learn them anew: --holdout PATH --write-thresholds FILE.json',
    )
  }
  if (!found.dims.every((dim) => target.dims.includes(dim))) {
    const dims = (list: Dims) => list.join(', ')
    throw usageError(
      'thresholds-dims',
      `${path} has thresholds for heads at ${dims(found.dims)}; ${target.name} has heads at ${dims(target.dims)}`,
    )
  }
  if (JSON.stringify(found.heads) !== JSON.stringify(target.heads)) {
    throw usageError(
      'thresholds-heads',
      `${path} has thresholds for ${headsName(found.heads)}; ${target.name} is asked for ${headsName(target.heads)}`,
      'give --probe, --train and --holdout as they were when the thresholds were learnt',
    )
  }
  return found
}

function headsName(heads: StoredCascade['heads']): string {
  return heads === 'model' ? 'the heads of the model' : 'probes'
}
