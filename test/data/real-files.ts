import { fileURLToPath } from 'node:url'

/** A file that pyarrow or datasets wrote; make_files.py says what is in it. */
export function realFile(name: string): string {
  return fileURLToPath(new URL(`files/${name}.arrow`, import.meta.url))
}

/** An array that NumPy wrote; make_logits.py says what is in it. */
export function realArray(name: string): string {
  return fileURLToPath(new URL(`files/${name}.npy`, import.meta.url))
}
