/** Test-time augmentation by mirror images: their logits are added to those of the images as they are. */
import { usageError } from '../errors.js'
import type { Model, ModelOutput, Prepared } from './model.js'

/** @throws UserError (exit 2) for a model of anything but [C, H, W] */
export function requireImages({ takes, signature, path }: Model): void {
  if (takes === 'images') return
  const inputs = signature.inputs.map(({ name, shape }) => `"${name}" of ${shape.join(' × ')}`).join(', ')
  throw usageError('tta-input', `--tta flip mirrors images, [N, C, H, W]; ${path} takes ${inputs}`, 'leave --tta out')
}

/**
 * The embedding of rows as they are, and the **sum** of their logits and their mirror images', which makes softmax
 * surer than a mean would, as MRL's reference code does (RAIVNLab/MRL, train_imagenet.py).
 */
export async function runFlipped({ run, runMirrored }: Prepared): Promise<ModelOutput> {
  const asTheyAre = await run()
  const mirrored = await runMirrored!()
  const logits = asTheyAre.logits.map((own, g) => own.map((logit, i) => logit + mirrored.logits[g]![i]!))
  return { embedding: asTheyAre.embedding, logits }
}

/** Every run of `width` numbers from back to front. */
export function mirror<T extends Float32Array | Uint8Array>(values: T, width: number): T {
  const mirrored = values.slice() as T
  for (let at = 0; at < mirrored.length; at += width) mirrored.subarray(at, at + width).reverse()
  return mirrored
}
