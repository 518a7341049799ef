/** What an ONNX model takes and gives, as this tool understands it. */
import { stat } from 'node:fs/promises'
import type { Inputs } from '../types.js'
import { modelFiles } from './files.js'
import { type ModelOptions, openModel, type Signature } from './model.js'

export interface ModelFacts {
  kind: 'onnx'
  path: string
  bytes: number // of the graph and the weights and configs beside it
  takes: Inputs['kind']
  preprocessing: string // how rows become what the graph takes
  inputs: readonly Signature[]
  outputs: readonly Signature[]
  embedding: string | null // output name
  width: number // D; 0 without an embedding
  heads: readonly { dim: number; output: string }[]
  dims: readonly number[] | null // declared, else those of the heads
  classes: number | null // class names in the metadata
}

/** @throws UserError (exit 3) when the model cannot be used */
export async function inspectModel(path: string, options: ModelOptions): Promise<ModelFacts> {
  const model = await openModel(path, options)
  try {
    const { takes, preprocessing, signature, embedding, width, heads, dims, classes } = model
    const sizes = await Promise.all((await modelFiles(path)).map((file) => stat(file)))
    return {
      kind: 'onnx',
      path,
      bytes: sizes.reduce((sum, { size }) => sum + size, 0),
      takes,
      preprocessing,
      ...signature,
      embedding,
      width,
      heads: heads.map(({ dim, output }) => ({ dim, output })),
      dims,
      classes: classes?.length ?? null,
    }
  } finally {
    await model.close()
  }
}
