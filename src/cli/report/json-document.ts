/** JSON files that mrl-eval wrote, or that people made of what it printed. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { dataError, messageOf, systemCode } from '../../errors.js'

/** What a file holds, or why that is none: "is damaged JSON: …", to stand after its path. */
export type JsonDocument = { sha256: string; document: unknown } | { fault: string }

/** What other files begin with, read as UTF-8: bytes that are none are U+FFFD. */
const MAGIC: readonly (readonly [RegExp, string])[] = [
  [/^ARROW1/, 'an Arrow file'],
  [/^PAR1/, 'a Parquet file'],
  [/^\ufffdHDF/, 'an HDF5 file'],
  [/^\ufffdNUMPY/, 'a NumPy array'],
  [/^PK\p{Cc}{2}/u, 'a ZIP archive'],
  [/^\s*<!doctype html/i, 'an HTML page; give the JSON it was made from'],
  [/^\s*<\?xml/i, 'XML'],
]

/**
 * @param what is read, for errors; @param suggestions where it is not there
 * @throws UserError (exit 3) for a file that is missing or cannot be read
 */
export async function readDocument(
  path: string,
  what = 'file',
  suggestions: readonly string[] = [],
): Promise<JsonDocument> {
  const { bytes, text } = await readWhole(path, what, suggestions)
  if (text.trim() === '') return { fault: 'is empty' }
  try {
    const document: unknown = JSON.parse(text)
    return { sha256: createHash('sha256').update(bytes).digest('hex'), document }
  } catch (error) {
    const known = MAGIC.find(([magic]) => magic.test(text))
    if (known !== undefined) return { fault: `is ${known[1]}` }
    return {
      fault: /^\s*[[{]/.test(text) ? `is damaged JSON: ${messageOf(error).replaceAll(/\s+/g, ' ')}` : 'is no JSON',
    }
  }
}

async function readWhole(
  path: string,
  what: string,
  suggestions: readonly string[],
): Promise<{ bytes: Buffer; text: string }> {
  try {
    const bytes = await readFile(path)
    return { bytes, text: textOf(bytes) }
  } catch (error) {
    if (systemCode(error) === 'ENOENT') throw dataError('file-missing', `no ${what} at ${path}`, ...suggestions)
    throw dataError('file-unreadable', `${path} cannot be read: ${messageOf(error)}`)
  }
}

/** Without the byte order mark. What Windows PowerShell redirects to a file is UTF-16. */
function textOf(bytes: Buffer): string {
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return bytes.toString(isUtf16 ? 'utf16le' : 'utf8').replace(/^\uFEFF/, '')
}
