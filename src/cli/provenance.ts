/** What a table says of the model and the dataset that made it. */
import { dataError } from '../errors.js'
import { headClasses, type Wanted } from '../model/encode.js'
import type { Model } from '../model/model.js'
import type { Dataset, Device, Provenance } from '../types.js'

/** How a model was run. */
export interface Making {
  tool: string // version
  onnxruntime: string // version
  device: Device
  name: string // of the model
  batch: number // rows per run
  sha256: { model: string; data: string }
}

/** @throws UserError (exit 3) when logits are wanted of heads with different classes */
export async function provenanceOf(
  dataset: Dataset,
  model: Model,
  { tool, onnxruntime, device, name, batch, sha256 }: Making,
  { logits, tta }: Wanted,
): Promise<Provenance> {
  return {
    format: 1,
    tool,
    onnxruntime,
    device,
    batch,
    model: {
      name,
      sha256: sha256.model,
      dims: model.dims,
      headDims: model.heads.map(({ dim }) => dim),
      outputs: [
        model.embedding ?? '',
        ...model.heads.map(({ output, stack }) =>
          stack === null ? output : `${output} ${stack.layout} ${stack.index}`,
        ),
      ],
      preprocessing: model.preprocessing,
    },
    data: { name: dataset.name, sha256: sha256.data, rows: dataset.rows, columns: dataset.columns },
    width: model.width,
    classes: dataset.classes ?? model.classes,
    ...(logits ? { logits: await headClasses(model) } : {}),
    ...(tta === 'flip' ? { augmentation: tta } : {}),
  }
}

/** A model that names its classes must have been trained on the classes that the dataset names. @throws UserError (exit 3) */
export function requireSameClasses(dataset: Dataset, model: Model): void {
  if (dataset.classes === null || model.classes === null) return
  const differs = dataset.classes.findIndex((name, i) => name !== model.classes![i])
  if (differs === -1) return
  const [ours, theirs] = [dataset.classes[differs], model.classes[differs] ?? 'absent']
  throw dataError(
    'classes-differ',
    `class ${differs} is "${ours}" in ${dataset.path} and "${theirs}" in ${model.path}; expected the same classes`,
  )
}
