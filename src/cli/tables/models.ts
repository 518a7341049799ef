/** `--model` values → model files with names. */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { dataError, usageError } from '../../errors.js'
import type { NamedPath } from '../flags/path-flags.js'

export interface NamedModel {
  name: string
  path: string // of the .onnx file
}

/** Finds the .onnx files and gives every model a name of its own. @throws UserError for missing models and equal names */
export async function resolveModels(given: readonly NamedPath[]): Promise<NamedModel[]> {
  const models: NamedModel[] = []
  for (const { name, path } of given) {
    const file = await onnxFile(path)
    const chosen = name ?? basename(resolve(path), extname(path))
    const twin = models.find((model) => model.name === chosen)
    if (twin)
      throw usageError(
        'model-names',
        `two models are called ${chosen}: ${twin.path} and ${file}`,
        'give them names: --model NAME=PATH',
      )
    models.push({ name: chosen, path: file })
  }
  return models
}

/** The file itself, or in a folder `model.onnx`, `onnx/model.onnx`, or the only .onnx file of the two places. */
async function onnxFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw dataError('model-missing', `no model at ${path}`)
  if (!found.isDirectory()) return path
  const files = await graphsIn(path)
  const usual = files.find((name) => basename(name) === 'model.onnx')
  if (usual !== undefined) return join(path, usual)
  if (files.length === 1) return join(path, files[0]!)
  if (files.length === 0) throw noGraph(path, await readdir(path))
  throw dataError(
    'model-missing',
    `the folder ${path} has ${files.length} .onnx files (${files.join(', ')}) and no model.onnx`,
    `name the file: --model NAME=${join(path, files[0]!)}`,
  )
}

/** A folder with a graph in it is a model; other folders are data. */
export async function holdsGraph(path: string): Promise<boolean> {
  return (await graphsIn(path)).length > 0
}

/** Graphs in a folder, then those in its `onnx/`. */
async function graphsIn(folder: string): Promise<string[]> {
  const [own, inner] = await Promise.all([onnxIn(folder), onnxIn(join(folder, 'onnx'))])
  return [...own, ...inner.map((name) => join('onnx', name))]
}

/** Names of .onnx files in a folder, in order of the alphabet; none where there is no such folder. */
async function onnxIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => [])
  return names.filter((name) => name.endsWith('.onnx')).sort()
}

function noGraph(path: string, names: readonly string[]): Error {
  const message = `the folder ${path} has no .onnx file`
  if (!names.includes('config.json')) return dataError('model-missing', message, 'name the file')
  return dataError(
    'model-missing',
    `${message}, only the model as PyTorch or others have it`,
    `export it: optimum-cli export onnx --model ${path} --task feature-extraction ${join(path, 'onnx')}`,
  )
}
