import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readSubset, readSuperclasses } from '../../../src/data/classes/class-files.js'
import { temporaryFolder } from '../temporary.js'

const folder = temporaryFolder()
let files = 0

function write(text: string): string {
  const path = join(folder, `classes-${files++}.txt`)
  writeFileSync(path, text)
  return path
}

async function failure(read: (path: string) => Promise<unknown>, path: string): Promise<{ message: string }> {
  const error = await read(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ exitCode: 3 })
  return error as { message: string }
}

describe('subsets', () => {
  test.each([
    ['lines', 'tench\n7\ngreat white shark\n'],
    ['Windows lines, a byte order mark, blank lines, blanks', '\uFEFF tench\r\n\r\n7 \r\ngreat white shark'],
    ['JSON', '["tench", 7, "great white shark"]'],
    ['JSON over lines', '\n[\n"tench",\n7,\n"great white shark"\n]\n'],
  ])('%s', async (_, text) => {
    const { classes } = await readSubset(write(text))
    expect(classes.map((named) => named.text)).toEqual(['tench', '7', 'great white shark'])
  })

  test('places are those of the file', async () => {
    const lines = await readSubset(write('\na\nb\n'))
    expect(lines.classes.map(({ place }) => place)).toEqual(['line 2', 'line 3'])
    const items = await readSubset(write('["a","b"]'))
    expect(items.classes.map(({ place }) => place)).toEqual(['item 0', 'item 1'])
  })

  test.each([
    ['nothing', '', 'subset-empty'],
    ['blank lines', '\n \r\n', 'subset-empty'],
    ['an empty array', '[]', 'subset-empty'],
    ['an object', '{"a": 1}', 'subset-shape'],
    ['a string', '"a"', 'subset-shape'],
    ['a fraction', '["a", 1.5]', 'subset-shape'],
    ['a list in a list', '[["a"]]', 'subset-shape'],
    ['null', '[null]', 'subset-shape'],
    ['half an array', '["a", ', 'classes-json'],
  ])('%s is an error', async (_, text, code) => {
    const path = write(text)
    const error = await failure(readSubset, path)
    expect(error).toMatchObject({ code })
    expect(error.message).toContain(path)
  })

  test('no file, and a folder', async () => {
    expect(await failure(readSubset, join(folder, 'none.txt'))).toMatchObject({ code: 'file-missing' })
    mkdirSync(join(folder, 'folder'))
    expect(await failure(readSubset, join(folder, 'folder'))).toMatchObject({ code: 'file-unreadable' })
  })
})

describe('superclasses', () => {
  const expected = [
    ['tench', 'fish'],
    ['7', 'fish'],
    ['tench, Tinca "tinca"', 'a, b'],
  ]

  test.each([
    ['CSV', 'tench,fish\n7,fish\n"tench, Tinca ""tinca""","a, b"\n'],
    ['a header', 'class,superclass\ntench,fish\n7,fish\n"tench, Tinca ""tinca""","a, b"\n'],
    ['Windows lines', '\uFEFFClass,Superclass\r\ntench , fish\r\n\r\n"7",fish\r\n"tench, Tinca ""tinca""","a, b"'],
  ])('%s', async (_, text) => {
    const { classes } = await readSuperclasses(write(text))
    expect(classes.map((named) => [named.text, named.superclass])).toEqual(expected)
  })

  test('JSON, whose keys that are numbers come first', async () => {
    const { classes } = await readSuperclasses(write('{"tench": "fish", "7": " bird "}'))
    expect(classes.map((named) => [named.text, named.superclass])).toEqual([
      ['7', 'bird'],
      ['tench', 'fish'],
    ])
  })

  test.each([
    ['nothing', '', 'superclasses-empty', /expected lines "class,superclass"/],
    ['a header alone', 'class,superclass\n', 'superclasses-empty', /no superclasses/],
    ['an empty object', '{}', 'superclasses-empty', /no superclasses/],
    ['one field', 'tench\n', 'superclasses-line', /line 1 is "tench"/],
    ['three fields', 'tench,fish\na,b,c\n', 'superclasses-line', /line 2 is "a,b,c"/],
    ['no superclass', 'tench,\n', 'superclasses-line', /line 1/],
    ['an open quote', '"tench,fish\n', 'superclasses-line', /line 1/],
    ['text after a quote', '"tench"s,fish\n', 'superclasses-line', /line 1/],
    ['an array', '[["tench","fish"]]', 'superclasses-shape', /no object/],
    ['a list of classes', '{"fish": ["tench"]}', 'superclasses-shape', /key "fish" is \["tench"\]/],
    ['a blank superclass', '{"tench": " "}', 'superclasses-shape', /key "tench"/],
    ['half an object', '{"tench": ', 'classes-json', /cannot be parsed/],
  ])('%s is an error', async (_, text, code, message) => {
    const error = await failure(readSuperclasses, write(text))
    expect(error).toMatchObject({ code })
    expect(error.message).toMatch(message)
  })
})
