/**
 * A FAISS index ready to be searched. Only for child processes: FAISS blocks, and can crash the process it is in.
 *
 * Every value goes through the binding as a JavaScript number, which costs about 0.1 µs each.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Vectors } from '../../types.js'
import { loadFaiss, type NativeIndex } from './binding.js'
import { checkSettings } from './check.js'
import { patchedCopy, settingPlaces } from './index-file.js'
import type { BuiltIndex, SearchSettings } from './request.js'
import { queryShape, shapeRows } from './rows.js'

export interface OpenIndex {
  /**
   * Nearest rows of queries [first, first + count), which may be wider than the index: they are cut and normalized here.
   * @returns best first, −1 pads. [count × k]
   */
  search(queries: Vectors, first: number, count: number, k: number): Int32Array
}

/**
 * @param scratch folder for a moment's copy of the index, when settings differ from those in its file
 * @throws UserError (exit 2) when a setting does not apply to this index
 */
export function openIndex(index: BuiltIndex, settings: SearchSettings, scratch = tmpdir()): OpenIndex {
  const native = openWith(index, settings, scratch)
  const shape = queryShape(index.request, index.distance)
  const plain = reusedArray()
  return {
    search(queries, first, count, k) {
      const ids = new Int32Array(count * k).fill(-1)
      const length = Math.min(k, index.rows) // FAISS refuses longer lists
      if (count === 0 || length === 0) return ids
      const { labels } = native.search(plain(shapeRows(queries, first, count, shape)), length)
      for (let q = 0; q < count; q++) {
        for (let r = 0; r < length; r++) ids[q * k + r] = labels[q * length + r]!
      }
      return ids
    },
  }
}

/** @returns a function that copies values into an array that it uses again: FAISS keeps none of it */
export function reusedArray(): (values: Float32Array) => number[] {
  let array: number[] = []
  return (values) => {
    if (array.length !== values.length) array = new Array<number>(values.length).fill(0.5)
    for (let i = 0; i < values.length; i++) array[i] = values[i]!
    return array
  }
}

function openWith({ path, request }: BuiltIndex, settings: SearchSettings, scratch: string): NativeIndex {
  const { Index } = loadFaiss()
  const places = settingPlaces(path)
  checkSettings(request, places, settings)
  const changes = []
  if (places.efSearch !== null && settings.efSearch !== null && settings.efSearch !== places.efSearch.value)
    changes.push({ at: places.efSearch.at, bytes: new Uint8Array(Int32Array.of(settings.efSearch).buffer) })
  if (places.nprobe !== null && settings.nprobe !== null && settings.nprobe !== places.nprobe.value)
    changes.push({ at: places.nprobe.at, bytes: new Uint8Array(BigUint64Array.of(BigInt(settings.nprobe)).buffer) })
  if (changes.length === 0) return Index.read(path)
  const folder = mkdtempSync(join(scratch, 'index-'))
  try {
    patchedCopy(path, join(folder, 'patched'), changes)
    return Index.read(join(folder, 'patched'))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
