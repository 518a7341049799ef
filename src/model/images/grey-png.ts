/**
 * Small grey PNGs of at most 8 bits, such as digits and icons, without a turn through libvips, which for 32 × 32 pixels takes
 * twenty times as long. Whatever is out of the ordinary, damage too, is left to sharp.
 * Source: https://www.w3.org/TR/png-3/, sections 5 (chunks), 7 (bit depths) and 9 (filters)
 */
import { inflateSync } from 'node:zlib'
import { crc32 } from '../../math/crc32.js'
import type { Image } from './resample.js'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** Larger ones would hold the thread that asks; sharp has threads of its own. */
const MOST = 256 * 256 // pixels

/** How the pixels stand in the file. */
interface Header {
  width: number
  height: number
  depth: number // bits of a pixel: 1, 2, 4 or 8
}

/** @returns its pixels in one channel; null: it is another image, or not whole */
export function readGreyPng(file: Uint8Array): Image | null {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const header = headerOf(bytes)
  const packed = header === null ? null : compressed(bytes)
  if (header === null || packed === null) return null
  const { width, height, depth } = header
  const line = Math.ceil((width * depth) / 8)
  const lines = inflated(packed, height * (line + 1))
  if (lines === null || !unfilter(lines, height, line)) return null
  return { pixels: unpacked(lines, header, line), width, height, channels: 1 }
}

/** Grey, not interlaced, and small. */
function headerOf(bytes: Buffer): Header | null {
  if (bytes.length < 33 || bytes.compare(SIGNATURE, 0, 8, 0, 8) !== 0) return null
  if (bytes.readUInt32BE(8) !== 13 || bytes.toString('latin1', 12, 16) !== 'IHDR') return null
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
  const [depth, ...kinds] = bytes.subarray(24, 29)
  if (![1, 2, 4, 8].includes(depth!) || kinds.some((kind) => kind !== 0)) return null
  return width > 0 && height > 0 && width * height <= MOST ? { width, height, depth: depth! } : null
}

/** The image data, where nothing else stands in the file and every checksum is right. */
function compressed(bytes: Buffer): Buffer | null {
  const parts: Buffer[] = []
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return null
    const type = bytes.toString('latin1', at + 4, at + 8)
    if (type === 'IEND') return end + 4 === bytes.length ? Buffer.concat(parts) : null
    if (type === 'IDAT') parts.push(bytes.subarray(at + 8, end))
    else if (at !== 8) return null // the header is the first
    at = end + 4
  }
  return null
}

/** @param size bytes that it must have */
function inflated(packed: Buffer, size: number): Uint8Array | null {
  try {
    const bytes = inflateSync(packed, { maxOutputLength: size })
    return bytes.length === size ? Uint8Array.from(bytes) : null
  } catch {
    return null
  }
}

/** Turns filtered lines into what they were, in place. [height × (1 + line)] @returns false: a filter is not known */
function unfilter(lines: Uint8Array, height: number, line: number): boolean {
  for (let y = 0; y < height; y++) {
    const start = y * (line + 1)
    const filter = lines[start]!
    if (filter > 4) return false
    for (let x = 1; x <= line; x++) {
      const at = start + x
      const left = x > 1 ? lines[at - 1]! : 0
      const above = y > 0 ? lines[at - line - 1]! : 0
      if (filter === 1) lines[at]! += left
      else if (filter === 2) lines[at]! += above
      else if (filter === 3) lines[at]! += (left + above) >> 1
      else if (filter === 4) lines[at]! += paeth(left, above, x > 1 && y > 0 ? lines[at - line - 2]! : 0)
    }
  }
  return true
}

/** Whichever is nearest to left + above − corner; the earlier one where two are. */
function paeth(left: number, above: number, corner: number): number {
  const [a, b, c] = [Math.abs(above - corner), Math.abs(left - corner), Math.abs(left + above - 2 * corner)]
  if (a <= b && a <= c) return left
  return b <= c ? above : corner
}

/** Pixels of 0…255; lines begin at whole bytes, the first pixel in the upper bits. */
function unpacked(lines: Uint8Array, { width, height, depth }: Header, line: number): Uint8Array {
  const pixels = new Uint8Array(width * height)
  const most = 2 ** depth - 1
  const scale = 255 / most
  const perByte = 8 / depth
  let into = 0
  for (let y = 0; y < height; y++) {
    const start = y * (line + 1) + 1
    for (let x = 0; x < width; x++) {
      const shift = 8 - depth * ((x % perByte) + 1)
      pixels[into++] = ((lines[start + Math.floor(x / perByte)]! >> shift) & most) * scale
    }
  }
  return pixels
}
