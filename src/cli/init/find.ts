/** What lies in a folder that can be evaluated: models, and tables of data, told by their content. */
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { partsIn } from '../../data/files/source.js'
import { isBeir } from '../../data/formats/beir.js'
import { inOrder } from '../../data/formats/shard-names.js'
import { messageOf } from '../../errors.js'
import type { Inputs } from '../../types.js'
import { resolveModels } from '../tables/models.js'
import { openAndClose, tableAt } from './table-at.js'

export interface FoundModel {
  path: string // from the folder, with "/"
  takes: Inputs['kind']
  width: number // D; 0 without an embedding
  inputSize: number | null // numbers of a row, where it takes those
  headDims: readonly number[]
}

/** What rows have. */
export interface FoundTable {
  path: string // from the folder, with "/"; with "#PART" where it has parts
  rows: number
  holds: Inputs['kind'] | 'embeddings' | 'beir' | 'pairs'
  width: number | null // numbers of a row, where they are numbers
  isLabelled: boolean
}

export interface Found {
  models: readonly FoundModel[]
  tables: readonly FoundTable[]
  left: readonly { path: string; why: string }[] // what was looked at, and is of no use
}

const DEEPEST = 3 // folders within each other
const MOST = 300 // files that are opened
const DATA = /\.(arrow|feather|ipc|parquet|npy|npz|h5|hdf5|fvecs|bvecs|fbin|u8bin|i8bin|jsonl|ndjson|csv|tsv|gz)$/i
const SHARD = /^(.*?)[-_.]?\d{5}-of-\d{5}(\.[a-z0-9.]+)$/i

/** Looks into a folder and those below it; hidden ones, `node_modules` and results are left alone. */
export async function find(folder: string, say: (text: string) => void): Promise<Found> {
  const models: FoundModel[] = []
  const tables: FoundTable[] = []
  const left: { path: string; why: string }[] = []
  const seen = new Set<string>() // folders, of which links can make a circle
  let opened = 0
  await look(folder, 0)
  return { models, tables, left }

  async function look(place: string, depth: number): Promise<void> {
    const real = await realpath(place).catch(() => place)
    if (seen.has(real)) return
    seen.add(real)
    const all: string[] = await readdir(place).catch(() => [])
    if (all.includes('.run-state')) return // results of `run`
    const names = inOrder(all.filter((name) => !/^[._]|^node_modules$/.test(name)))
    if (await isBeir(place)) return void (await note(place, () => beirTable(place)))
    if (names.includes('dataset_dict.json') || names.includes('state.json')) return addTables(place)
    if (isModelFolder(names)) return addModel(place)
    const shards = new Map<string, string>()
    for (const name of names) {
      const path = join(place, name)
      const isFolder = (await stat(path).catch(() => null))?.isDirectory() ?? false
      const shard = SHARD.exec(name)
      if (isFolder && depth < DEEPEST) await look(path, depth + 1)
      else if (isFolder) left.push({ path: from(path), why: `deeper than ${DEEPEST} folders` })
      else if (name.endsWith('.onnx')) await addModel(path)
      else if (shard !== null) shards.set(`${shard[1]}*${shard[2]}`, path)
      else if (DATA.test(name)) await addTables(path)
    }
    for (const pattern of shards.keys()) await addTables(join(place, pattern))
  }

  async function note(path: string, work: () => Promise<void>): Promise<void> {
    if (++opened > MOST) return void left.push({ path: from(path), why: `more than ${MOST} files` })
    say(`looking at ${from(path)}`)
    await work().catch((error: unknown) => left.push({ path: from(path), why: messageOf(error) }))
  }

  async function addModel(path: string): Promise<void> {
    await note(path, async () => {
      const { inspectModel } = await import('../../model/inspect.js')
      const [model] = await resolveModels([{ name: null, path }])
      const facts = await inspectModel(model!.path, { device: 'cpu', threads: 1, outputs: {}, dims: null })
      const size = facts.inputs.length === 1 && facts.takes === 'tensors' ? facts.inputs[0]!.shape.at(-1) : null
      models.push({
        path: from(path),
        takes: facts.takes,
        width: facts.width,
        inputSize: typeof size === 'number' ? size : null,
        headDims: facts.heads.map(({ dim }) => dim),
      })
    })
  }

  async function addTables(path: string): Promise<void> {
    await note(path, async () => {
      try {
        tables.push(await tableAt(path, from(path)))
      } catch (error) {
        const parts = partsIn(error)
        if (parts === null) throw error
        for (const part of parts) tables.push(await tableAt(part, from(part)))
      }
    })
  }

  async function beirTable(path: string): Promise<void> {
    const { rows } = await openAndClose(`${path}#corpus`)
    tables.push({ path: from(path), rows, holds: 'beir', width: null, isLabelled: false })
  }

  function from(path: string): string {
    return (relative(folder, path) || '.').split(sep).join('/')
  }
}

/** A folder whose graph is the only one, and beside which its config or tokenizer lies. */
function isModelFolder(names: readonly string[]): boolean {
  const graphs = names.filter((name) => name.endsWith('.onnx'))
  const hasConfig = names.some((name) => /^(config|tokenizer|preprocessor_config)\.json$/.test(name))
  return hasConfig && (graphs.length === 1 || graphs.includes('model.onnx') || names.includes('onnx'))
}
