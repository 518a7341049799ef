/** What a model of arrays takes. */
import type { InferenceSession } from 'onnxruntime-node'
import { dataError } from '../errors.js'

/** What one row of the model's input is. */
export interface InputShape {
  name: string
  type: 'float32' | 'float16' | 'uint8'
  axes: readonly (number | null)[] // without the batch axis; null: any size
  axisNames: readonly (string | null)[] // what the graph calls those of any size
  batch: number | null // null: any number of rows
}

const TYPES = ['float32', 'float16', 'uint8'] as const

/** @throws UserError (exit 3) for several inputs, or numbers of other types */
export function inputShape(session: InferenceSession, path: string): InputShape {
  const [input, ...more] = session.inputMetadata
  if (input === undefined || !input.isTensor || more.length > 0) {
    const names = session.inputNames.join(', ')
    throw dataError('model-inputs', `${path} takes ${names}; expected one tensor of images or features`)
  }
  const type = TYPES.find((own) => own === input.type)
  if (type === undefined)
    throw dataError('model-inputs', `${path} takes ${input.name} as ${input.type}; expected float32, float16 or uint8`)
  const sizes = input.shape.map((axis) => (typeof axis === 'number' && axis > 0 ? axis : null))
  const names = input.shape.map((axis) => (typeof axis === 'string' ? axis : null))
  return { name: input.name, type, axes: sizes.slice(1), axisNames: names.slice(1), batch: sizes[0] ?? null }
}
