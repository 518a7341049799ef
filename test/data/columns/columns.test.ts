import {
  Binary,
  Bool,
  type DataType,
  Dictionary,
  Field,
  FixedSizeList,
  Float16,
  Float32,
  Int8,
  Int32,
  Int64,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Schema,
  Struct,
  Uint8,
  Utf8,
} from 'apache-arrow'
import { describe, expect, test } from 'vitest'
import { classNames, findColumn, type Role, type ToldColumns } from '../../../src/data/columns/columns.js'
import { refusal } from '../../refusal.js'
import { features } from '../arrow-file.js'

const float = new Field('item', new Float32(), true)
const TYPE = {
  vector: new FixedSizeList(4, float),
  list: new List(float),
  large: new LargeList(float),
  texts: new List(new Field('item', new Utf8(), true)),
  bytes: new Binary(),
  largeBytes: new LargeBinary(),
  image: new Struct([new Field('bytes', new Binary(), true), new Field('path', new Utf8(), true)]),
  swapped: new Struct([new Field('path', new Utf8(), true), new Field('bytes', new LargeBinary(), true)]),
  pathOnly: new Struct([new Field('path', new Utf8(), true)]),
  int8: new Int8(),
  int64: new Int64(),
  half: new Float16(),
  float: new Float32(),
  text: new Utf8(),
  largeText: new LargeUtf8(),
  bool: new Bool(),
  words: new Dictionary(new Utf8(), new Int32()),
  pixels: new List(new Field('item', new FixedSizeList(2, new Field('item', new Uint8(), true)), true)),
  grid: new List(new Field('item', new List(float), true)),
} satisfies Record<string, DataType>

type Columns = Readonly<Record<string, keyof typeof TYPE>>

function schema(columns: Columns, roles: Record<string, object> = {}): Schema {
  const fields = Object.entries(columns).map(([name, type]) => new Field(name, TYPE[type], true))
  return new Schema(fields, new Map(Object.entries(features(roles))))
}

function find(columns: Columns, role: Role, told: ToldColumns = {}, roles: Record<string, object> = {}) {
  return findColumn(schema(columns, roles), role, told, 'file.arrow')?.name ?? null
}

describe('by the usual names', () => {
  test.each<[Role, Columns, string | null]>([
    ['embedding', { embedding: 'vector' }, 'embedding'],
    ['embedding', { Embeddings: 'list', label: 'int8' }, 'Embeddings'],
    ['embedding', { emb: 'large' }, 'emb'],
    ['embedding', { vector: 'vector', other: 'vector' }, 'vector'],
    ['embedding', { other: 'vector', label: 'int8' }, 'other'],
    ['embedding', { label: 'int8', names: 'texts' }, null],
    ['label', { Label: 'int64' }, 'Label'],
    ['label', { fine_label: 'int8', coarse: 'int8' }, 'fine_label'],
    ['label', { target: 'half' }, 'target'],
    ['label', { number: 'int8' }, null],
    ['image', { image: 'image', label: 'int8' }, 'image'],
    ['image', { img: 'swapped' }, 'img'],
    ['image', { png: 'bytes' }, 'png'],
    ['image', { png: 'largeBytes' }, 'png'],
    ['image', { image: 'vector' }, null],
    ['image', { image: 'pathOnly' }, null],
    ['tensor', { x: 'vector' }, 'x'],
    ['tensor', { image: 'vector' }, 'image'],
    ['tensor', { signal: 'list' }, 'signal'],
    ['tensor', { embedding: 'vector' }, null],
    ['id', { id: 'text' }, 'id'],
    ['id', { _id: 'int64' }, '_id'],
    ['id', { ID: 'largeText' }, 'ID'],
    ['id', { name: 'text' }, null],
    ['id', { id: 'vector' }, null],
    ['id', { id: 'words' }, 'id'],
    ['label', { label: 'text' }, 'label'],
    ['label', { label: 'bool' }, 'label'],
    ['label', { label: 'words' }, 'label'],
    ['label', { y: 'int8' }, 'y'],
    ['embedding', { vector: 'bytes' }, 'vector'],
    ['embedding', { X: 'vector', x: 'vector' }, 'X'],
    ['embedding', { hash: 'bytes' }, null],
    ['image', { image: 'text' }, 'image'],
    ['image', { file: 'text' }, null],
    ['image', { pixels: 'pixels' }, 'pixels'],
    ['image', { grid: 'grid' }, null],
    ['tensor', { grid: 'grid' }, 'grid'],
    ['tensor', { X: 'vector' }, null],
    ['text', { Sentence: 'largeText' }, 'Sentence'],
    ['text', { remark: 'text' }, null],
    ['text', { text: 'texts' }, null],
    ['title', { title: 'text' }, null],
    ['sentence1', { premise: 'text', hypothesis: 'text' }, 'premise'],
    ['sentence2', { premise: 'text', hypothesis: 'text' }, 'hypothesis'],
    ['score', { score: 'float' }, 'score'],
    ['score', { score: 'text' }, null],
  ])('%s of %o is %s', (role, columns, name) => {
    expect(find(columns, role)).toBe(name)
  })
})

