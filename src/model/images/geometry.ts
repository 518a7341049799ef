/** Sizes and places, rounded as torchvision and transformers round them. */
import type { Resized, Size } from '../image-options.js'
import type { Recipe } from './recipe.js'

/** A part of an image, in pixels. */
export interface Window extends Size {
  top: number
  left: number
}

/**
 * The size after resizing. The longer side is cut to whole pixels, not rounded.
 * Source: pytorch/vision, torchvision/transforms/functional.py, `_compute_resized_output_size`
 */
export function resizedSize({ height, width }: Size, resize: Resized | null): Size {
  if (resize === null) return { height, width }
  if (!('shortest' in resize)) return resize
  const { shortest } = resize
  const longest = Math.trunc((shortest * Math.max(height, width)) / Math.min(height, width))
  return width <= height ? { height: longest, width: shortest } : { height: shortest, width: longest }
}

/** The middle of an image, or all of it. Null: the crop is larger than the image. */
export function cropWindow({ height, width }: Size, { crop, odd }: Pick<Recipe, 'crop' | 'odd'>): Window | null {
  if (crop === null) return { top: 0, left: 0, height, width }
  if (crop.height > height || crop.width > width) return null
  return { top: half(height - crop.height, odd), left: half(width - crop.width, odd), ...crop }
}

/**
 * Half of a rest. Sources: pytorch/vision, functional.py, `center_crop`: int(round(rest / 2)), where Python rounds 0.5
 * to the even number; huggingface/transformers, image_processing_backends.py, `center_crop`: int(rest / 2).
 */
function half(rest: number, odd: Recipe['odd']): number {
  const down = Math.floor(rest / 2)
  return odd === 'even' && rest % 2 === 1 && down % 2 === 1 ? down + 1 : down
}
