/** Arrays in Fortran order, in which the first axis varies fastest. */
import { product } from '../../math/product.js'

const TILE = 64 // both sides of a tile stay in the cache

/**
 * The same array in C order.
 * @param bytes little-endian, a buffer of their own
 * @param size bytes of one value
 */
export function fromFortran(bytes: Uint8Array, size: number, shape: readonly number[]): Uint8Array {
  const target = new Uint8Array(bytes.length)
  const rows = shape[0]!
  const places = placesInC(shape.slice(1))
  // values of 8 bytes and texts go as several words, which is all the same to a copy
  const word = size % 4 === 0 ? 4 : size % 2 === 0 ? 2 : 1
  const of = (buffer: ArrayBufferLike) =>
    word === 4 ? new Uint32Array(buffer) : word === 2 ? new Uint16Array(buffer) : new Uint8Array(buffer)
  transpose(of(bytes.buffer), of(target.buffer), rows, places, size / word)
  return target
}

function transpose(
  from: Uint32Array | Uint16Array | Uint8Array,
  to: Uint32Array | Uint16Array | Uint8Array,
  rows: number,
  places: Int32Array,
  words: number, // of one value
): void {
  const width = places.length
  for (let top = 0; top < rows; top += TILE) {
    const end = Math.min(rows, top + TILE)
    for (let left = 0; left < width; left += TILE) {
      const right = Math.min(width, left + TILE)
      for (let row = top; row < end; row++) {
        for (let k = left; k < right; k++) {
          const source = (k * rows + row) * words
          const target = (row * width + places[k]!) * words
          if (words === 1) to[target] = from[source]!
          else for (let w = 0; w < words; w++) to[target + w] = from[source + w]!
        }
      }
    }
  }
}

/** For every entry in Fortran order, its place in C order. */
function placesInC(shape: readonly number[]): Int32Array {
  const steps = shape.map((_, axis) => product(shape.slice(axis + 1)))
  const places = new Int32Array(product(shape))
  for (let k = 0; k < places.length; k++) {
    let rest = k
    for (const [axis, size] of shape.entries()) {
      places[k]! += (rest % size) * steps[axis]!
      rest = Math.floor(rest / size)
    }
  }
  return places
}