describe('told by flag', () => {
  test('wins over names', () => {
    expect(find({ embedding: 'vector', other: 'vector' }, 'embedding', { embedding: 'other' })).toBe('other')
    expect(find({ label: 'int8', kind: 'int64' }, 'label', { label: 'kind' })).toBe('kind')
  })

  test('leaves nothing to guess for other roles', () => {
    expect(find({ label: 'float', score: 'float' }, 'label', { score: 'label' })).toBeNull()
    expect(find({ label: 'int8', target: 'int8' }, 'label', { id: 'label' })).toBe('target')
  })

  test('an absent column is a usage error that lists what there is', () => {
    const error = refusal(() => find({ a: 'vector', b: 'int8' }, 'embedding', { embedding: 'c' }))
    expect(error).toMatchObject({ code: 'column-missing', exitCode: 2 })
    expect(error.message).toBe('--column embedding=c: file.arrow has no column "c"; it has a, b')
  })

  test('a column of another type is refused', () => {
    const error = refusal(() => find({ a: 'text' }, 'embedding', { embedding: 'a' }))
    expect(error).toMatchObject({ code: 'column-type', exitCode: 3 })
    expect(error.message).toContain('"a" holds Utf8; expected a list of numbers')
  })
})

describe('declared by Hugging Face features', () => {
  const columns: Columns = { label: 'int64', kind: 'int64', image: 'bytes', photo: 'image' }
  const roles = { kind: { _type: 'ClassLabel', names: ['a', 'b'] }, photo: { _type: 'Image' } }

  test('win over names', () => {
    expect(find(columns, 'label', {}, roles)).toBe('kind')
    expect(find(columns, 'image', {}, roles)).toBe('photo')
  })

  test('of two, the one with a usual name', () => {
    const two = { fine_label: { _type: 'ClassLabel' }, coarse_label: { _type: 'ClassLabel' } }
    expect(find({ coarse_label: 'int64', fine_label: 'int64' }, 'label', {}, two)).toBe('fine_label')
    const odd = { a: { _type: 'ClassLabel' }, b: { _type: 'ClassLabel' } }
    expect(refusal(() => find({ a: 'int64', b: 'int64' }, 'label', {}, odd)).code).toBe('column-ambiguous')
  })

  test('give the class names', () => {
    expect(classNames(schema(columns, roles), 'kind')).toEqual(['a', 'b'])
    expect(classNames(schema(columns, roles), 'label')).toBeNull()
  })

  test.each([
    '{',
    'null',
    '[]',
    '"text"',
    '{"info":null}',
    '{"info":{"features":null}}',
    '{"info":{"features":{"label":null}}}',
  ])('metadata that says nothing: %s', (text) => {
    const odd = new Schema(schema({ label: 'int64' }).fields, new Map([['huggingface', text]]))
    expect(findColumn(odd, 'label', {}, 'file.arrow')?.name).toBe('label')
    expect(classNames(odd, 'label')).toBeNull()
  })
})

describe('what cannot be told', () => {
  test.each<[Role, Columns, string]>([
    ['embedding', { embedding: 'vector', vector: 'vector' }, '"embedding" and "vector"'],
    ['embedding', { a: 'vector', b: 'list' }, '"a" and "b"'],
    ['label', { label: 'int8', target: 'int8' }, '"label" and "target"'],
    ['image', { a: 'bytes', b: 'image' }, '"a" and "b"'],
    ['tensor', { x: 'vector', inputs: 'list' }, '"x" and "inputs"'],
    ['id', { id: 'text', _id: 'text' }, '"id" and "_id"'],
    ['label', { label: 'int8', class: 'text' }, '"label" and "class"'],
    ['text', { question: 'text', passage: 'text' }, '"question" and "passage"'],
    ['score', { score: 'float', gold: 'int8' }, '"score" and "gold"'],
  ])('two candidates for %s', (role, columns, names) => {
    const error = refusal(() => find(columns, role))
    expect(error).toMatchObject({ code: 'column-ambiguous', exitCode: 3 })
    expect(error.message).toContain(names)
    expect(error.suggestions.join()).toContain(`--column ${role}=${Object.keys(columns)[0]}`)
  })

  test('the other of two candidates has a wrong type', () => {
    expect(find({ label: 'int8', target: 'vector' }, 'label')).toBe('label')
  })

  test.each<[Role, Columns]>([
    ['label', { label: 'texts' }],
    ['label', { label: 'vector' }],
    ['embedding', { embedding: 'text' }],
    ['embedding', { embedding: 'texts' }],
    ['embedding', { embedding: 'float' }],
  ])('%s of a wrong type: %o', (role, columns) => {
    expect(refusal(() => find(columns, role))).toMatchObject({ code: 'column-type', exitCode: 3 })
  })
})
