/** Shards that count themselves, "00001-of-00004", of which some are missing. */
import { basename, dirname, join } from 'node:path'
import { dataError } from '../../errors.js'

interface Numbered {
  path: string
  number: number // in its name, from 0 or from 1
}

/** The number of a shard in its path, without what stands around it. */
const NUMBER = /\d+(?=-of-\d+(?:-[0-9a-f]{8,})?\.[^/\\]*$)/

const NAMED = 3 // missing shards, at most

/**
 * Half a split must not be measured unseen; whoever means to can name its files.
 * @param shards of one split, each number once
 * @param of how many there are by their names
 * @throws UserError (exit 3) naming those that are missing, with the pattern of those that are there
 */
export function requireAll(shards: readonly Numbered[], of: number): void {
  const numbers = new Set(shards.map(({ number }) => number))
  const first = !numbers.has(0) && numbers.has(of) ? 1 : 0
  const missing = of - [...numbers].filter((number) => number >= first && number < first + of).length
  if (missing === 0) return
  const absent: string[] = []
  for (let number = first; absent.length < Math.min(NAMED, missing); number++)
    if (!numbers.has(number)) absent.push(withNumber(shards[0]!.path, number))
  const more = missing > NAMED ? ` and ${missing - NAMED} more` : ''
  throw dataError(
    'shard-missing',
    `no file at ${absent.join(', ')}${more}; expected ${of} shards and found ${shards.length}`,
    'download or copy the missing ones',
    ...patternOf(shards.map(({ path }) => path)),
  )
}

/** Also of names that end with a hash, which differs from shard to shard. */
function withNumber(path: string, number: number): string {
  const name = path.replace(NUMBER, (digits) => String(number).padStart(digits.length, '0'))
  return name.replace(/(-of-\d+)-[0-9a-f]{8,}(?=\.[^/\\]*$)/, '$1-…')
}

/** A pattern without a star finds these files and asks for no others. */
function patternOf(paths: readonly string[]): string[] {
  const folder = dirname(paths[0]!)
  if (paths.some((path) => dirname(path) !== folder || /[*?[\]{},"]/.test(path))) return []
  const stems = new Set(paths.map((path) => path.replace(NUMBER, '…')))
  const [stem] = stems
  const numbers = paths.map((path) => NUMBER.exec(path)![0])
  const names = paths.map((path) => basename(path))
  const several = stems.size === 1 ? stem!.replace('…', `{${numbers.join()}}`) : join(folder, `{${names.join()}}`)
  return [`or read only those that are there: "${paths.length === 1 ? paths[0]! : several}"`]
}
