/** Flags of the commands that work with what heads or probes say. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.js'

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
  helpValue: 'FILE',
})

export const holdoutLabels = Flags.string({
  summary: 'class numbers for a --holdout that is a .npy array',
  helpValue: 'FILE',
})

export const tta = Flags.option({
  summary: 'test-time augmentation: flip adds the logits of the mirror image',
  options: ['none', 'flip'] as const,
  default: 'none',
})()

export const trainLabels = Flags.string({
  summary: 'class numbers for a --train that is a .npy array',
  helpValue: 'FILE',
})

/** @throws UserError (exit 2) for mirror images beside probes, which take embeddings and not logits */
export function refuseFlipOfProbes({ probe, tta }: { probe: boolean; tta: 'none' | 'flip' }): void {
  if (!probe || tta === 'none') return
  throw usageError('tta-probe', '--tta flip adds logits of heads; --probe replaces them', 'leave one of the two out')
}
