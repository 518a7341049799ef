/** Text files in blocks of whole records, so that files of any size need the memory of one block. */
import { isUtf8 } from 'node:buffer'
import type { FileHandle } from 'node:fs/promises'
import { dataError } from '../../errors.js'
import { readAt } from '../files/read.js'

/** Some whole records. */
export interface TextBlock {
  offset: number // bytes from the start of the file
  line: number // of the first record, from 1
  bytes: Buffer
}

/** Where a record ends that begins at `from`: after its line feed. −1: not in these bytes. */
export type RecordEnd = (bytes: Buffer, from: number) => number

const ROWS = 2048 // records of a block
const BYTES = 8 * 2 ** 20 // of a block, unless one record is longer
const LONGEST = 64 * 2 ** 20 // bytes of a record

const LINE_FEED = 10

/** Every line is a record. */
export const lineEnd: RecordEnd = (bytes, from) => bytes.indexOf(LINE_FEED, from) + 1 || -1

/**
 * @param from where the first record begins
 * @param size bytes of the file
 * @param most records of a block
 * @throws UserError (exit 3) for a record that is longer than any row can be
 */
export async function* readBlocks(
  handle: FileHandle,
  path: string,
  from: Pick<TextBlock, 'offset' | 'line'>,
  size: number,
  recordEnd: RecordEnd,
  most = ROWS,
): AsyncGenerator<TextBlock> {
  let { offset, line } = from
  let bytes = Buffer.alloc(0) // from `offset` on
  while (offset < size) {
    const read = offset + bytes.length
    let end = 0
    for (let rows = 0; rows < most && end < BYTES && end < bytes.length; rows++) {
      const next = recordEnd(bytes, end)
      if (next === -1 && read < size) break
      end = next === -1 ? bytes.length : next // the last line may end without a line feed
    }
    if (end === 0) {
      if (bytes.length > LONGEST) throw tooLong(path, line)
      const more = Math.min(Math.max(BYTES, bytes.length), LONGEST + 1 - bytes.length, size - read)
      bytes = Buffer.concat([bytes, await readAt(handle, read, more, path)])
      continue
    }
    yield { offset, line, bytes: bytes.subarray(0, end) }
    line += linesIn(bytes.subarray(0, end))
    offset += end
    bytes = bytes.subarray(end)
  }
}

/** A block that was read before. */
export async function readBlock(
  handle: FileHandle,
  path: string,
  { offset, line, length }: Omit<TextBlock, 'bytes'> & { length: number },
): Promise<TextBlock> {
  return { offset, line, bytes: Buffer.from((await readAt(handle, offset, length, path)).buffer) }
}

/** The text of a block. @throws UserError (exit 3) for bytes that are not UTF-8, naming the line */
export function textOf({ bytes, line }: TextBlock, path: string): string {
  if (isUtf8(bytes)) return bytes.toString('utf8')
  let wrong = line
  for (let from = 0; from < bytes.length; wrong++) {
    const end = lineEnd(bytes, from)
    const to = end === -1 ? bytes.length : end
    if (!isUtf8(bytes.subarray(from, to))) break
    from = to
  }
  const isUtf16 = line === 1 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
  const advice = `iconv -f ${isUtf16 ? 'UTF-16' : 'LATIN1'} -t UTF-8 ${path} > FILE`
  throw dataError('not-utf8', `${path}, line ${wrong} is not UTF-8${isUtf16 ? ', but UTF-16' : ''}`, advice)
}

function linesIn(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) lines++
  return lines
}

function tooLong(path: string, line: number): Error {
  const most = LONGEST / 2 ** 20
  return dataError(
    'line-too-long',
    `${path}: the row that begins in line ${line} is longer than ${most} MiB; expected a row a line, and quotes that are closed`,
  )
}
