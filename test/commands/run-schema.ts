/** The document of `run --json`, held to its schema. */
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import report from '../../schema/report.schema.json' with { type: 'json' }
import schema from '../../schema/run.schema.json' with { type: 'json' }
import type { Forecast } from '../../src/report/forecast.js'
import type { SuiteResult } from '../../src/report/suite.js'

const schemas = new Ajv2020({ allErrors: true, allowUnionTypes: true }).addSchema(report)
const isSuite = schemas.compile({ ...schema, $id: 'suite', oneOf: [{ $ref: '#/$defs/suite' }] })
const isForecast = schemas.compile({ ...schema, $id: 'forecast', oneOf: [{ $ref: '#/$defs/forecast' }] })

export function suiteOf(document: unknown): SuiteResult {
  isSuite(document)
  expect(isSuite.errors ?? []).toEqual([])
  return document as SuiteResult
}

export function forecastOf(document: unknown): Forecast {
  isForecast(document)
  expect(isForecast.errors ?? []).toEqual([])
  return document as Forecast
}
