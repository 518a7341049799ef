import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  parseBytes,
  parseCount,
  parseMilliseconds,
  parsePositive,
  parseShare,
} from '../../../src/cli/flags/quantities.js'
import { UserError } from '../../../src/errors.js'

test.each([
  ['50M', 50e6],
  ['50m', 50e6],
  ['1.5B', 1.5e9],
  ['1.1M', 1.1e6], // 1.1 · 10⁶ is not whole in binary
  ['8192', 8192],
  ['10k', 1e4],
  ['1e6', 1e6],
  ['50_000_000', 50e6],
])('count %s', (text, value) => {
  expect(parseCount(text, '--vectors')).toBe(value)
})

test.each([
  ['100GB', 1e11],
  ['100 GB', 1e11],
  ['100gb', 1e11],
  ['100GiB', 107_374_182_400],
  ['1.5TB', 1.5e12],
  ['512MiB', 536_870_912],
  ['64B', 64],
])('bytes %s', (text, value) => {
  expect(parseBytes(text, '--memory')).toBe(value)
})

test.each([
  ['5ms', 5],
  ['0.2s', 200],
  ['800us', 0.8],
  ['800µs', 0.8],
])('time %s', (text, value) => {
  expect(parseMilliseconds(text, '--max-latency')).toBeCloseTo(value, 12)
})

describe('what cannot be read names the flag, what it has and what it takes', () => {
  test.each([
    [() => parseCount('many', '--vectors'), /^--vectors has "many"; expected a whole number of at least 1, such as/],
    [() => parseCount('0', '--vectors'), /"0"/],
    [() => parseCount('1.5', '--vectors'), /"1.5"/],
    [() => parseCount('-5M', '--vectors'), /"-5M"/],
    [() => parseCount('50GB', '--vectors'), /"50GB"/],
    [() => parseCount('1e300', '--vectors'), /"1e300"/],
    [() => parseBytes('100', '--memory'), /^--memory has "100"; expected a number with its unit, such as 100GB/],
    [() => parseBytes('0GB', '--memory'), /"0GB"/],
    [() => parseBytes('toString', '--memory'), /"toString"/],
    [() => parseBytes('1constructor', '--memory'), /"1constructor"/],
    [() => parseMilliseconds('5', '--max-latency'), /such as 5ms/],
    [() => parsePositive('0', '--mflops'), /above 0/],
    [() => parseShare('2', '--max-loss', '0.01 for one point'), /from 0 to 1, such as 0.01 for one point/],
  ])('%s', (parse, message) => {
    expect(parse).toThrow(message)
    expect(parse).toThrow(UserError)
  })

  test('points are taken for points', () => {
    const suggestions = () => {
      try {
        return parseShare('2', '--max-loss', '0.01')
      } catch (error) {
        return (error as UserError).suggestions
      }
    }
    expect(suggestions()).toEqual(['--max-loss 0.02'])
  })
})

test('any text is a number above 0 or an error with a code', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\d.e]{0,5} ?[a-zA-Z]{0,3}$/)), (text) => {
      for (const parse of [parseCount, parseBytes, parseMilliseconds, parsePositive]) {
        try {
          const value = parse(text, '--flag')
          expect(Number.isFinite(value) && value > 0).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(UserError)
        }
      }
    }),
  )
})
