import { describe, expect, test } from 'vitest'
import { funnelsOf, parseFunnel } from '../../src/evaluate/funnel.js'
import { refusal } from '../refusal.js'

const DIMS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048]

/** The error of something that cannot be right. */
describe('parseFunnel', () => {
  test('schedules of the paper', () => {
    expect(parseFunnel('paper-200')).toEqual({ name: 'paper-200' })
  })

  test('schedules of one or more stages', () => {
    expect(parseFunnel('8:50@16')).toEqual({ shortlist: 8, stages: [{ rows: 50, dim: 16 }] })
    expect(parseFunnel('16:200@32,100@64')).toEqual({
      shortlist: 16,
      stages: [
        { rows: 200, dim: 32 },
        { rows: 100, dim: 64 },
      ],
    })
  })

  test.each([
    ...['', '8', '8:', ':50@16', '8:50', '8:@16', '8:50@', '8:50@16,', '8:50@16;20@32', '-8:50@16', '8:50@1.5'],
    ...['paper-100', 'constructor', 'toString', '__proto__'],
  ])('refuses %j', (text) => {
    expect(refusal(() => parseFunnel(text))).toMatchObject({ code: 'bad-funnel', exitCode: 2 })
  })
})

describe('funnelsOf', () => {
  test('a schedule of the paper takes the next four doublings, then the full width', () => {
    // MRL section 4.3.1 and the authors' notebook: 16 → 32, 64, 128, 256, 2048 with 200, 100, 50, 25, 10 rows
    expect(funnelsOf({ name: 'paper-200' }, [16], DIMS, 2048)).toEqual([
      {
        shortlist: 16,
        stages: [
          { rows: 200, dim: 32 },
          { rows: 100, dim: 64 },
          { rows: 50, dim: 128 },
          { rows: 25, dim: 256 },
          { rows: 10, dim: 2048 },
        ],
      },
    ])
    const rows = (name: string) => funnelsOf({ name }, [8], DIMS, 2048)[0]!.stages.map((stage) => stage.rows)
    expect(rows('paper-400')).toEqual([400, 200, 50, 25, 10])
    expect(rows('paper-800')).toEqual([800, 400, 200, 50, 10])
  })

  test('from every dim that leaves room, unless told', () => {
    expect(funnelsOf({ name: 'paper-200' }, null, DIMS, 2048).map(({ shortlist }) => shortlist)).toEqual([
      8, 16, 32, 64,
    ])
    expect(refusal(() => funnelsOf({ name: 'paper-200' }, [16, 128], DIMS, 2048)).message).toMatch(
      /; 128 leaves no room$/,
    )
    expect(refusal(() => funnelsOf({ name: 'paper-200' }, null, [8, 32], 32)).message).toMatch(/; no dim leaves room$/)
  })

  test('its own cost is the published one', () => {
    // protocol of the paper's figure: N = 1,281,167, 16 → … → 2048: 20.5448 MFLOPs a query
    const [{ shortlist, stages }] = funnelsOf({ name: 'paper-200' }, [16], DIMS, 2048) as [
      { shortlist: number; stages: { rows: number; dim: number }[] },
    ]
    const macs = shortlist * 1_281_167 + stages.reduce((sum, { rows, dim }) => sum + rows * dim, 0)
    expect((macs / 1e6).toFixed(4)).toBe('20.5448')
  })

  test('a written schedule as it stands', () => {
    const asked = { shortlist: 4, stages: [{ rows: 5, dim: 6 }] }
    expect(funnelsOf(asked, null, DIMS, 2048)).toEqual([asked])
    const level = { shortlist: 4, stages: [6, 7].map((dim) => ({ rows: 5, dim })) } // lists may stay as long as they are
    expect(funnelsOf(level, null, DIMS, 2048)).toEqual([level])
  })

  test.each<[string, string, RegExp]>([
    ['8:50@8', 'funnel-dims', /dim 8 follows 8/],
    ['8:50@16,20@16', 'funnel-dims', /dim 16 follows 16/],
    ['8:50@32,20@16', 'funnel-dims', /dim 16 follows 32/],
    ['8:50@16,51@32', 'funnel-rows', /51 rows follow 50/],
    ['8:50@16,0@32', 'funnel-rows', /begin at 1/],
    ['0:50@16', 'funnel-rows', /begin at 1/],
    ['8:50@4096', 'dims-above', /dim 4096, but the embeddings have 2048/],
  ])('refuses %s', (text, code, message) => {
    const error = refusal(() => funnelsOf(parseFunnel(text), null, DIMS, 2048))
    expect(error).toMatchObject({ code, exitCode: 2 })
    expect(error.message).toMatch(message)
    expect(error.message).toContain(`--funnel ${text}`)
  })
})
