/** Outputs of a session as float32: they are float32, float64, or float16, which comes as raw bits or as numbers. */
import type { InferenceSession } from 'onnxruntime-node'
import { fromHalf } from '../math/half.js'
import type { OutputShape } from './output-shape.js'

const FLOATS: ReadonlySet<string> = new Set(['float32', 'float64', 'float16'])

export function asFloat32(data: unknown): Float32Array {
  if (data instanceof Float32Array) return data
  return data instanceof Uint16Array ? fromHalf(data) : Float32Array.from(data as Float64Array)
}

/** Outputs that can be an embedding or logits. */
export function floatOutputs(session: InferenceSession): OutputShape[] {
  return session.outputMetadata.flatMap((output) =>
    output.isTensor && FLOATS.has(output.type) ? [{ name: output.name, shape: output.shape }] : [],
  )
}
