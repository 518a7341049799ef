/**
 * Memory that batches are read into, and that is used again once a batch is given back. Fresh buffers of some MiB cost
 * more than reading does: the system hands out their pages one by one, and the garbage collector has to find that they are free.
 */

const SMALL = 2 ** 16 // bytes; less is made anew

/** Memory for so many bytes, which are not zeroed. It begins with the first byte of its buffer. */
export type Take = (bytes: number) => Uint8Array

/** The memory of one open file. */
export interface Memory {
  take: Take
  /** Takes back what nobody looks at any more: views of it are empty from now on, so none can show the bytes of another batch. */
  giveBack(bytes: Uint8Array): void
}

/** What was given back is kept, but never more buffers than were in use at once. */
export function openMemory(): Memory {
  const free: ArrayBuffer[] = [] // smallest first
  return {
    take(bytes) {
      if (bytes < SMALL) return new Uint8Array(bytes)
      const fits = free.findIndex(({ byteLength }) => byteLength >= bytes)
      const known = fits === -1 ? undefined : free.splice(fits, 1)[0]
      if (known !== undefined) return new Uint8Array(known, 0, bytes)
      free.pop() // all are too small, and would never be asked for again if batches stay as they are
      return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer, 0, bytes)
    },
    giveBack({ buffer }) {
      if (buffer.byteLength < SMALL) return
      const moved = structuredClone(buffer as ArrayBuffer, { transfer: [buffer as ArrayBuffer] })
      const at = free.findIndex(({ byteLength }) => byteLength >= moved.byteLength)
      free.splice(at === -1 ? free.length : at, 0, moved)
    },
  }
}
