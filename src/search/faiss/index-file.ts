/**
 * FAISS's index files: their headers, and where the settings of a search stand in them. The binding has no setters, so
 * a setting is applied by patching a copy of the file.
 *
 * Layout (faiss/impl/index_write.cpp, FAISS 1.7): a kind of four letters, int32 width, int64 rows, twice int64 2²⁰, byte
 * trained, int32 metric; then what the kind needs. Vectors carry a uint64 count. Everything is little-endian.
 */
import { closeSync, constants, copyFileSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

export const HEADER_BYTES = 37

/** The two numbers that every header has; they find the header of an index inside another. */
const MARK = Buffer.from([0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0])
const MARK_AT = 16

export interface IndexHeader {
  kind: string // 'IxF2', 'IHNf', 'IwFl', …
  width: number
  rows: number
  metric: number // 0 inner product, 1 L2
}

/** Where the settings of a search stand; null: the index has no such setting. */
export interface SettingPlaces {
  efSearch: { at: number; value: number } | null // int32
  nprobe: { at: number; value: number; lists: number } | null // uint64
}

export function headerBytes({ kind, width, rows, metric }: IndexHeader): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES)
  bytes.write(kind, 0, 'latin1')
  bytes.writeInt32LE(width, 4)
  bytes.writeBigInt64LE(BigInt(rows), 8)
  MARK.copy(bytes, MARK_AT)
  bytes.writeUInt8(1, 32)
  bytes.writeInt32LE(metric, 33)
  return bytes
}

/** A Flat index is this and then its rows as float32. [45 bytes] */
export function flatHeader(rows: number, width: number, metric: number): Buffer {
  const count = Buffer.alloc(8)
  count.writeBigUInt64LE(BigInt(rows * width))
  return Buffer.concat([headerBytes({ kind: metric === 0 ? 'IxFI' : 'IxF2', width, rows, metric }), count])
}

export function readHeader(bytes: Buffer): IndexHeader {
  return {
    kind: bytes.toString('latin1', 0, 4),
    width: bytes.readInt32LE(4),
    rows: Number(bytes.readBigInt64LE(8)),
    metric: bytes.readInt32LE(33),
  }
}

/** Finds the settings that a search with this index file would use. */
export function settingPlaces(path: string): SettingPlaces {
  const file = openSync(path, 'r')
  try {
    return placesAt(file, 0)
  } finally {
    closeSync(file)
  }
}

/** Copies an index file, with other settings. */
export function patchedCopy(path: string, target: string, changes: readonly { at: number; bytes: Uint8Array }[]): void {
  copyFileSync(path, target, constants.COPYFILE_FICLONE)
  const file = openSync(target, 'r+')
  try {
    for (const { at, bytes } of changes) writeSync(file, bytes, 0, bytes.length, at)
  } finally {
    closeSync(file)
  }
}

function placesAt(file: number, start: number): SettingPlaces {
  const { kind, rows } = readHeader(readAt(file, start, HEADER_BYTES))
  const inside = start + HEADER_BYTES
  if (kind.startsWith('Iw')) {
    const at = inside + 8
    return { efSearch: null, nprobe: { at, value: count(file, at), lists: count(file, inside) } }
  }
  if (kind.startsWith('IHN')) {
    let at = inside
    for (const size of [8, 4, 4, 8, 4]) at += 8 + size * count(file, at) // probabilities, sizes, levels, offsets, edges
    at += 12 // entry point, highest level, efConstruction
    return { efSearch: { at, value: readAt(file, at, 4).readInt32LE() }, nprobe: null }
  }
  if (kind === 'IxRF') return placesAt(file, inside) // the index whose results are refined
  const inner = kind === 'IxPT' ? innerIndex(file, inside, rows) : null
  return inner === null ? { efSearch: null, nprobe: null } : placesAt(file, inner)
}

/** The index behind a transformation (OPQ, PCA, …): the next header that tells of as many rows. */
function innerIndex(file: number, from: number, rows: number): number | null {
  const bytes = readAt(file, from, Math.min(fstatSync(file).size - from, 2 ** 28))
  for (let at = bytes.indexOf(MARK); at !== -1; at = bytes.indexOf(MARK, at + 1)) {
    const start = at - MARK_AT
    if (start < 0 || start + HEADER_BYTES > bytes.length) continue
    const header = readHeader(bytes.subarray(start))
    if (/^I\w{3}$/.test(header.kind) && header.rows === rows) return from + start
  }
  return null
}

function count(file: number, at: number): number {
  return Number(readAt(file, at, 8).readBigUInt64LE())
}

/** @throws Error when the file ends before */
export function readAt(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  if (readSync(file, bytes, 0, length, at) < length) throw new Error('the index file is cut off')
  return bytes
}
