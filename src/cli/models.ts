/** `--model` values → model files with names. */
import { readdir, stat } from 'node:fs/promises'
import { basename, extname, join, resolve } from 'node:path'
import { dataError, usageError } from '../errors.js'
import type { NamedPath } from './flags.js'

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

/** The file itself, or in a folder `model.onnx`, `onnx/model.onnx`, or the only .onnx file. */
async function onnxFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  if (found === null) throw dataError('model-missing', `no model at ${path}`)
  if (!found.isDirectory()) return path
  for (const usual of ['model.onnx', join('onnx', 'model.onnx')]) {
    if (
      await stat(join(path, usual)).then(
        (entry) => entry.isFile(),
        () => false,
      )
    )
      return join(path, usual)
  }
  const files = (await readdir(path)).filter((name) => name.endsWith('.onnx'))
  if (files.length === 1) return join(path, files[0]!)
  const what = files.length === 0 ? 'no .onnx file' : `${files.length} .onnx files (${files.join(', ')})`
  throw dataError('model-missing', `the folder ${path} has ${what} and no model.onnx`, 'name the file')
}
