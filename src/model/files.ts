/** The files that a model is made of: the graph, and what lies beside it and shapes its embeddings. */
import { open } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isFile } from './is-file.js'
import { shapingFiles } from './text/folder.js'

const SIDECARS = ['preprocessor_config.json', 'processor_config.json']

/** The folder of a model's config files: that of the graph, or the one above it where that is called `onnx`. */
export function configFolder(graph: string): string {
  const folder = dirname(graph)
  return basename(folder) === 'onnx' ? dirname(folder) : folder
}

/** The graph first, then the weights that it keeps apart, then the config files that are there. */
export async function modelFiles(graph: string): Promise<readonly string[]> {
  const folder = configFolder(graph)
  const weights = (await externalData(graph)).map((name) => join(dirname(graph), name))
  const candidates = [...weights, ...SIDECARS.map((name) => join(folder, name)), ...(await shapingFiles(folder))]
  const there = await Promise.all(candidates.map(isFile))
  return [graph, ...new Set(candidates.filter((_, i) => there[i]))]
}

/** The key of an external_data entry of a tensor, as protobuf has it; the value follows, its length before it. */
const LOCATION = Buffer.from('\x0a\x08location\x12', 'latin1')
const CHUNK = 4 * 1024 * 1024 // bytes
const LONGEST = LOCATION.length + 1 + 127 // an entry with a name of up to 127 bytes

/** Out of the graph's folder, where ONNX allows no weights to be. */
const LEADS_OUT = /\0|\\|^\/|(^|\/)\.\.(\/|$)/

/**
 * Names of files with weights of the graph, by looking for their entries in its bytes: graphs of gigabytes are not decoded
 * for it. What is no file name there is no file, either.
 */
async function externalData(graph: string): Promise<readonly string[]> {
  const names = new Set<string>()
  const file = await open(graph).catch(() => null) // whoever reads the graph itself says what is wrong
  if (file === null) return []
  try {
    const buffer = Buffer.alloc(CHUNK + LONGEST)
    for (let at = 0; ; at += CHUNK) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at)
      for (const name of namesIn(buffer.subarray(0, bytesRead))) names.add(name)
      if (bytesRead < buffer.length) return [...names]
    }
  } finally {
    await file.close()
  }
}

function* namesIn(bytes: Buffer): Generator<string> {
  for (let at = bytes.indexOf(LOCATION); at !== -1; at = bytes.indexOf(LOCATION, at + 1)) {
    const start = at + LOCATION.length + 1
    const length = bytes[start - 1] ?? 0
    const name = bytes.toString('utf8', start, start + length)
    if (length > 0 && length < 128 && start + length <= bytes.length && !LEADS_OUT.test(name)) yield name
  }
}
