/** Every cell of JSON lines, CSV and TSV as their writers meant it; see ../files/make_lines.py. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { Vector } from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { openRows } from '../../../src/data/formats/index.js'
import { UserError } from '../../../src/errors.js'
import { userError } from '../collect.js'
import lines from '../files/lines.json' with { type: 'json' }
import { temporaryFolder } from '../temporary.js'
import { damageTests } from './damaged.js'

const FILES = fileURLToPath(new URL('../files/', import.meta.url))
const folder = temporaryFolder()
let written = 0

interface Table {
  types: Record<string, string>
  columns: Record<string, unknown[]>
  batchRows: readonly number[]
}

async function read(path: string): Promise<Table> {
  const file = await openRows(path)
  const { fields } = file.schema
  const columns: Table['columns'] = Object.fromEntries(fields.map(({ name }) => [name, []]))
  for (const i of file.batchRows.keys()) {
    const batch = await file.read(i)
    expect(batch.numRows).toBe(file.batchRows[i])
    for (const { name } of fields) columns[name]!.push(...Array.from(batch.getChild(name)!, plain))
  }
  await file.close()
  return {
    columns,
    batchRows: file.batchRows,
    types: Object.fromEntries(fields.map((own) => [own.name, String(own.type)])),
  }
}

function plain(cell: unknown): unknown {
  if (cell instanceof Vector) return Array.from(cell as Vector, plain)
  return typeof cell === 'bigint' ? Number(cell) : cell
}

function write(name: string, content: string | Uint8Array): string {
  const path = join(folder, `${written++}-${name}`)
  writeFileSync(path, content)
  return path
}

async function failureOf(path: string): Promise<string> {
  const error = await openRows(path).then(
    () => new Error('it was opened'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(UserError)
  const { code, message } = error as UserError
  return `${code}: ${message.replaceAll(path, 'FILE')}`
}

describe('files of their real writers', () => {
  test.each(Object.entries(lines))('%s', async (name, expected) => {
    const { columns, types, batchRows } = await read(join(FILES, name))
    expect(columns).toEqual(expected)
    expect(batchRows).toEqual([8])
    if ('embedding' in types) expect(types.embedding).toBe('FixedSizeList[4]<Float64>')
    const scalars = {
      id: 'Utf8',
      label: 'Int32',
      text: 'Utf8',
      score: 'Float64',
      good: 'Bool',
      large: 'Int64',
      gaps: 'Float64',
    }
    expect(types).toEqual({ ...types, ...Object.fromEntries(Object.entries(scalars).filter(([key]) => key in types)) })
  })
})

describe('JSON lines', () => {
  test('keys may be missing, lines blank and ended by Windows, and columns seen late', async () => {
    const { columns, types } = await read(
      write('a.jsonl', '\uFEFF{"a":1}\r\n\n{"b":[1,2.5]}\n  \n{"a":0.5,"b":null,"c":"x"}'),
    )
    expect(columns).toEqual({ a: [1, null, 0.5], b: [null, [1, 2.5], null], c: [null, null, 'x'] })
    expect(types).toEqual({ a: 'Float64', b: 'FixedSizeList[2]<Float64>', c: 'Utf8' })
  })

  test('lists of several lengths, of nothing, and with missing numbers', async () => {
    const { columns, types } = await read(
      write('a.ndjson', '{"a":[1],"b":[1,null],"c":[]}\n{"a":[1,2],"b":[3,4],"c":["x"]}\n'),
    )
    expect(columns).toEqual({
      a: [[1], [1, 2]],
      b: [
        [1, null],
        [3, 4],
      ],
      c: ['[]', '["x"]'],
    })
    expect(types).toEqual({ a: 'List<Float64>', b: 'FixedSizeList[2]<Float64>', c: 'Utf8' })
  })

  test('what is no column is kept as its JSON', async () => {
    const { columns } = await read(write('a.json', '{"m":{"a":[1,{"b":null}]}}\n{"m":[true]}\n'))
    expect(columns).toEqual({ m: ['{"a":[1,{"b":null}]}', '[true]'] })
  })

  test.each([
    ['{"a":1}\n{"a":2', 'bad-row: FILE, line 2 is no JSON: '],
    ['{"a":1}\n3\n', 'bad-row: FILE, line 2 is 3; expected an object, or a list of numbers'],
    ['{"a":NaN}\n', 'bad-row: FILE, line 1 is no JSON: NaN and Infinity are no JSON'],
    ['{"a":1}\n\n{"a":"x"}\n', 'bad-row: FILE, line 3: column "a" has text; line 1 has an integer'],
    ['{"a":[1]}\n{"a":["x"]}\n', 'bad-row: FILE, line 2: column "a" has an object or a list of other things; line 1'],
    ['{"a":true}\n{"a":1}\n', 'bad-row: FILE, line 2: column "a" has an integer; line 1 has true or false'],
    [
      '{"t":"[ 12345678901234567 ]"}\n{"id": 1152921504606846977}\n',
      'bad-row: FILE, line 2 has the integer 1152921504606846977',
    ],
    ['{"v":[1234567890123456,9007199254740993]}', 'bad-row: FILE, line 1 has the integer 9007199254740993'],
    ['\n \n', 'no-rows: FILE has no rows'],
    ['[{"a":1}]', 'json-array: FILE is one JSON array; expected JSON lines'],
    ['[\n{"a":1}]', 'json-array: FILE is one JSON array'],
    ['[[1,2],[3,4]]', 'json-array: FILE is one JSON array'],
    ['{\n"a":1}', 'json-object: FILE is one JSON object over several lines; expected JSON lines'],
    ['{"a":1\n}', 'bad-row: FILE, line 1 is no JSON'],
    // to_json of pandas by its orient: columns, index, split, table; columns with an index of names
    [
      '{"id":{"0":"a","1":"b"},"label":{"0":0,"1":1}}',
      'json-columns: FILE is one JSON object that holds a whole table',
    ],
    ['{"0":{"id":"a","label":0},"1":{"id":"b","label":1}}', 'json-columns: '],
    ['{"columns":["id","label"],"index":[0,1],"data":[["a",0],["b",1]]}', 'json-columns: '],
    ['{"schema":{"fields":[{"name":"index"}]},"data":[{"index":0}]}', 'json-columns: '],
    ['{"text":{"a":"x","b":"y"},"label":{"a":0,"b":1}}', 'json-columns: '],
    ['{"text":["x","y","z"],"label":[0,1,1]}\n', 'json-columns: '], // json.dump of a dict of lists
  ])('%j', async (text, message) => {
    expect(await failureOf(write('a.json', text))).toContain(message)
  })

  test('a table in one object is told in gzip, too, with what to type', async () => {
    const path = write('a.json.gz', gzipSync('{"id":{"0":"a","1":"b"}}'))
    const { code, suggestions } = await userError(openRows(path))
    expect(code).toBe('json-columns')
    expect(suggestions).toEqual(['in pandas: frame.to_json("FILE.jsonl", orient="records", lines=True)'])
  })

  test.each([
    '{"embedding":[1,2]}',
    '{"id":"q","embedding":[1,2],"b":[3,4]}',
    '{"meta":{"url":"x"},"text":"y"}\n{"meta":{"url":"x"},"text":"y"}',
    '{"probs":{"0":0.5,"1":0.5},"text":"x"}\n{"probs":{"0":0.5,"1":0.5},"text":"y"}',
    '{"a":{}}',
    '{"image":{"bytes":"x","path":null}}',
    '[1,2]',
  ])('%s is rows', async (text) => {
    expect((await read(write('a.jsonl', text))).batchRows).toEqual([text.split('\n').length])
  })

  test('integers of any length are fine in texts, and as numbers where float64 has them', async () => {
    const { columns } = await read(
      write('a.jsonl', '{"a":"x: 1152921504606846977, y","b":1e300}\n{"a":"","b":[1][0]}\n'.replace('[1][0]', '2')),
    )
    expect(columns).toEqual({ a: ['x: 1152921504606846977, y', ''], b: [1e300, 2] })
  })
})

describe('CSV and TSV', () => {
  test.each([
    ['a.csv', 'id,text\n007,"a,""b"\n1,\n', { id: ['007', '1'], text: ['a,"b', null] }],
    ['a.tsv', 'id\ttext\n9007199254740993\ta,b\n', { id: ['9007199254740993'], text: ['a,b'] }],
    ['a.csv', '\uFEFFa;b\r\n1;2,5\r\n\r\n3;x', { a: [1, 3], b: ['2,5', 'x'] }],
    ['a.csv', 'a\n\n-0.5\n+1e3\nnan\n', { a: [-0.5, 1000, Number.NaN] }],
    ['a.csv', 'a,b\nTrue,1\nFalse,x\n', { a: [true, false], b: ['1', 'x'] }],
    [
      'a.csv',
      'v\n"[1, nan]"\n"[-inf, 2.]"\n',
      {
        v: [
          [1, Number.NaN],
          [Number.NEGATIVE_INFINITY, 2],
        ],
      },
    ], // prettier
    [
      'a.csv',
      'v\n"[1. 2.\n 3.]"\n"[ 4.   5. -6.]"\n',
      {
        v: [
          [1, 2, 3],
          [4, 5, -6],
        ],
      },
    ],
    ['a.csv', 'a,b\n,\n1,\n', { a: [null, 1], b: [null, null] }],
  ])('%s %j', async (name, text, expected) => {
    expect((await read(write(name, text))).columns).toEqual(expected)
  })

  test.each([
    [
      'label,dim_0,dim_1\n3,1,2.5\n4,-1,0\n',
      {
        label: [3, 4],
        embedding: [
          [1, 2.5],
          [-1, 0],
        ],
      },
    ],
    ['x2,id,x1\n1,a,2\n', { embedding: [[2, 1]], id: ['a'] }], // by number, not by place
    ['emb_1,emb_2,s1,s2\n1,2,3,4\n', { embedding: [[1, 2]], s: [[3, 4]] }],
    ['emb_1,emb_2,x1,x2\n1,2,3,4\n', { emb: [[1, 2]], x: [[3, 4]] }], // which is the embedding, the user says
    ['pixel0,pixel1\n1,2\n', { pixel: [[1, 2]] }],
    ['a1,a3\n1,2\n', { a1: [1], a3: [2] }],
    ['text1,text2\na,b\n', { text1: ['a'], text2: ['b'] }],
    [
      'x0,x1\n1,2\n1,\n',
      {
        embedding: [
          [1, 2],
          [1, null],
        ],
      },
    ],
    ['embedding,x0,x1\n[1 2],1,2\n', { embedding: [[1, 2]], x: [[1, 2]] }],
  ])('numbered columns %j', async (text, expected) => {
    expect((await read(write('a.csv', text))).columns).toEqual(expected)
  })

  test.each([
    ['a,b\n1,2\n3', 'bad-row: FILE, line 3 has 1 columns; the header has 2'],
    ['a,b\n1,2,3\n', 'bad-row: FILE, line 2 has 3 columns; the header has 2'],
    ['a,b\n"x\ny",2\n1,"2\n', 'bad-row: FILE, line 4: a quote is not closed'],
    ['a,b\n1,x"y"\n', 'bad-row: FILE, line 2: a quote stands where none can be'],
    ['a,b\n1,"x"y\n', 'bad-row: FILE, line 2: a quote stands where none can be'],
    ['a,b\n', 'no-rows: FILE has no rows'],
    ['a,a\n1,2\n', 'csv-header: FILE has no header: two columns are called "a"'],
    ['0.5,0.25\n1,2\n', 'csv-header: FILE has no header: it begins with 0.5, 0.25, which are numbers'],
    ['5,1,7\n1,2,3\n', 'csv-header: FILE has no header: it begins with 5, 1, 7, which are numbers'],
    ['v\n"[1, 2]"\n"[1, x]"\n', 'bad-row: FILE, line 3: column "v" has text; line 2 has a list of numbers'],
    ['v\n[1. 2. ... 8. 9.]\n', 'list-shortened: FILE has a list that NumPy shortened'],
    ['x0,x1,x2\n1,2,3\n1,oops,3\n', 'bad-row: FILE, line 3: column "x1" has text; expected numbers, as in x0 to x2'],
  ])('%j', async (text, message) => {
    expect(await failureOf(write('a.csv', text))).toContain(message)
  })
})

test.each(['jsonl', 'csv'])('%s: only the columns that are wanted are made', async (format) => {
  const text = { jsonl: '{"a":1,"b":"x","c":[1,2]}\n{"a":2,"b":"y","c":[3,4]}\n', csv: 'a,b,c\n1,x,9\n2,y,8\n' }[
    format
  ]!
  const file = await openRows(write(`a.${format}`, text))
  const batch = await file.read(0, ['c', 'a'])
  expect(batch.schema.fields.map(({ name }) => name)).toEqual(['a', 'c'])
  expect([...batch.getChild('a')!]).toEqual([1, 2])
  await file.close()
})

describe('bytes', () => {
  test('that are not UTF-8 are an error with their line', async () => {
    const latin = Buffer.from('{"a":"x"}\n{"a":"\xe4"}\n', 'latin1')
    expect(await failureOf(write('a.jsonl', latin))).toBe('not-utf8: FILE, line 2 is not UTF-8')
    expect(await failureOf(write('a.csv', Buffer.from('\xff\xfea\0', 'latin1')))).toBe(
      'not-utf8: FILE, line 1 is not UTF-8, but UTF-16',
    )
  })

  test('of a gzip file where nothing can be unpacked to', async () => {
    const before = process.env.TMPDIR
    process.env.TMPDIR = join(folder, 'absent')
    try {
      expect(await failureOf(write('a.jsonl.gz', gzipSync('{"a":1}\n')))).toMatch(
        /^temporary-folder: .*absent takes none/,
      )
    } finally {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
    }
  })

  test('of a gzip file that is cut or no gzip file', async () => {
    const whole = gzipSync('{"a":1}\n')
    expect(await failureOf(write('a.jsonl.gz', whole.subarray(0, whole.length - 6)))).toMatch(
      /^file-damaged: FILE cannot be unpacked/,
    )
    expect((await read(write('a.jsonl.gz', '{"a":1}'))).columns).toEqual({ a: [1] }) // a download that was inflated on the way
  })

  test('blocks end with rows, also where texts hold line ends', async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},"${'é\n'.repeat(i % 5)}""${i}"`)
    const { columns, batchRows } = await read(write('long.csv', `n,t\n${rows.join('\n')}`))
    expect(batchRows).toEqual([2048, 2048, 904])
    expect(columns.n).toEqual(rows.map((_, i) => i))
    expect(columns.t).toEqual(rows.map((_, i) => `${'é\n'.repeat(i % 5)}"${i}`))
  })

  test('rows of more than a block', async () => {
    const big = 'x'.repeat(9 * 2 ** 20)
    const file = await openRows(write('big.jsonl', `{"a":"1"}\n{"a":"${big}"}\n{"a":"2"}\n`))
    expect(file.rows).toBe(3)
    const last = await file.read(file.batchRows.length - 1)
    expect(String(last.getChild('a')!.get(last.numRows - 1))).toBe('2')
    await file.close()
    const endless = write('endless.jsonl', `{"a":1}\n{"a":"${'x'.repeat(65 * 2 ** 20)}`)
    expect(await failureOf(endless)).toContain('the row that begins in line 2 is longer than 64 MiB')
  })
})

damageTests(join(FILES, 'pandas.jsonl'), { changed: null, lines: true })
damageTests(join(FILES, 'pandas-lists.csv'), { changed: null, lines: true })
damageTests(join(FILES, 'polars-dims.tsv'), { changed: null, lines: true })
damageTests(join(FILES, 'python.jsonl.gz'), { changed: 0 })
