/**
 * The modules of a sentence-transformers folder after its transformer → how tokens are pooled, and the layers that follow.
 * A folder without modules.json is read as sentence-transformers reads it: the mean of all tokens, or the last one of a
 * causal language model.
 */
import { join } from 'node:path'
import { dataError } from '../../errors.js'
import { flagIn, type JsonFile, readJson } from '../json-file.js'
import type { PoolingMode, ToldTexts } from '../text-options.js'
import { readDense, readLayerNorm } from './dense-weights.js'
import { LONE_POOLING, type ModuleEntry, type TextFolder } from './folder.js'
import { type Layer, layerNorm, normalize } from './layers.js'
import { poolingModes } from './pooling-config.js'

/** What makes one vector of the vectors of a text's tokens. */
export interface Pooler {
  modes: readonly PoolingMode[]
  includePrompt: boolean
  from: string // for people: who says so
}

const NONE: JsonFile = { path: '', values: {} }

/** How tokens are pooled. @throws UserError (exit 3) for modules that are not known or stand in another order */
export async function readPooler(folder: TextFolder, told: ToldTexts): Promise<Pooler> {
  const { modules, config } = folder
  if (modules !== null) requireOrder(modules, folder.path)
  const lone = await readJson(join(folder.path, LONE_POOLING, 'config.json'))
  const own = modules?.[1]?.config ?? (Object.keys(lone.values).length > 0 ? lone : NONE)
  const includePrompt = flagIn(own, 'include_prompt') ?? true
  if (told.pooling !== undefined) return { modes: [told.pooling], includePrompt, from: 'as told' }
  if (own !== NONE) return { modes: poolingModes(own), includePrompt, from: own === lone ? lone.path : 'modules.json' }
  const mode = isCausal(config) ? 'lasttoken' : 'mean'
  return { modes: [mode], includePrompt, from: 'the default: no modules.json says otherwise' }
}

/** The layers after pooling. @param width numbers of a pooled text */
export async function readLayers(folder: TextFolder, told: ToldTexts, width: number): Promise<readonly Layer[]> {
  const layers: Layer[] = []
  let wide = width
  for (const entry of folder.modules?.slice(2) ?? []) {
    const layer = await readLayer(entry, wide)
    if (layer !== null) layers.push(layer)
    wide = layer?.width ?? wide
  }
  return told.layerNorm ? withLayerNorm(layers, wide) : layers
}

/** Before the normalization that ends the chain, else at its end. */
function withLayerNorm(layers: readonly Layer[], width: number): readonly Layer[] {
  const norm = layerNorm('layer norm, as told', width, null)
  const last = layers.at(-1)
  return last?.name === 'Normalize' ? [...layers.slice(0, -1), norm, last] : [...layers, norm]
}

async function readLayer({ type, folder, config }: ModuleEntry, width: number): Promise<Layer | null> {
  requireSentence(config)
  switch (type) {
    case 'Dense':
      return readDense(folder, config, width)
    case 'LayerNorm':
      return readLayerNorm(folder, config, width)
    case 'Normalize':
      return normalize(width)
    default:
      return null // Dropout, which does nothing outside training
  }
}

const LAYERS = new Set(['Dense', 'LayerNorm', 'Normalize', 'Dropout'])

function requireOrder(modules: readonly ModuleEntry[], path: string): void {
  const expected = (i: number) => (i === 0 ? ['Transformer'] : i === 1 ? ['Pooling'] : [...LAYERS])
  const bad = modules.findIndex(({ type }, i) => !expected(i).includes(type))
  if (bad !== -1)
    throw dataError(
      'module-unknown',
      `${join(path, 'modules.json')} has ${modules[bad]!.type} as module ${bad}; expected ${expected(bad).join(', ')}`,
      'export the whole model to one graph with an output sentence_embedding',
    )
  if (modules.length < 2)
    throw dataError(
      'module-missing',
      `${join(path, 'modules.json')} has a Transformer and no Pooling; a text must become one vector`,
      'add the module, or say how to pool without modules.json: --pooling mean',
    )
}

/** Layers over single tokens are those of models that give a text many vectors. */
function requireSentence(config: JsonFile): void {
  for (const key of ['module_input_name', 'module_output_name']) {
    const name = config.values[key] ?? 'sentence_embedding'
    if (name === 'sentence_embedding') continue
    throw dataError(
      'module-unknown',
      `${config.path}: "${key}" is ${JSON.stringify(name)}; only layers over one vector a text can be run here`,
    )
  }
}

function isCausal({ values }: JsonFile): boolean {
  const { architectures, is_causal: causal } = values
  const first: unknown = Array.isArray(architectures) ? architectures[0] : null
  return typeof first === 'string' && first.endsWith('ForCausalLM') && causal !== false
}
