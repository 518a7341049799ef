/** Bytes of open files, by position. */
import type { FileHandle } from 'node:fs/promises'
import { dataError } from '../../errors.js'

/** Reads `length` bytes at `offset`. @throws UserError (exit 3) as `readInto` */
export async function readAt(handle: FileHandle, offset: number, length: number, path: string): Promise<Uint8Array> {
  const { buffer } = Buffer.allocUnsafeSlow(length) // not zeroed, since every byte is read
  const bytes = new Uint8Array(buffer)
  await readInto(handle, bytes, offset, path)
  return bytes
}

/**
 * Fills `bytes` from `offset`, which the file had room for when it was opened.
 * @throws UserError (exit 3) when the file ends before, naming it
 */
export async function readInto(handle: FileHandle, bytes: Uint8Array, offset: number, path: string): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, offset + done)
    if (bytesRead === 0) {
      const found = `${path} became shorter while it was read: it ends before byte ${offset + done}`
      throw dataError('file-changed', `${found}; expected ${offset + bytes.length} bytes`, 'run the command again')
    }
    done += bytesRead
  }
}
