/** The fixtures' models and data by the same way that the commands take: a table on disk, then an evaluation. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { packageVersion } from '../../src/cli/environment.js'
import { type Reading, reading, type TableRole } from '../../src/cli/tables/reading.js'
import { TableSource } from '../../src/cli/tables/tables.js'
import { silent } from '../search/search.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** A model of fixtures/models by its stem. */
export function modelOf(name: string): { name: string; path: string } {
  return { name, path: `${FIXTURES}models/${name}.onnx` }
}

/** A dataset of fixtures/icons by its stem, in the role of that name or another. */
export function readingOf(name: 'database' | 'queries', role: TableRole = name): Reading {
  return reading(role, `${FIXTURES}icons/${name}.arrow`, { column: undefined })
}

/** Tables as the commands open them, on the CPU, kept where the README's commands find and leave them. */
export function openTables(): TableSource {
  const settings = {
    tool: manifest.version,
    onnxruntime: packageVersion('onnxruntime-node')!,
    device: 'cpu' as const,
    threads: 0,
    batch: 64,
    columns: {},
    outputs: {},
    images: {},
    texts: {},
    modelDims: null,
    cache: join(process.env.README_CACHE!, 'mrl-eval'),
    progress: silent,
    signal: new AbortController().signal,
  }
  return new TableSource(settings)
}
