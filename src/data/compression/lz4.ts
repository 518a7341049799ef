/**
 * LZ4 frames, decoded into a buffer of known length, so that a damaged frame cannot ask for memory.
 * Format: https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md, lz4_Block_format.md
 */
import { xxh32 } from './xxh32.js'

const MAGIC = 0x184d2204
const STORED = 2 ** 31 // bit of a block's size: it is not compressed

interface Descriptor {
  start: number // of the first block
  blockSize: number // bytes that a block decodes to, at most
  independent: boolean // blocks do not refer to those before them
  blockChecksums: boolean
  contentSize: number | null
  contentChecksum: boolean
}

/** A block as it lies in the frame. */
interface Block {
  start: number
  end: number
  stored: boolean
}

/** The most bytes that a frame can decode to. @throws Error when it is no LZ4 frame, or cut off */
export function lz4Limit(frame: Uint8Array): number {
  const head = descriptor(frame)
  let blocks = 0
  for (const _ of blocksOf(frame, head)) blocks++
  return Math.min(head.contentSize ?? Number.POSITIVE_INFINITY, blocks * head.blockSize)
}

/**
 * Decodes a frame.
 * @param into is filled to its last byte
 * @throws Error when the frame is damaged, fails its checksums, or is of another length
 */
export function decodeLz4(frame: Uint8Array, into: Uint8Array): void {
  const head = descriptor(frame)
  const view = viewOf(frame)
  let at = 0
  let end = head.start
  for (const { start, end: blockEnd, stored } of blocksOf(frame, head)) {
    if (head.blockChecksums && view.getUint32(blockEnd, true) !== xxh32(frame.subarray(start, blockEnd)))
      throw new Error('an LZ4 block does not match its checksum')
    const limit = Math.min(into.length, at + head.blockSize)
    if (stored) {
      if (blockEnd - start > limit - at) throw new Error('an LZ4 block is too long')
      into.set(frame.subarray(start, blockEnd), at)
      at += blockEnd - start
    } else {
      at = decodeBlock(frame.subarray(start, blockEnd), into, at, limit, head.independent ? at : 0)
    }
    end = blockEnd + (head.blockChecksums ? 4 : 0)
  }
  if (at !== into.length) throw new Error(`an LZ4 frame decodes to ${at} of ${into.length} bytes`)
  if (head.contentChecksum && (end + 8 > frame.length || view.getUint32(end + 4, true) !== xxh32(into)))
    throw new Error('an LZ4 frame does not match its checksum')
}

function descriptor(frame: Uint8Array): Descriptor {
  const view = viewOf(frame)
  if (frame.length < 11 || view.getUint32(0, true) !== MAGIC) throw new Error('a buffer is no LZ4 frame')
  const [flags, sizes] = [frame[4]!, frame[5]!]
  const hasSize = (flags & 8) !== 0
  const end = 6 + (hasSize ? 8 : 0) + ((flags & 1) !== 0 ? 4 : 0)
  if (end + 5 > frame.length) throw new Error('an LZ4 frame is cut off')
  const isSound = flags >> 6 === 1 && (sizes >> 4) & 4 && frame[end] === ((xxh32(frame.subarray(4, end)) >>> 8) & 255)
  if (!isSound) throw new Error('the head of an LZ4 frame is damaged')
  return {
    start: end + 1,
    blockSize: 2 ** (8 + 2 * (sizes >> 4)), // 4: 64 KiB … 7: 4 MiB
    independent: (flags & 32) !== 0,
    blockChecksums: (flags & 16) !== 0,
    contentSize: hasSize ? Number(view.getBigUint64(6, true)) : null,
    contentChecksum: (flags & 4) !== 0,
  }
}

function* blocksOf(frame: Uint8Array, { start, blockChecksums }: Descriptor): Generator<Block> {
  const view = viewOf(frame)
  for (let at = start; ; ) {
    if (at + 4 > frame.length) throw new Error('an LZ4 frame is cut off')
    const size = view.getUint32(at, true)
    if (size === 0) return
    const block = { start: at + 4, end: at + 4 + (size % STORED), stored: size >= STORED }
    at = block.end + (blockChecksums ? 4 : 0)
    if (at > frame.length) throw new Error('an LZ4 frame is cut off')
    yield block
  }
}

/** A block without a frame, of which only the decoded length is known. @throws Error when it decodes to another length */
export function decodeLz4Block(block: Uint8Array, length: number): Uint8Array {
  const into = new Uint8Array(length)
  const end = decodeBlock(block, into, 0, length, 0)
  if (end !== length) throw new Error(`an LZ4 block has ${end} of ${length} bytes`)
  return into
}

/** Literals and matches in turn. @returns where in `into` the block ends */
function decodeBlock(block: Uint8Array, into: Uint8Array, begin: number, limit: number, lowest: number): number {
  let [at, to] = [0, begin]
  const extended = (length: number): number => {
    if (length < 15) return length
    let [sum, more] = [length, 255]
    while (more === 255) {
      if (at >= block.length) throw new Error('an LZ4 block is cut off')
      more = block[at++]!
      sum += more
    }
    return sum
  }
  while (at < block.length) {
    const token = block[at++]!
    const literals = extended(token >> 4)
    if (literals > block.length - at || literals > limit - to) throw new Error('an LZ4 block is damaged')
    if (literals > 16) into.set(block.subarray(at, at + literals), to)
    else for (let i = 0; i < literals; i++) into[to + i] = block[at + i]!
    at += literals
    to += literals
    if (at === block.length) return to
    if (at + 2 > block.length) throw new Error('an LZ4 block is cut off')
    const distance = block[at]! + 256 * block[at + 1]!
    at += 2
    const length = extended(token & 15) + 4
    if (distance === 0 || distance > to - lowest || length > limit - to) throw new Error('an LZ4 block is damaged')
    if (length > 16 && distance >= length) into.copyWithin(to, to - distance, to - distance + length)
    else for (let end = to + length, from = to - distance, i = to; i < end; i++) into[i] = into[from++]!
    to += length
  }
  throw new Error('an LZ4 block is cut off')
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
