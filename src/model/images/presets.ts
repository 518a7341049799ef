/** Ways to prepare images that are known by name. */
import type { Recipe } from './recipe.js'

const AS_THEY_ARE: Recipe = {
  source: 'none',
  transparency: 'dropped',
  resize: null,
  kernel: 'bilinear',
  crop: null,
  odd: 'even',
  scale: 1 / 255,
  mean: null,
  std: null,
}

/**
 * - `none`: images as they are, pixels / 255.
 * - `imagenet`: shorter side 256, crop 224, as torchvision evaluates ImageNet models (pytorch/vision, references/classification).
 * - `clip`: shorter side and crop 224, bicubic (openai/CLIP, clip/clip.py).
 */
export const PRESETS: Readonly<Record<string, Recipe>> = {
  none: AS_THEY_ARE,
  imagenet: {
    ...AS_THEY_ARE,
    source: 'imagenet',
    resize: { shortest: 256 },
    crop: { height: 224, width: 224 },
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
  clip: {
    ...AS_THEY_ARE,
    source: 'clip',
    resize: { shortest: 224 },
    kernel: 'bicubic',
    crop: { height: 224, width: 224 },
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
}

export const PRESET_NAMES = Object.keys(PRESETS)
