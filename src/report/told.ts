/** What reports say, in words: for terminals, for pages, and for programs. */
import type { Report } from '../types.js'
import { counted } from './summary/words.js'
import { CAVEAT, summaryOf } from './summary.js'

/** The sentences of one report. */
export interface Told {
  title: string
  sentences: readonly string[] // never none
}

/** Reports that say nothing are left out. @param titles of each */
export function toldBy(reports: readonly Report[], titles: readonly string[]): Told[] {
  const told = reports.map((report, i) => ({ title: titles[i]!, sentences: summaryOf(report) }))
  return told.filter(({ sentences }) => sentences.length > 0)
}

/** @param rows of all reports */
export function tellSummary(told: readonly Told[], rows: number): string {
  if (told.length === 0)
    return rows === 0 ? 'nothing was measured' : `${counted(rows, 'row')}, of which no sentence can be made`
  const parts = told.map(({ title, sentences }) => [title, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'))
  return [...parts, CAVEAT].join('\n\n')
}
