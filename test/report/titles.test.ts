import { expect, test } from 'vitest'
import { ordered, pageTitle, titlesOf } from '../../src/report/titles.js'
import { ALL, CASCADE, document, KNN, knnRow, RETRIEVAL } from './documents.js'

test('what is read first stands first; of one command, as given', () => {
  expect(ordered(ALL).map(({ command }) => command)).toEqual(['knn', 'retrieval', 'adaptive-classify', 'compare'])
  const other = document('knn', [])
  expect(ordered([RETRIEVAL, other, document('new', []), KNN])[1]).toBe(KNN)
  expect(ordered([KNN, other])[1]).toBe(other)
})

test('titles are short where they can be, and always different', () => {
  expect(titlesOf([KNN, CASCADE])).toEqual(['Nearest neighbors', 'Adaptive classification'])
  const elsewhere = {
    ...KNN,
    inputs: KNN.inputs.map((input) => ({ ...input, path: `far/away/v2/${input.role}.arrow` })),
  }
  expect(titlesOf([KNN, elsewhere])).toEqual([
    'Nearest neighbors: icons/q.arrow',
    'Nearest neighbors: v2/queries.arrow',
  ])
  const alone = document('knn', [knnRow('other', 8, 0.5)])
  expect(titlesOf([KNN, alone])).toEqual([
    'Nearest neighbors: icons/q.arrow, MRL and FF',
    'Nearest neighbors: icons/q.arrow, other',
  ])
  expect(titlesOf([KNN, KNN])).toEqual([
    'Nearest neighbors: icons/q.arrow, MRL and FF (1)',
    'Nearest neighbors: icons/q.arrow, MRL and FF (2)',
  ])
})

test('a page is called after what was evaluated', () => {
  expect(pageTitle(ALL)).toBe('Evaluation of MRL and FF')
  const many = ['a', 'b', 'c', 'd', 'e'].map((name) => knnRow(name, 8, 0.5))
  expect(pageTitle([document('knn', many)])).toBe('Evaluation of a, b, c and 2 others')
  expect(pageTitle([document('knn', [])])).toBe('Evaluation')
})
