/** What can be said about an index before FAISS is asked: FAISS accepts some of these, and crashes when rows come. */
import { type UserError, usageError } from '../../errors.js'
import type { SettingPlaces } from './index-file.js'
import { type IndexRequest, indexName, type SearchSettings } from './request.js'

/** Rows that training needs: one for every cluster, of lists or of a product quantizer's codes (2⁸ unless told). */
export function leastRows(factory: string): number {
  const lists = Number(/IVF(\d+)/.exec(factory)?.[1] ?? 0)
  const bits = [...factory.matchAll(/(?:^|[,_])PQ\d+(?:x(\d+))?/g)].map(([, told]) => Number(told ?? 8))
  return Math.max(lists, ...bits.map((bit) => 2 ** bit), 1)
}

/**
 * @param rows of the database; null: not known yet
 * @throws UserError (exit 2)
 */
export function checkRequest(request: IndexRequest, rows: number | null): void {
  const { factory, dim, clusterDim } = request
  const reason = refusal(factory, clusterDim ?? dim)
  if (reason !== null) throw refused(request, reason)
  if (clusterDim !== null && !/^IVF\d+,Flat$/.test(factory))
    throw usageError(
      'index-refused',
      `only IVFn,Flat can cluster at one dim and scan at another; found ${factory}`,
      'leave the cluster dim out, or use an index like IVF256,Flat',
    )
  if (rows !== null && rows < leastRows(factory))
    throw refused(request, `it needs at least ${leastRows(factory)} rows to train on; the database has ${rows}`)
  if (leastRows(factory) * (clusterDim ?? dim) > 2 ** 27 - 2)
    throw refused(
      request,
      'its clusters times its dims are more than 2²⁷ numbers, which is more than can be trained on',
    )
}

/** @param reason a clause without a full stop */
export function refused(request: IndexRequest, reason: string): UserError {
  return usageError(
    'index-refused',
    `the index ${indexName(request)} cannot be built: ${reason}`,
    'factory strings that work: Flat, HNSW32, IVF256,Flat, PQ8, OPQ8,PQ8, IVF256,PQ8, SQ8',
  )
}

/** @throws UserError (exit 2) when a setting does not apply, or is out of its range */
export function checkSettings(
  request: IndexRequest,
  { efSearch, nprobe }: SettingPlaces,
  settings: SearchSettings,
): void {
  const name = indexName(request)
  if (settings.efSearch !== null && efSearch === null)
    throw usageError('index-setting', `efSearch is a setting of HNSW indexes; ${name} has none`, 'leave it out')
  if (settings.nprobe !== null && nprobe === null)
    throw usageError('index-setting', `nprobe is a setting of IVF indexes; ${name} has none`, 'leave it out')
  if (settings.efSearch !== null && !inRange(settings.efSearch, 2 ** 31 - 1))
    throw usageError('index-setting', `efSearch must be a whole number from 1 on; found ${settings.efSearch}`)
  if (settings.nprobe !== null && !inRange(settings.nprobe, nprobe!.lists))
    throw usageError(
      'index-setting',
      `nprobe must be from 1 to ${nprobe!.lists}, the clusters of ${name}; found ${settings.nprobe}`,
    )
}

function inRange(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most
}

function refusal(factory: string, dim: number): string | null {
  if (!/^[\w,()+]+$/.test(factory)) return 'a factory string has only letters, digits and , _ + ( )'
  if (/\d{8}/.test(factory)) return 'a number in it is too large'
  if (/IDMap/.test(factory)) return 'rows are numbered already, so IDMap has no use here'
  for (const [, kind, told] of factory.matchAll(/(IVF|HNSW|OPQ|PQ|PCAW?R?)(\d+)/g)) {
    const number = Number(told)
    if (kind === 'HNSW' && (number < 2 || number > 512)) return 'HNSW takes from 2 to 512 links a row'
    if (number === 0) return `${kind} must be followed by a number from 1 on`
    if (kind === 'OPQ' && dim % number !== 0) return `${dim} dims cannot be cut into ${number} equal parts`
    if (kind!.startsWith('PCA') && number > dim) return `PCA cannot give ${number} dims from ${dim}`
  }
  return null
}
