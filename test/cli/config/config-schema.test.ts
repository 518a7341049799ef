import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Config } from '@oclif/core'
import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import committed from '../../../schema/config.schema.json' with { type: 'json' }
import { configSchema, type DescribedCommand } from '../../../src/cli/config/config-schema.js'
import { describedCommands } from '../../../src/cli/config/described-commands.js'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))

test('the committed schema is that of the commands (else: node scripts/config-schema.mjs)', async () => {
  const config = await Config.load({ root: ROOT })
  const schema = configSchema(describedCommands(config), 'urn:mrl-eval:config:1')
  expect(JSON.parse(JSON.stringify(schema))).toEqual(committed)
})

describe('it takes', () => {
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true })
  const check = ajv.compile(committed)

  test('the config of the demo', () => {
    expect(check(parse(readFileSync(new URL('../../../fixtures/mrl-eval.config.yaml', import.meta.url), 'utf8')))).toBe(
      true,
    )
  })

  test.each([
    ['a list and a map of models', 'model: { A: a.onnx }\nknn: { model: [a.onnx, B=b.onnx] }', true],
    ['evaluations', 'run: { results: r, evaluations: [knn, { name: a, command: knn, k: [1, 5], dims: 8..64 }] }', true],
    ['files of compare', 'run: { evaluations: [{ command: compare, results: [a.arrow, b.arrow] }] }', true],
    ['an unknown key', 'dim: 8', false],
    ['a key of another command', 'classify: { queries: a }', false],
    ['a key of another evaluation', 'run: { evaluations: [{ command: similarity, shortlist: 8 }] }', false],
    ['a command that gives no report', 'run: { evaluations: [embed] }', false],
    ['an evaluation without a command', 'run: { evaluations: [{ k: 1 }] }', false],
    ['a word that is none of the options', 'distance: angle', false],
    ['text for a switch', 'cache: "yes"', false],
    ['what belongs on the command line', 'json: true', false],
  ])('%s: %s', (_, text, expected) => {
    expect(check(parse(text))).toBe(expected)
  })
})

test('a flag that commands take differently has a definition for each', () => {
  const command = (id: string, multiple: boolean): DescribedCommand => ({
    ...{ id, summary: id, args: [], evaluates: true },
    flags: { data: { type: 'option', multiple, summary: 'what is scored' }, json: { type: 'boolean' } },
  })
  const schema = configSchema([command('one', false), command('many', true)], 'x')
  expect(Object.keys(schema.definitions as object)).toEqual(['data', 'data-2'])
  expect(schema.properties).toMatchObject({
    data: { anyOf: [{ $ref: '#/definitions/data' }, { $ref: '#/definitions/data-2' }] },
    many: { properties: { data: { $ref: '#/definitions/data-2' } } },
  })
})
