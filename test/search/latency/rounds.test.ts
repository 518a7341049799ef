import { describe, expect, test } from 'vitest'
import { inRounds, type Limits } from '../../../src/search/latency/rounds.js'

/** Runs settings whose samples always take the given milliseconds, `size` a turn. */
async function simulate(costs: readonly number[], limits: Limits, size: number) {
  const turns: number[][] = [[]] // by round
  const advances: number[] = []
  const turn = async (s: number) => {
    turns.at(-1)!.push(s)
    return Array.from({ length: size }, () => ({ total: costs[s]! }))
  }
  const taken = await inRounds(costs.length, limits, turn, (by) => {
    advances.push(by)
    turns.push([])
  })
  return { turns: turns.filter((round) => round.length > 0), advances, counts: taken.map(({ length }) => length) }
}

describe('rounds', () => {
  test('every setting has its turn in every round, and each begins as often as the others', async () => {
    const { turns, counts } = await simulate([1, 1, 1], { samples: 40, least: 5, milliseconds: 1e9 }, 10)
    expect(turns).toEqual([
      [0, 1, 2],
      [1, 2, 0],
      [2, 0, 1],
      [0, 1, 2],
    ])
    expect(counts).toEqual([40, 40, 40])
  })

  test('a slow setting ends when its time is up, the others go on', async () => {
    // 10 samples a turn: setting 0 takes 10 ms a turn, setting 1 takes 400; at 1,000 ms it has taken 3 turns.
    const { turns, counts } = await simulate([1, 40], { samples: 60, least: 5, milliseconds: 1000 }, 10)
    expect(counts).toEqual([60, 30])
    expect(turns).toEqual([[0, 1], [1, 0], [0, 1], [0], [0], [0]])
  })

  test('never fewer samples than the least, however slow', async () => {
    const { counts } = await simulate([5000], { samples: 1000, least: 30, milliseconds: 1000 }, 10)
    expect(counts).toEqual([30])
  })

  test('a least number that is no multiple of a turn is reached, not missed', async () => {
    const { counts } = await simulate([5000, 1], { samples: 100, least: 25, milliseconds: 1000 }, 10)
    expect(counts).toEqual([30, 100])
  })

  test('progress adds up to samples × settings, also where time ran out', async () => {
    const { advances } = await simulate([1, 40, 500], { samples: 60, least: 5, milliseconds: 1000 }, 10)
    // Round 1: 10, 10 and the third setting's all 60 (10 samples of 500 ms are over its time). Then 10 + 10; then 10 and
    // what is left of the second setting, 40; then 10 a round.
    expect(advances).toEqual([80, 20, 50, 10, 10, 10])
  })

  test('no settings: no rounds', async () => {
    expect(await simulate([], { samples: 10, least: 1, milliseconds: 1 }, 1)).toEqual({
      turns: [],
      advances: [],
      counts: [],
    })
  })

  test('samples are kept in the order they were taken', async () => {
    const clock = { time: 0 }
    const turn = async () => [{ total: ++clock.time }, { total: ++clock.time }]
    const [samples] = await inRounds(1, { samples: 5, least: 1, milliseconds: 1e9 }, turn, () => {})
    expect(samples!.map(({ total }) => total)).toEqual([1, 2, 3, 4, 5, 6])
  })
})
