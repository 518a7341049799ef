/** How long baselines take to be made on this machine: products of all rows, and the principal directions. */
import { type Reduction, seedsOf } from '../../../evaluate/reduce.js'
import { principalDirections } from '../../../math/principal.js'
import { openProduct } from '../../../onnx/product.js'
import { filler, type Machine, secondsOf } from './sample.js'

/** Tables that are reduced. */
export interface ReducedShape {
  rows: number // of the database
  queries: number
  width: number // D
  searchSeconds: number // of one search of the reduced tables
}

const ROWS = 256
const WIDTH = 256 // whose principal directions are found now: D³ says what more take

/** Seconds of making baselines and searching each, those by chance once a seed. */
export async function reductionSeconds(
  reductions: readonly Reduction[],
  { rows, queries, width, searchSeconds }: ReducedShape,
  machine: Machine,
): Promise<number> {
  const perRow = await projectionSeconds(width, machine)
  const isFitted = reductions.some((reduction) => reduction === 'pca' || reduction === 'svd')
  const perFit = isFitted ? rows * perRow + (await directionSeconds(width)) : 0
  let seconds = 0
  for (const reduction of reductions) {
    const isSelection = reduction === 'first' || reduction === 'random'
    const projecting = isSelection ? 0 : (rows + queries) * perRow
    seconds += seedsOf(reduction, 0).length * (projecting + searchSeconds)
    if (reduction === 'pca' || reduction === 'svd') seconds += perFit
  }
  return seconds
}

/** Of one row times a matrix [D × D]. */
async function projectionSeconds(width: number, machine: Machine): Promise<number> {
  const { product, close } = await openProduct(machine)
  const [block, square] = [filler(ROWS, width), filler(width, width)]
  const run = () => product(block.values, ROWS, width, square.values, width)
  await run() // the first is slower
  return (await secondsOf(run).finally(close)) / ROWS
}

async function directionSeconds(width: number): Promise<number> {
  const size = Math.min(width, WIDTH)
  const { values } = filler(size, size)
  const symmetric = Float64Array.from(
    values,
    (value, at) => value + values[(at % size) * size + Math.floor(at / size)]!,
  )
  const run = async () => principalDirections(symmetric, size)
  await run() // the first is slower
  return (await secondsOf(run)) * (width / size) ** 3
}
