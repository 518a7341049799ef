/** Flags of every command that runs models, and what they say in a report. */
import type { Role } from '../../data/columns/columns.js'
import type { Device, Report } from '../../types.js'
import { batch, cache, column, device, threads, toldColumns } from './flags.js'
import { type ImageFlagValues, imageFlags, toldImages } from './image-flags.js'
import { modelOutputs } from './model-output-flags.js'
import { model } from './path-flags.js'
import { type Split, split } from './split-flag.js'
import { type TextFlagValues, textFlags, toldTexts } from './text-flags.js'

export const modelFlags = {
  model,
  column,
  split,
  device,
  threads,
  batch,
  cache,
  ...modelOutputs,
  ...imageFlags,
  ...textFlags,
}

/** Values of `modelFlags`, and of the flags of every command. */
export interface ModelFlagValues extends ImageFlagValues, TextFlagValues {
  model: { name: string | null; path: string }[] | undefined
  column: (readonly [Role, string])[] | undefined
  split: Split[] | undefined
  device: Device | 'auto'
  threads: number
  batch: number
  cache: boolean
  'embedding-output': string | undefined
  'logits-output': { dim: number | null; name: string }[] | undefined
  'logits-layout': 'gbc' | 'bgc' | undefined
  'model-dims': readonly number[] | undefined
  quiet: boolean
  progress: boolean
}

/** How rows became embeddings and logits, defaults included. */
export function modelParameters(flags: ModelFlagValues): Report['parameters'] {
  return {
    batch: flags.batch,
    columns: toldColumns(flags.column ?? []),
    embeddingOutput: flags['embedding-output'] ?? null,
    logitsOutput: flags['logits-output'] ?? null,
    logitsLayout: flags['logits-layout'] ?? null,
    modelDims: flags['model-dims'] ?? null,
    images: toldImages(flags),
    texts: toldTexts(flags),
  }
}
