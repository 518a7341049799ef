/** A Pooling module's config → how it pools: `pooling_mode` by name, or one key a mode as older ones have it. */

import { type JsonFile, unexpected } from '../json-file.js'
import { POOLINGS, type PoolingMode } from '../text-options.js'

/** Older keys, in the order in which several are put together. */
const KEYS: readonly (readonly [string, PoolingMode])[] = [
  ['pooling_mode_cls_token', 'cls'],
  ['pooling_mode_max_tokens', 'max'],
  ['pooling_mode_mean_tokens', 'mean'],
  ['pooling_mode_mean_sqrt_len_tokens', 'mean_sqrt_len_tokens'],
  ['pooling_mode_weightedmean_tokens', 'weightedmean'],
  ['pooling_mode_lasttoken', 'lasttoken'],
]

/** @throws UserError (exit 3) for a mode that is not known */
export function poolingModes(config: JsonFile): readonly PoolingMode[] {
  const told = config.values.pooling_mode ?? null
  if (told === null) {
    const modes = KEYS.filter(([key]) => config.values[key] === true).map(([, mode]) => mode)
    return modes.length === 0 ? ['mean'] : modes
  }
  const names: unknown[] = Array.isArray(told) ? told : [told]
  const modes = names.map((name) => POOLINGS.find((mode) => mode === name))
  const known = modes.filter((mode) => mode !== undefined)
  if (known.length === modes.length && known.length > 0) return known
  throw unexpected(config, 'pooling_mode', `one or several of ${POOLINGS.join(', ')}`)
}
