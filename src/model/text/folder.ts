/** The config files of a text model, as Hugging Face and sentence-transformers lay them out. */
import { join } from 'node:path'
import { dataError } from '../../errors.js'
import { isFile } from '../is-file.js'
import { isObject, type JsonFile, parseJson, readJson } from '../json-file.js'

export interface TextFolder {
  path: string
  home: string // where the transformer's files lie: the folder itself, or its 0_Transformer
  config: JsonFile // config.json
  tokenizer: JsonFile // tokenizer_config.json
  specialTokens: JsonFile // special_tokens_map.json
  transformer: JsonFile // sentence_bert_config.json
  sentence: JsonFile // config_sentence_transformers.json
  modules: readonly ModuleEntry[] | null // null: no modules.json
}

/** A line of modules.json. */
export interface ModuleEntry {
  type: string // the last part of its Python name
  folder: string
  config: JsonFile
}

/** Older models name the file after their architecture. */
const TRANSFORMER_CONFIGS = ['bert', 'roberta', 'distilbert', 'camembert', 'albert', 'xlm-roberta', 'xlnet'].map(
  (name) => `sentence_${name}_config.json`,
)

/** Files that decide what a text becomes, besides those of the modules. */
const SHAPING = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  ...TRANSFORMER_CONFIGS,
]

/** @throws UserError (exit 3) for a config file that cannot be read */
export async function readTextFolder(path: string): Promise<TextFolder> {
  const modules = await readModules(path)
  const home = await homeOf(path, modules)
  const transformers = await Promise.all(TRANSFORMER_CONFIGS.map((name) => readJson(join(home, name))))
  return {
    path,
    home,
    config: await readJson(join(home, 'config.json')),
    tokenizer: await readJson(join(home, 'tokenizer_config.json')),
    specialTokens: await readJson(join(home, 'special_tokens_map.json')),
    transformer: transformers.find(({ values }) => Object.keys(values).length > 0) ?? transformers[0]!,
    sentence: await readJson(join(path, 'config_sentence_transformers.json')),
    modules,
  }
}

/** Paths of every file that may shape the embeddings, whether or not it is there. */
export async function shapingFiles(path: string): Promise<readonly string[]> {
  const modules = await readModules(path)
  const home = await homeOf(path, modules)
  const folders = modules?.slice(1).map(({ folder }) => folder) ?? [join(path, LONE_POOLING)]
  return [
    ...SHAPING.map((name) => join(home, name)),
    join(path, 'config_sentence_transformers.json'),
    join(path, 'modules.json'),
    ...folders.flatMap((folder) => [join(folder, 'config.json'), join(folder, 'model.safetensors')]),
  ]
}

/** Where a pooling config lies that no modules.json names. */
export const LONE_POOLING = '1_Pooling'

async function readModules(path: string): Promise<readonly ModuleEntry[] | null> {
  const file = join(path, 'modules.json')
  const entries = await parseJson(file)
  if (entries === undefined) return null
  if (!Array.isArray(entries) || entries.length === 0)
    throw dataError('modules', `${file} holds no list of modules; expected [{"path": …, "type": …}, …]`)
  return Promise.all(
    entries.map(async (entry: unknown, i) => {
      const { type, path: at = '' } = isObject(entry) ? entry : {}
      if (typeof type !== 'string' || typeof at !== 'string' || at.split(/[/\\]/).includes('..'))
        throw dataError('modules', `${file}: entry ${i} is ${JSON.stringify(entry)}; expected a "type" and a "path"`)
      const folder = join(path, at)
      return { type: known(type, file), folder, config: await moduleConfig(type, folder, file) }
    }),
  )
}

/** Modules that do nothing sensible without their settings. */
const CONFIGURED = /\.(Pooling|Dense|LayerNorm)$/

async function moduleConfig(type: string, folder: string, file: string): Promise<JsonFile> {
  const config = await readJson(join(folder, 'config.json'))
  if (CONFIGURED.test(type) && Object.keys(config.values).length === 0)
    throw dataError(
      'module-missing',
      `no settings at ${config.path}; ${file} names the module`,
      'copy or download the model again, with its folders',
    )
  return config
}

/** Modules that come with a model are Python code; only the library's own are known here. */
function known(type: string, file: string): string {
  if (type.startsWith('sentence_transformers.')) return type.split('.').at(-1)!
  throw dataError(
    'module-unknown',
    `${file} has a module of the model's own, ${type}; only those of sentence_transformers can be run here`,
    'export the whole model to one graph with an output sentence_embedding, and give it without modules.json',
  )
}

async function homeOf(path: string, modules: readonly ModuleEntry[] | null): Promise<string> {
  const own = modules?.[0]?.folder ?? path
  return (await isFile(join(own, 'tokenizer.json'))) ? own : path
}
