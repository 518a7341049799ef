/** Small .npy arrays, as NumPy writes them. */
import { writeFileSync } from 'node:fs'

/** @returns the path */
export function floatsNpy(path: string, values: Float32Array, shape: readonly number[], fortran = false): string {
  const axes = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const header = `{'descr': '<f4', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${axes}), }`
    .padEnd(117)
    .concat('\n') // 128 with what is before
  const head = Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1')
  writeFileSync(path, Buffer.concat([head, Buffer.from(header), new Uint8Array(values.buffer)]))
  return path
}
