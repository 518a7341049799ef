import { expect, test } from 'vitest'
import { named, ordered, pageTitle, titlesOf } from '../../src/report/titles.js'
import type { Report } from '../../src/types.js'
import { ALL, CASCADE, document, KNN, knnRow, RETRIEVAL } from './documents.js'

test('what is read first stands first; of one command, as given', () => {
  const names = (reports: Report[]) => ordered(named(reports)).map(({ name }) => name)
  expect(names(ALL)).toEqual(['knn', 'retrieval', 'adaptive-classify', 'compare'])
  expect(names([RETRIEVAL, KNN, document('new', []), KNN])).toEqual(['knn', 'knn 2', 'retrieval', 'new'])
})

test('titles are short where they can be, and always different', () => {
  const each = (...names: string[]) => names.map((name) => [{ name, report: KNN }])
  expect(titlesOf([...each('mrl-knn')])).toEqual(['Nearest neighbors'])
  expect(titlesOf(named([KNN, CASCADE]).map((one) => [one]))).toEqual(['Nearest neighbors', 'Adaptive classification'])
  expect(titlesOf(each('knn', 'near'))).toEqual(['Nearest neighbors', 'Nearest neighbors: near'])
  expect(titlesOf([each('knn', 'near').flat()])).toEqual(['Nearest neighbors: knn and near'])
  expect(titlesOf([each('a', 'b', 'c', 'd', 'e').flat()])).toEqual(['Nearest neighbors: a, b, c and 2 others'])
  expect(titlesOf(each('a', 'a'))).toEqual(['Nearest neighbors: a (1)', 'Nearest neighbors: a (2)'])
})

test('reports without names go by their commands', () => {
  expect(named([KNN, RETRIEVAL, KNN]).map(({ name }) => name)).toEqual(['knn', 'retrieval', 'knn 2'])
})

test('a page is called after what was evaluated', () => {
  expect(pageTitle(ALL)).toBe('Evaluation of MRL and FF')
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => knnRow(name, 8, 0.5))
  expect(pageTitle([document('knn', many)])).toBe('Evaluation of a, b, c and 2 others')
  expect(pageTitle([document('knn', [])])).toBe('Evaluation')
})
