/** What sections say, in words: for terminals, for pages, and for programs. */
import type { Section } from './sections.js'
import { counted } from './summary/words.js'
import { CAVEAT, gateSentences, summaryOf } from './summary.js'

/** The sentences of one section. */
export interface SectionSummary {
  title: string
  sentences: readonly string[] // never none
}

/** Sections that say nothing are left out. */
export function sectionSummaries(sections: readonly Section[]): SectionSummary[] {
  return sections
    .map((section) => ({ title: section.title, sentences: sentencesOf(section) }))
    .filter(({ sentences }) => sentences.length > 0)
}

/** Each of several reports has a verdict of its own. */
function sentencesOf({ report, members }: Section): string[] {
  if (members.length === 1) return summaryOf(report)
  const verdicts = members.flatMap(({ name, report: { gate } }) =>
    gateSentences(gate).map((sentence) => `${name}: ${sentence}`),
  )
  return [...summaryOf(report), ...verdicts]
}

/** @param rows of all reports */
export function summaryText(summaries: readonly SectionSummary[], rows: number): string {
  if (summaries.length === 0)
    return rows === 0 ? 'nothing was measured' : `${counted(rows, 'row')}, of which no sentence can be made`
  const parts = summaries.map(({ title, sentences }) =>
    [title, ...sentences.map((sentence) => `  ${sentence}`)].join('\n'),
  )
  return [...parts, CAVEAT].join('\n\n')
}
