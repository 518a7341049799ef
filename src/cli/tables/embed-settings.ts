/** Flags of every command that runs models → how rows become embeddings. */
import { availableParallelism } from 'node:os'
import type { Device, Progress } from '../../types.js'
import { packageVersion } from '../environment.js'
import { toldColumns } from '../flags/flags.js'
import { toldImages } from '../flags/image-flags.js'
import type { ModelFlagValues } from '../flags/model-flags.js'
import { toldOutputs } from '../flags/model-output-flags.js'
import { toldTexts } from '../flags/text-flags.js'
import type { EmbedSettings } from './embedder.js'

/** What is known of a run besides its flags. */
export interface EmbedCircumstances {
  tool: string // version
  device: Device // that was chosen
  cache: string | null // folder; null: keep nothing
  progress: Progress
  signal: AbortSignal
}

export function embedSettings(flags: ModelFlagValues, circumstances: EmbedCircumstances): EmbedSettings {
  return {
    ...circumstances,
    onnxruntime: packageVersion('onnxruntime-node') ?? 'unknown',
    threads: threadsOf(flags),
    batch: flags.batch,
    columns: toldColumns(flags.column ?? []),
    outputs: toldOutputs(flags),
    images: toldImages(flags),
    texts: toldTexts(flags),
    modelDims: flags['model-dims'] ?? null,
  }
}

/** 0 is one for each core. */
export function threadsOf({ threads }: Pick<ModelFlagValues, 'threads'>): number {
  return threads === 0 ? availableParallelism() : threads
}
