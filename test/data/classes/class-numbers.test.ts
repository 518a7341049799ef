import { expect, test } from 'vitest'
import { classNumbers } from '../../../src/data/classes/class-numbers.js'

const file = (...texts: string[]) => ({
  path: 'subset.txt',
  classes: texts.map((text, i) => ({ text, place: `line ${i + 1}` })),
})
const named = { path: 'data.arrow', classes: ['cat', 'dog', '0', 'crane', 'crane'], count: 5 }
const numbered = { path: 'data.npy', classes: null, count: 5 }

test('names and numbers, in the order of the file', () => {
  expect([...classNumbers(file('dog', '3', 'cat'), named)]).toEqual([1, 3, 0])
  expect([...classNumbers(file('4', '0'), numbered)]).toEqual([4, 0])
})

test('a name that looks like a number is a name', () => {
  expect([...classNumbers(file('0', '1'), named)]).toEqual([2, 1])
})

test('where the number of classes is not known, any number may be one', () => {
  expect([...classNumbers(file('2147483647'), { ...numbered, count: null })]).toEqual([2147483647])
})

test.each([
  [
    file('cat', 'cow'),
    named,
    'class-unknown',
    /1 of its 2 classes are not in data.arrow, which has 5 classes, the first called "cat": "cow" \(line 2\)/,
  ],
  [file('5'), named, 'class-unknown', /"5"/],
  [
    file('-1', '1.5', '0x1', 'a', 'b'),
    numbered,
    'class-unknown',
    /5 of its 5 .* no class names, only the numbers 0 to 4: "-1" \(line 1\), "1.5" \(line 2\), "0x1" \(line 3\), …/,
  ],
  [file('2147483648'), { ...numbered, count: null }, 'class-unknown', /no class names: /],
  [file('cat', 'dog', 'cat'), named, 'class-twice', /class "cat" twice: in line 1 and line 3/],
  [file('dog', '1'), named, 'class-twice', /class "1" twice: in line 1 and line 2/],
  [file('crane'), named, 'class-ambiguous', /"crane" is the name of the classes 3 and 4/],
])('%j of %j is an error', (given, known, code, message) => {
  const read = () => classNumbers(given, known)
  expect(read).toThrow(message)
  expect(read).toThrow(expect.objectContaining({ code, exitCode: 3 }))
})
