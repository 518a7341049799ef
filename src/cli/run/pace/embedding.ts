/** How fast a model makes embeddings on this machine, by its first batches. */
import { openDataset } from '../../../data/dataset.js'
import { encode, headClasses, requireLogits, type Wanted } from '../../../model/encode.js'
import { type Model, openModel } from '../../../model/model.js'
import type { Dims } from '../../../types.js'
import { createProgress } from '../../progress.js'
import { type EmbedSettings, modelOptions } from '../../tables/embedder.js'
import type { NamedModel } from '../../tables/models.js'
import type { Reading } from '../../tables/reading.js'

/** Rows that a model makes, and what making them takes. */
export interface EmbeddingPace {
  rows: number
  width: number // D
  dims: Dims | null
  secondsPerRow: number
  loadSeconds: number // opening the model, and its first batch
  bytesPerRow: number // on disk
}

const LONGEST = 2 // seconds after which no other batch is begun
const MOST_BATCHES = 4

/** Runs the first batches of a dataset through a model. @throws UserError for what embedding would refuse */
export async function embeddingPace(
  { path, wanted, columns }: Reading,
  { path: graph }: NamedModel,
  settings: EmbedSettings,
): Promise<EmbeddingPace> {
  const began = performance.now()
  const model = await openModel(graph, modelOptions(settings, wanted))
  try {
    const dataset = await openDataset(path, columns, model.takes, wanted.rows)
    requireLogits(model, wanted)
    const marks: { rows: number; at: number }[] = []
    for await (const { rows } of encode(
      dataset,
      model,
      model.batch ?? settings.batch,
      0,
      createProgress(false),
      wanted,
    )) {
      marks.push({ rows, at: performance.now() })
      if (marks.length === MOST_BATCHES || marks.at(-1)!.at - began > 1000 * LONGEST) break
    }
    const [first, ...later] = marks
    const last = marks.at(-1)
    const before = (first?.at ?? began) - began
    const rest = later.reduce((sum, { rows }) => sum + rows, 0)
    return {
      ...{ rows: dataset.rows, width: model.width, dims: model.dims },
      secondsPerRow: rest > 0 ? (last!.at - first!.at) / 1000 / rest : before / 1000 / Math.max(1, first?.rows ?? 1),
      loadSeconds: rest > 0 ? before / 1000 : 0,
      bytesPerRow: 4 * (model.width + model.heads.length * (4 + (await keptLogits(wanted, model)))),
    }
  } finally {
    await model.close()
  }
}

async function keptLogits({ logits }: Wanted, model: Model): Promise<number> {
  return logits ? headClasses(model) : 0
}
