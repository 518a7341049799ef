/** Which axes of a model's input are channels, height and width. */
import { dataError } from '../../errors.js'
import type { Layout } from '../image-options.js'
import type { InputShape } from '../input-shape.js'

/**
 * Told, else by the axis that has 1 or 3 places, else by the axis that the model calls channels.
 * Null: the model takes no images, or neither tells.
 */
export function layoutOf({ axes, axisNames }: InputShape, told: Layout | null): Layout | null {
  if (axes.length !== 3) return null
  if (told !== null) return told
  const fits = (axis: number) => isChannels(axes[axis]!)
  if (fits(0) !== fits(2)) return fits(0) ? 'nchw' : 'nhwc'
  const isNamed = (axis: number) => /^c$|chan/i.test(axisNames[axis] ?? '')
  if (isNamed(0) === isNamed(2)) return null
  return isNamed(0) ? 'nchw' : 'nhwc'
}

/** Whether some layout would make it a model of images. */
export function isUnclear({ axes }: InputShape): boolean {
  return axes.length === 3 && [axes[0]!, axes[2]!].some((axis) => axis === null || isChannels(axis))
}

export function unclear({ name, axes, axisNames }: InputShape, path: string): Error {
  const shape = axes.map((axis, i) => axis ?? axisNames[i] ?? 'any').join(' × ')
  return dataError(
    'image-layout',
    `${path}: which axis of "${name}", ${shape} per row, counts the channels cannot be told`,
    'say it: --image-layout nchw (channels first) or --image-layout nhwc (channels last)',
  )
}

/** Channels, height and width of a row; null where the size is free. Free channels are taken to be 3. */
export function shapeOf(
  { axes }: Pick<InputShape, 'axes'>,
  layout: Layout,
): { channels: number; height: number | null; width: number | null } {
  const [channels, height, width] = layout === 'nchw' ? axes : [axes[2], axes[0], axes[1]]
  return { channels: channels ?? 3, height: height ?? null, width: width ?? null }
}

export function isChannels(size: number | null): size is 1 | 3 {
  return size === 1 || size === 3
}
