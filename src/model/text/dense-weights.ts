/** Dense and LayerNorm modules: their config.json and model.safetensors → layers. */
import { join } from 'node:path'
import { dataError } from '../../errors.js'
import { isFile } from '../is-file.js'
import { flagIn, integerIn, type JsonFile, textIn } from '../json-file.js'
import { ACTIVATIONS, type Activation } from './activation.js'
import { dense, type Layer, layerNorm } from './layers.js'
import { readSafetensors, type Weights } from './safetensors.js'

/** @param width numbers of a row before it. @throws UserError (exit 3) for weights that are missing or do not fit */
export async function readDense(folder: string, config: JsonFile, width: number): Promise<Layer> {
  const outputs = integerIn(config, 'out_features', 1)
  const inputs = integerIn(config, 'in_features', 1) ?? width
  if (outputs === null) throw dataError('config-value', `${config.path} has no "out_features"`)
  if (inputs !== width)
    throw dataError('module-shape', `${config.path} takes ${inputs} numbers; the module before it gives ${width}`)
  const { name, apply } = activation(config)
  const weights = await readWeights(folder)
  const take = (key: string, shape: readonly number[]) => weightsOf(weights, key, shape, folder)
  const weight = take('linear.weight', [outputs, inputs])
  const bias = (flagIn(config, 'bias') ?? true) ? take('linear.bias', [outputs]) : null
  const skips = flagIn(config, 'use_residual') === true
  const residual = !skips ? null : inputs === outputs ? 'input' : take('residual.weight', [outputs, inputs])
  return dense(`Dense ${inputs}→${outputs} ${name}`, { inputs, outputs, weight, bias, residual }, apply)
}

/** @param width numbers of a row before it. @throws UserError (exit 3) for weights that are missing or do not fit */
export async function readLayerNorm(folder: string, config: JsonFile, width: number): Promise<Layer> {
  const dimension = integerIn(config, 'dimension', 1) ?? width
  if (dimension !== width)
    throw dataError('module-shape', `${config.path} takes ${dimension} numbers; the module before it gives ${width}`)
  const weights = await readWeights(folder)
  const [weight, bias] = ['norm.weight', 'norm.bias'].map((key) => weightsOf(weights, key, [width], folder))
  return layerNorm('LayerNorm', width, { weight: weight!, bias: bias! })
}

function activation(config: JsonFile): { name: string; apply: Activation } {
  const told = textIn(config, 'activation_function') ?? 'torch.nn.modules.activation.Tanh'
  const name = told.split('.').at(-1)!
  const apply = told.startsWith('torch.') ? ACTIVATIONS[name] : undefined
  if (apply !== undefined) return { name, apply }
  throw dataError(
    'activation-unknown',
    `${config.path}: the activation ${told} is not known; expected one of torch's ${Object.keys(ACTIVATIONS).join(', ')}`,
  )
}

async function readWeights(folder: string): Promise<ReadonlyMap<string, Weights>> {
  const path = join(folder, 'model.safetensors')
  const pickled = join(folder, 'pytorch_model.bin')
  if (!(await isFile(path)) && (await isFile(pickled)))
    throw dataError(
      'weights-pickled',
      `${pickled} is a Python pickle, which is not read here; expected ${path}`,
      `python -c "import torch, safetensors.torch as s; s.save_file(torch.load('${pickled}', weights_only=True), '${path}')"`,
    )
  return readSafetensors(path)
}

function weightsOf(
  weights: ReadonlyMap<string, Weights>,
  key: string,
  shape: readonly number[],
  folder: string,
): Float32Array {
  const found = weights.get(key)
  if (found !== undefined && found.shape.join() === shape.join()) return found.values
  const what = found === undefined ? `has no "${key}"` : `has "${key}" of ${found.shape.join(' × ')}`
  throw dataError('module-shape', `${join(folder, 'model.safetensors')} ${what}; expected ${shape.join(' × ')}`)
}
