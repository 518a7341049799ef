import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../src/math/random.js'
import { minimize, type Slope } from '../../src/probe/lbfgs.js'
import { never } from './rows.js'

const options = { tolerance: 1e-9, maxIterations: 500, precondition: null, signal: never }

/** ½ (x − c)ᵀ A (x − c), A = BBᵀ + I: the minimum is at c. */
function quadratic(size: number, seed: number) {
  const random = seeded(seed)
  const b = Array.from({ length: size }, () => Array.from({ length: size }, () => random.gaussian()))
  const a = b.map((one, i) => b.map((other, j) => one.reduce((sum, v, k) => sum + v * other[k]!, i === j ? 1 : 0)))
  const center = Float64Array.from({ length: size }, () => 5 * random.gaussian())
  const objective = async (x: Float64Array): Promise<Slope> => {
    const off = x.map((value, i) => value - center[i]!)
    const gradient = off.map((_, i) => a[i]!.reduce((sum, entry, j) => sum + entry * off[j]!, 0))
    return { value: off.reduce((sum, value, i) => sum + (value * gradient[i]!) / 2, 0), gradient }
  }
  return { objective, center }
}

test('finds the minimum of quadratics', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 1e6 }), async (size, seed) => {
      const { objective, center } = quadratic(size, seed)
      const start = new Float64Array(size)
      const found = await minimize(objective, start, options)
      expect(found.converged).toBe(true)
      expect(found.gradientNorm).toBeLessThanOrEqual(1e-9)
      for (const [i, value] of found.at.entries()) expect(value).toBeCloseTo(center[i]!, 6)
      expect(start).toEqual(new Float64Array(size)) // not written to
    }),
    { numRuns: 40 },
  )
})

/** x − ln x in each place with a weight: minimum 1, and no value at x ≤ 0. */
const barrier = async (x: Float64Array): Promise<Slope> => ({
  value: x.reduce(
    (sum, value, i) => sum + 10 ** i * (value > 0 ? value - Math.log(value) : Number.POSITIVE_INFINITY),
    0,
  ),
  gradient: x.map((value, i) => 10 ** i * (1 - 1 / value)),
})

test('steps that leave the domain are shortened', async () => {
  const found = await minimize(barrier, Float64Array.of(0.01, 30, 0.5), options)
  for (const value of found.at) expect(value).toBeCloseTo(1, 6)
})

test('goes on below the noise of the value, by the slope', async () => {
  const { objective, center } = quadratic(6, 3)
  const noisy = async (x: Float64Array): Promise<Slope> => {
    const { value, gradient } = await objective(x)
    return { value: Math.fround(value + 1000), gradient } // steps of 6e-5
  }
  const found = await minimize(noisy, new Float64Array(6), { ...options, tolerance: 1e-6 })
  expect(found.converged).toBe(true)
  for (const [i, value] of found.at.entries()) expect(value).toBeCloseTo(center[i]!, 4)
})

test('the inverse of the curvature as preconditioner: one step', async () => {
  const curvatures = [1, 100, 1e4]
  const objective = async (x: Float64Array): Promise<Slope> => ({
    value: x.reduce((sum, value, i) => sum + (curvatures[i]! * (value - 1) ** 2) / 2, 0),
    gradient: x.map((value, i) => curvatures[i]! * (value - 1)),
  })
  const precondition = async (gradient: Float64Array) => gradient.map((value, i) => value / curvatures[i]!)
  const start = new Float64Array(3)
  expect(await minimize(objective, start, { ...options, precondition })).toMatchObject({
    iterations: 1,
    converged: true,
  })
  expect((await minimize(objective, start, options)).iterations).toBeGreaterThan(3)
})

describe('stops', () => {
  const { objective, center } = quadratic(8, 1)

  test('at the minimum, without a step', async () => {
    expect(await minimize(objective, center, options)).toMatchObject({
      iterations: 0,
      converged: true,
      gradientNorm: 0,
    })
  })

  test('after the most iterations, and says so', async () => {
    const found = await minimize(objective, new Float64Array(8), { ...options, maxIterations: 2 })
    expect(found).toMatchObject({ iterations: 2, converged: false })
    expect(found.gradientNorm).toBeGreaterThan(1e-9)
  })

  test('where no step leads down, and says so', async () => {
    const wrong = async (x: Float64Array): Promise<Slope> => ({ value: -x[0]!, gradient: Float64Array.of(1) })
    expect(await minimize(wrong, new Float64Array(1), options)).toMatchObject({ iterations: 0, converged: false })
  })

  test('when it is told to, with the reason', async () => {
    const stop = new AbortController()
    const stopping = async (x: Float64Array): Promise<Slope> => {
      stop.abort(new Error('enough'))
      return objective(x)
    }
    await expect(minimize(stopping, new Float64Array(8), { ...options, signal: stop.signal })).rejects.toThrow('enough')
  })
})
