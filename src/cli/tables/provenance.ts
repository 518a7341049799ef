/** What a table says of the model and the dataset that made it. */
import type { OpenDataset } from '../../data/dataset.js'
import { dataError } from '../../errors.js'
import { headClasses, type Wanted } from '../../model/encode.js'
import type { Model } from '../../model/model.js'
import type { Dataset, Device, Notice, Provenance } from '../../types.js'
import { classesDiffer, placesIn, renumbered } from './class-numbering.js'

/** How a model was run. */
export interface Making {
  tool: string // version
  onnxruntime: string // version
  device: Device
  name: string // of the model
  batch: number // rows per run
  sha256: { model: string; data: string }
  warnings: readonly Notice[] // of the model
}

/** @throws UserError (exit 3) when logits are wanted of heads with different classes */
export async function provenanceOf(
  dataset: Dataset,
  model: Model,
  { tool, onnxruntime, device, name, batch, sha256, warnings }: Making,
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
    ...(warnings.length > 0 ? { warnings } : {}),
  }
}

/**
 * The dataset with its labels in the model's numbering, where both name their classes: the same names may stand in another
 * order, and the dataset may have some of them only.
 * @throws UserError (exit 3) for a class that the model does not name
 */
export function inModelClasses(dataset: Dataset, model: Model): Dataset {
  const [ours, theirs] = [dataset.classes, model.classes]
  if (ours === null || theirs === null) return dataset
  const numbers = placesIn(theirs, ours)
  if (numbers.includes(-1)) throw classesDiffer({ path: model.path, classes: theirs }, dataset.path, ours)
  return {
    ...dataset,
    classes: theirs,
    async *batches(size, from) {
      for await (const batch of dataset.batches(size, from)) {
        yield { ...batch, labels: renumbered(batch.labels, numbers) }
      }
    },
  }
}

/**
 * Names that were found in the labels are numbered in their sorted order. Heads without names of their own are taken to know
 * the same classes in that order, which can only be where there are as many.
 * @throws UserError (exit 3) when a head has another number of classes
 */
export async function requireHeadClasses(dataset: OpenDataset, model: Model): Promise<void> {
  const { classes, namesFrom, path, columns } = dataset
  if (classes === null || namesFrom !== 'values' || model.classes !== null || model.heads.length === 0) return
  const { logits } = await model.runZeros()
  const other = logits.find(({ length }) => length !== classes.length)
  if (other === undefined) return
  throw dataError(
    'classes-unnamed',
    `${path} names its classes in "${columns.label}" (${classes.length} names), ${model.path} has ${other.length} without names; which is which cannot be told`,
    'give a column of class numbers: --column label=NAME',
    "or write the names into the model's metadata, as class_names",
  )
}
