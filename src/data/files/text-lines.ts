/** Lines of a text file, streamed: files of any size, also gzipped ones. */
import { type FileHandle, open } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'
import { gunzipped, isGzip } from './gzip.js'

/** A line without its end, and its number from 1. */
export interface Line {
  text: string
  number: number
}

/**
 * Lines with something on them, some at a time.
 * @param what the file is, for errors and their codes: `qrels`, `run`
 * @throws UserError (exit 3) when the file cannot be read or is not UTF-8
 */
export async function* readLines(path: string, what: string): AsyncGenerator<Line[]> {
  const decoder = new TextDecoder('utf-8', { fatal: true }) // which takes a byte order mark away
  let next = 1
  let rest = ''
  for await (const chunk of readChunks(path, what)) {
    const parts = (rest + decoded(chunk)).split('\n')
    rest = chunk === null ? '' : parts.pop()!
    const first = next
    next += parts.length
    yield parts.map((text, i) => ({ text, number: first + i })).filter(({ text }) => text.trim() !== '')
  }

  function decoded(chunk: Buffer | null): string {
    try {
      return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch {
      throw dataError(
        `${what}-unreadable`,
        `cannot read the ${what} ${path}: it is not UTF-8 at line ${next} or soon after`,
      )
    }
  }
}

/** What is in the file, and null at its end. */
async function* readChunks(path: string, what: string): AsyncGenerator<Buffer | null> {
  let handle: FileHandle | null = null
  try {
    handle = await open(path)
    const { buffer } = await handle.read(new Uint8Array(2), 0, 2, 0)
    const bytes = handle.createReadStream({ start: 0, autoClose: false })
    const inside = isGzip(buffer) ? gunzipped(bytes) : bytes
    for await (const chunk of inside as AsyncIterable<Buffer>) yield chunk
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError(`${what}-missing`, `no ${what} file at ${path}`)
    throw dataError(`${what}-unreadable`, `cannot read the ${what} ${path}: ${messageOf(error)}`)
  } finally {
    await handle?.close()
  }
  yield null
}

/** A line for an error, cut short. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
