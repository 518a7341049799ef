/**
 * Run as a thread: holds the HDF5 library, a WebAssembly program whose state is lost when a damaged file makes it fail.
 * Its memory goes with the thread.
 */
import { parentPort } from 'node:worker_threads'
import type { Dataset as Hdf5Dataset, File as Hdf5File } from 'h5wasm/node'
import { product } from '../../../math/product.js'
import type { Answers, Dataset, Kind, Question, Questions, Reply } from './questions.js'

const h5wasm = await import('h5wasm/node')
const library = await h5wasm.ready
library.activate_throwing_error_handler() // else errors go to stderr, and reads that failed give what was in memory

const files = new Map<number, Hdf5File>()
let count = 0

const ANSWERS: { [K in Kind]: (question: Questions[K]) => Answers[K] } = {
  open({ path }) {
    const opened = new h5wasm.File(path, 'r')
    try {
      const found = opened.paths().map((name) => opened.get(name))
      const arrays = found.filter((entity) => entity instanceof h5wasm.Dataset)
      const file = count++
      const answer = { file, distance: distanceOf(opened), datasets: arrays.flatMap(described) }
      files.set(file, opened)
      return answer
    } catch (error) {
      opened.close()
      throw error
    }
  },
  numbers({ file, name, shape, size, start, rows }) {
    const length = rows * size * product(shape)
    return withMemory(length, (at) => {
      read(file, name, [rows, ...shape], start, at)
      return library.HEAPU8.slice(at, at + length)
    })
  },
  texts({ file, name, size, isVariable, start, rows }) {
    return withMemory(rows * size, (at) => {
      read(file, name, [rows], start, at)
      return isVariable ? variableTexts(file, name, rows, at) : fixedTexts(size, rows, at)
    })
  },
  close({ file }) {
    files.get(file)?.close()
    files.delete(file)
    return null
  },
}

function distanceOf(file: Hdf5File): string | null {
  if (!Object.hasOwn(file.attrs, 'distance')) return null
  const distance = file.get_attribute('distance', true)
  return typeof distance === 'string' ? distance : null
}

function described({ path, metadata }: Hdf5Dataset): Dataset[] {
  const { shape, maxshape, chunks, type, size, signed, vlen, enum_type, virtual_sources } = metadata
  if (shape === null) return []
  const { H5T_INTEGER, H5T_FLOAT, H5T_STRING, H5T_ENUM } = library.H5T_class_t
  const isInteger = type === H5T_INTEGER.value || (type === H5T_ENUM.value && enum_type?.type === H5T_INTEGER.value)
  let name = `values of HDF5 class ${type}`
  if (isInteger) name = `${signed ? 'i' : 'u'}${size}`
  if (type === H5T_FLOAT.value) name = `f${size}`
  if (type === H5T_STRING.value) name = 'text'
  if (virtual_sources !== undefined) name = 'values of other files'
  const isBool =
    size === 1 &&
    Object.keys(enum_type?.members ?? {})
      .sort()
      .join() === 'FALSE,TRUE'
  const variable = { isBool, size, isVariable: vlen }
  return [{ name: path.replace(/^\//, ''), shape, maxShape: maxshape, chunk: chunks, type: name, ...variable }]
}

/** Reads rows into the library's memory. @param axes of what is read */
function read(file: number, name: string, axes: readonly number[], start: number, at: number): void {
  const id = files.get(file)!.file_id
  const offset = axes.map((_, axis) => BigInt(axis === 0 ? start : 0))
  const strides = axes.map(() => 1n)
  if (library.get_dataset_data(id, name, axes.map(BigInt), offset, strides, BigInt(at)) < 0)
    throw new Error('its values cannot be read')
}

function withMemory<T>(bytes: number, work: (at: number) => T): T {
  const at = library._malloc(bytes)
  if (at === 0) throw new Error(`no memory for ${bytes} bytes`)
  try {
    return work(at)
  } finally {
    library._free(at)
  }
}

function variableTexts(file: number, name: string, rows: number, at: number): string[] {
  const places = new Uint32Array(library.HEAPU8.slice(at, at + 4 * rows).buffer)
  const texts = Array.from(places, (place) => (place === 0 ? '' : library.UTF8ToString(place)))
  library.reclaim_vlen_memory_count(files.get(file)!.file_id, name, '', BigInt(at), [BigInt(rows)])
  return texts
}

function fixedTexts(size: number, rows: number, at: number): string[] {
  const bytes = Buffer.from(library.HEAPU8.slice(at, at + size * rows))
  return Array.from({ length: rows }, (_, row) => {
    const own = bytes.subarray(row * size, (row + 1) * size)
    const end = own.indexOf(0)
    return own.toString('utf8', 0, end === -1 ? size : end)
  })
}

/** What the library said at its outermost and innermost places. */
function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const said = [...text.matchAll(/\(\): (.+)/g)].map(([, what]) => what!)
  return said.length === 0 ? text : [...new Set([said[0]!, said.at(-1)!])].join(': ')
}

function reply(question: Question): Reply {
  try {
    const ask = ANSWERS[question.kind] as (question: Questions[Kind]) => Answers[Kind]
    return { id: question.id, answer: ask(question) }
  } catch (error) {
    const isFatal = !(error instanceof Error) || error.name === 'RuntimeError' || /memory/.test(error.message)
    return { id: question.id, error: messageOf(error), isFatal }
  }
}

parentPort!.on('message', (question: Question) => {
  const said = reply(question)
  const buffers = 'answer' in said && said.answer instanceof Uint8Array ? [said.answer.buffer as ArrayBuffer] : []
  parentPort!.postMessage(said, buffers)
})
