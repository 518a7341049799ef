/** What a graph of texts takes, and the arrays it is fed with. */
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { dataError } from '../../errors.js'
import type { TokenBatch } from './tokens-batch.js'

/** The inputs of a graph that are known here, by name. */
const SOURCES: Readonly<Record<string, (batch: TokenBatch) => Int32Array | Uint8Array>> = {
  input_ids: ({ ids }) => ids,
  attention_mask: ({ mask }) => mask,
  token_type_ids: ({ types }) => types,
  position_ids: ({ positions }) => positions,
}

export interface TextInputs {
  types: ReadonlyMap<string, 'int64' | 'int32'> // by name
  batch: number | null // rows; null: any number
  length: number | null // tokens a row; null: any number
}

/** The input that makes a graph one of texts. */
export const TOKENS = 'input_ids'

/** Does the graph take tokens? */
export function takesTokens(session: InferenceSession): boolean {
  return session.inputNames.includes(TOKENS)
}

/** @throws UserError (exit 3) for an input that texts do not give, or of another type */
export function textInputs(session: InferenceSession, path: string): TextInputs {
  const types = new Map<string, 'int64' | 'int32'>()
  for (const input of session.inputMetadata) {
    if (!(input.name in SOURCES))
      throw dataError(
        'model-inputs',
        `${path} takes "${input.name}" besides its tokens; expected only ${Object.keys(SOURCES).join(', ')}`,
        'export it for feature extraction, without a cache of keys and values',
      )
    if (!input.isTensor || (input.type !== 'int64' && input.type !== 'int32'))
      throw dataError(
        'model-inputs',
        `${path} takes ${input.name} as ${input.isTensor ? input.type : 'no tensor'}; expected int64 or int32`,
      )
    types.set(input.name, input.type)
  }
  const ids = session.inputMetadata.find(({ name }) => name === 'input_ids')!
  const [batch, length] = ids.isTensor ? ids.shape : []
  return { types, batch: size(batch), length: size(length) }
}

export async function feeds({ types }: TextInputs, batch: TokenBatch): Promise<Record<string, Tensor>> {
  const { Tensor } = await import('onnxruntime-node')
  const shape = [batch.rows, batch.length]
  const made = [...types].map(([name, type]) => {
    const values = SOURCES[name]!(batch)
    const tensor =
      type === 'int64'
        ? new Tensor('int64', BigInt64Array.from(values, BigInt), shape)
        : new Tensor('int32', Int32Array.from(values), shape)
    return [name, tensor] as const
  })
  return Object.fromEntries(made)
}

function size(axis: number | string | undefined): number | null {
  return typeof axis === 'number' && axis > 0 ? axis : null
}
