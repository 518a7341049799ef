/** Whether a model is one of texts, told by its graph without starting it. */
import { readGraph } from '../onnx/graph.js'
import { TOKENS } from './text/text-inputs.js'

/** @throws UserError (exit 3) when there is no ONNX model at the path */
export async function takesTexts(path: string): Promise<boolean> {
  const { graph } = await readGraph(path)
  return graph!.input!.some(({ name }) => name === TOKENS)
}
