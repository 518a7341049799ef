/**
 * Exact search in a database whose numbers are coded in fewer bits, and new orders of what it found. All dims come from one pass,
 * since the codes of a prefix are the prefix of the codes.
 *
 *     float16, int8   the query's own numbers against what the codes read as; for cosine both are cut to d, and what was read is
 *                     normalized at d
 *     binary          the signs of both: −1 or +1, compared by their inner product, d − 2·Hamming distance
 *
 * Whatever the distance, signs are compared so: among rows that all have the length √d, cosine, l2 and the inner product have one
 * order. Equal scores, of which Hamming distances have many, go to the lower row.
 */
import { dataError } from '../errors.js'
import { type Coder, openCoder, rangesOf, signs } from '../math/codes.js'
import type { Distance, Notice, Precision, Progress, Rescore, Vectors } from '../types.js'
import { rescorePass } from './rescore.js'

/** A database that is kept in codes. */
export interface CodedStore {
  name: string // of the model
  database: () => AsyncIterable<Vectors> // consecutive rows, in order, before they are coded; can be read again
  rows: number // at most how many
  width: number // D
  precision: Precision
  distance: Distance
  progress: Progress
}

/** What a pass over the codes searches. */
export interface CodedSides {
  queries: Vectors
  database: AsyncIterable<Vectors>
  distance: Distance
}

/** A store ready to be searched. */
export interface OpenStore {
  sides(queries: Vectors): CodedSides
  /** What a rescoring compares: the query's own numbers, against the codes or against what was coded. */
  rescored(queries: Vectors, rescore: Rescore): CodedSides
  /** What coding did to the rows; known once they were read. */
  notices(): Notice[]
}

/** Share of constant bits from which on it is worth saying. */
const MANY = 0.5

/** For int8 the database is read once, for its ranges. */
export async function openStore(store: CodedStore): Promise<OpenStore> {
  const { name, database, rows, width, precision, distance, progress } = store
  const ranges = precision === 'int8' ? await rangesOf(counted(), width) : null
  progress.stop()
  let coder: Coder | null = null // of the last pass

  async function* counted(): AsyncGenerator<Vectors> {
    progress.start(`reading the ranges of ${name}`, rows, 'rows')
    for await (const batch of database()) {
      progress.advance(batch.rows)
      yield batch
    }
  }

  async function* coded(): AsyncGenerator<Vectors> {
    coder = openCoder(precision, width, ranges)
    for await (const batch of database()) {
      const read = coder.code(batch)
      if (precision === 'float16') requireHalves(read, name)
      yield read
    }
  }

  const isBinary = precision === 'binary'
  return {
    sides: (queries) => ({
      queries: isBinary ? { ...queries, values: signs(queries.values) } : queries,
      database: coded(),
      distance: isBinary ? 'ip' : distance,
    }),
    rescored: (queries, rescore) =>
      rescore === 'codes'
        ? { queries, database: coded(), distance: isBinary ? 'ip' : distance }
        : { queries, database: database(), distance },
    notices() {
      const [bits, zeroed] = [coder?.constantBits() ?? 0, coder?.zeroed() ?? 0]
      return [
        ...(bits < MANY * width
          ? []
          : [
              {
                code: 'constant-bits',
                message: `${name}: ${bits} of ${width} numbers have the same sign in every row of the database: their bits tell no row from another`,
              },
            ]),
        ...(zeroed === 0
          ? []
          : [{ code: 'float16-zeros', message: `${name}: ${zeroed} rows of the database are all zeros in float16` }]),
      ]
    },
  }
}

/** New scores of listed rows. @returns in the order of `lists` */
export async function rescoreIn(
  { queries, database, distance }: CodedSides,
  lists: Parameters<typeof rescorePass>[2],
  { name, rows, progress }: Pick<CodedStore, 'name' | 'rows' | 'progress'>,
): ReturnType<typeof rescorePass> {
  progress.start(`rescoring ${name}`, rows, 'rows')
  return rescorePass(queries, database, lists, distance, (read) => progress.advance(read)).finally(() =>
    progress.stop(),
  )
}

/** @throws UserError (exit 3) for numbers beyond the range of halves */
function requireHalves({ values }: Vectors, name: string): void {
  let check = 0 // 0 · x is NaN where x is not finite
  for (let i = 0; i < values.length; i++) check += 0 * values[i]!
  if (check === 0) return
  throw dataError(
    'float16-overflow',
    `${name}: the database has numbers beyond 65,504, the largest that float16 holds`,
    'leave float16 out of --precision, or normalize the embeddings first',
  )
}
