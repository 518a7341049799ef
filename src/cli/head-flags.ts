/** Flags of the commands that work with what heads or probes say. */
import { Flags } from '@oclif/core'

export const holdout = Flags.string({
  summary: 'what thresholds, temperatures and the strength of probes are learnt on',
  helpValue: 'PATH',
})

export const train = Flags.string({
  summary: 'what probes are learnt on, and class frequencies are counted in',
  helpValue: 'PATH',
})

/** Labels of .npy arrays. */
export const labels = Flags.string({
  summary: 'class numbers for a --data that is a .npy array',
  helpValue: 'FILE.npy',
})

export const holdoutLabels = Flags.string({
  summary: 'class numbers for a --holdout that is a .npy array',
  helpValue: 'FILE.npy',
})

export const tta = Flags.option({
  summary: 'test-time augmentation: flip adds the logits of the mirror image',
  options: ['none', 'flip'] as const,
  default: 'none',
})()

export const trainLabels = Flags.string({
  summary: 'class numbers for a --train that is a .npy array',
  helpValue: 'FILE.npy',
})
