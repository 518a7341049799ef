/** The fixtures' models and data by the same way that the commands take: a table on disk, then an evaluation. */
import { fileURLToPath } from 'node:url'
import { TableSource } from '../../src/cli/tables.js'
import { silent } from '../search/search.js'

const FIXTURES = fileURLToPath(new URL('../../fixtures/', import.meta.url))

/** A model of fixtures/models by its stem. */
export function modelOf(name: string): { name: string; path: string } {
  return { name, path: `${FIXTURES}models/${name}.onnx` }
}

/** A dataset of fixtures/icons by its stem. */
export function dataOf(name: 'database' | 'queries'): string {
  return `${FIXTURES}icons/${name}.arrow`
}

/** Tables of one test file, embedded on the CPU into a temporary folder that `close` removes. */
export function openTables(): TableSource {
  const settings = {
    tool: 'test',
    onnxruntime: 'test',
    device: 'cpu' as const,
    threads: 0,
    batch: 64,
    columns: {},
    outputs: {},
    modelDims: null,
    cache: null,
    progress: silent,
    signal: new AbortController().signal,
  }
  return new TableSource(settings, { logits: false, tta: null, labels: {} })
}
