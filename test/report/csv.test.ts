import { expect, test } from 'vitest'
import { renderCsv } from '../../src/report/csv.js'
import { named } from '../../src/report/titles.js'
import type { Report } from '../../src/types.js'
import { NOTHING, ODD, ONE, SEVERAL } from './reports.js'

const lines = (...reports: Report[]) => renderCsv(named(reports)).split('\r\n')

test('a line a value', () => {
  expect(lines(ONE)).toEqual([
    'model,dim,interpolated,metric,value,ci95_low,ci95_high,sd,unit',
    'MRL,8,false,knn@1,0.5,0.4,0.6,,fraction',
    'MRL,8,false,retained,0.625,,,,ratio',
    'MRL,12,true,knn@1,0.6,0.5,0.7,,fraction',
    'MRL,12,true,retained,0.75,,,,ratio',
    'MRL,16,false,knn@1,0.8,0.7,0.9,,fraction',
    'MRL,16,false,retained,1,,,,ratio',
    '',
  ])
})

test('several models', () => {
  expect(lines(SEVERAL).slice(0, 4)).toEqual([
    'model,dim,metric,value,ci95_low,ci95_high,sd,unit',
    'MRL,8,top1,0.5,0.4,0.6,,fraction',
    'MRL,8,loss,2.25,2.125,2.375,,nats',
    'MRL,16,top1,0.8,0.7,0.9,,fraction',
  ])
})

test('names are quoted, and what was not measured is empty', () => {
  expect(lines(ODD)[1]).toBe('"a, ""b""\n_c_",1,false,knn@1,,,,,fraction')
})

test('a head even without rows', () => {
  expect(lines(NOTHING)[0]).toMatch(/metric,value,ci95_low,ci95_high,sd,unit$/)
})

test('of several reports, what each is called and its command first', () => {
  const text = renderCsv([
    { name: 'base', report: ONE },
    { name: 'candidate', report: ONE },
  ])
  const [head, ...rest] = text.split('\r\n')
  expect(head).toMatch(/^report,command,model,dim,/)
  expect(rest[0]).toBe('base,knn,MRL,8,false,knn@1,0.5,0.4,0.6,,fraction')
  expect(rest[6]).toBe('candidate,knn,MRL,8,false,knn@1,0.5,0.4,0.6,,fraction')
})
