/** Accuracies of groups of classes against NumPy and scikit-learn, on 90 rows of random logits. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { readSuperclasses } from '../../src/data/classes/class-files.js'
import { classNumbers } from '../../src/data/classes/class-numbers.js'
import { classify } from '../../src/evaluate/classify.js'
import { superclassesOf } from '../../src/evaluate/superclasses.js'
import type { DimRow } from '../../src/types.js'
import { headTable } from '../evaluate/head-table.js'
import golden from './classes.json' with { type: 'json' }

const table = headTable({ dims: [8, 16], labels: golden.labels, logits: golden.logits, batch: 7 })
const superclasses = superclassesOf(
  Int32Array.from(Object.keys(golden.superclasses), Number),
  Object.values(golden.superclasses),
)
const training = { counts: new Map(golden.training.entries()), bounds: [20, 100] as const }

describe.each(golden.heads.map((expected, g) => [[8, 16][g]!, expected] as const))('at %i', (dim, expected) => {
  const rows = async () => (await classify(table, 'm', [dim], { superclasses, training, perClass: true })).rows
  const byKey = async (key: 'superclass' | 'frequency' | 'class', metric: string) =>
    Object.fromEntries(
      (await rows()).filter((row) => row[key] !== undefined).map((row) => [row[key], row.metrics[metric]!.value]),
    )
  const close = (found: Record<string, number | null>, wanted: Record<string, number>) => {
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(wanted).toSorted())
    for (const [key, value] of Object.entries(wanted)) expect(found[key], key).toBeCloseTo(value, 12)
  }

  test('superclasses', async () => {
    const [overall] = (await rows()) as [DimRow]
    expect(overall.metrics.superclass!.value).toBeCloseTo(expected.superclass, 12)
    expect(overall.metrics['superclass.listed']!.value).toBeCloseTo(expected.listed, 12)
    close(await byKey('superclass', 'superclass'), expected.recall)
    close(await byKey('superclass', 'top1'), expected.top1)
    close(await byKey('superclass', 'within'), expected.within)
  })

  test('classes and frequencies', async () => {
    close(await byKey('class', 'top1'), { ...expected.perClass })
    close(await byKey('frequency', 'top1'), expected.frequency)
  })

  test('a subset', async () => {
    const subset = { path: 'subset.txt', members: Int32Array.from(golden.subset) }
    const {
      rows: [row],
      warnings,
    } = await classify(table, 'm', [dim], { subset })
    expect(row!.metrics.top1!.value).toBeCloseTo(expected.subset.top1, 12)
    expect(row!.metrics.loss!.value).toBeCloseTo(expected.subset.loss, 6)
    expect(warnings[0]!.message).toContain(`${expected.subset.others} rows`)
  })
})

test('the superclasses of the icons name their classes', async () => {
  const icons = fileURLToPath(new URL('../../fixtures/icons/', import.meta.url))
  const file = await readSuperclasses(`${icons}superclasses.csv`)
  const classes = (JSON.parse(readFileSync(`${icons}classes.json`, 'utf8')) as { name: string }[]).map(
    ({ name }) => name,
  )
  const numbers = classNumbers(file, { path: 'icons', classes, count: classes.length })
  expect([numbers.length, new Set(file.classes.map(({ superclass }) => superclass)).size]).toEqual([221, 23])
})
