/**
 * Reports → one page that needs nothing else: no network, no other file. What stands in it are the reports' own values; a
 * policy in its head lets a browser run no script but the page's.
 */
import type { Exhibits } from '../../exhibits.js'
import { type SectionSummary, sectionSummaries } from '../section-summary.js'
import { sectionsOf } from '../sections.js'
import { CAVEAT } from '../summary.js'
import { type Named, ordered, pageTitle, titlesOf } from '../titles.js'
import { exhibitsSection } from './exhibits.js'
import { gateSection } from './gate.js'
import { glossarySection } from './glossary.js'
import { escaped, list } from './markup.js'
import { provenanceSection } from './provenance.js'
import { SCRIPT } from './script.js'
import { reportSection } from './section.js'
import { STYLE } from './style.js'

/** @param title of the page; by default what was measured */
export async function renderHtml(given: readonly Named[], title?: string, exhibits?: Exhibits): Promise<string> {
  const all = ordered(given)
  const reports = all.map(({ report }) => report)
  const titles = titlesOf(all.map((one) => [one]))
  const sections = sectionsOf(all)
  const bodies: string[] = []
  for (const [i, { report, title }] of sections.entries()) bodies.push(await reportSection(report, `r${i + 1}`, title))
  const heading = escaped(title ?? pageTitle(sections.map(({ report }) => report)))
  const gates = gateSection(reports, titles)
  const shown = await exhibitsSection(exhibits)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${await fingerprint(SCRIPT)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${heading}</h1>
${contents(
  sections.map(({ title }) => title),
  gates !== '',
  shown !== '',
)}
</header>
<main>
${summarySection(sectionSummaries(sections), sections.length > 1)}
${gates}
${bodies.join('\n')}
${shown}
${glossarySection(reports)}
${provenanceSection(reports, titles)}
</main>
<div id="tip" role="status" hidden></div>
<script>${SCRIPT}</script>
</body>
</html>
`
}

function contents(titles: readonly string[], hasGates: boolean, hasExhibits: boolean): string {
  const links = [
    ...(hasGates ? [['gates', 'Gates'] as const] : []),
    ...titles.map((title, i) => [`r${i + 1}`, title] as const),
    ...(hasExhibits ? [['exhibits', 'Exhibits'] as const] : []),
    ['definitions', 'Definitions'] as const,
    ['provenance', 'Inputs and parameters'] as const,
  ]
  return `<nav aria-label="Contents">${list(links.map(([id, title]) => `<a href="#${id}">${escaped(title)}</a>`))}</nav>`
}

function summarySection(summaries: readonly SectionSummary[], areSeveral: boolean): string {
  if (summaries.length === 0) return ''
  const parts = summaries.map(({ title, sentences }) => {
    const heading = areSeveral ? `<h3>${escaped(title)}</h3>\n` : ''
    return `${heading}${list(sentences.map((sentence) => unbroken(escaped(sentence))))}`
  })
  return `<section id="summary" class="summary" aria-labelledby="summary-title">
<h2 id="summary-title">Summary</h2>
${parts.join('\n')}
<p class="soft">${escaped(CAVEAT)}</p>
</section>`
}

/** Numbers stay on one line with their units and with the other end of their interval. */
function unbroken(text: string): string {
  return text
    .replace(/(?<=\d) (?=%)/g, '\u00a0')
    .replace(/(?<=\d) – (?=\d)/g, '\u00a0–\u2060\u00a0')
    .replace(/%: (?=\d)/g, '%:\u00a0')
}

/** As a policy names a script: its SHA-256. */
async function fingerprint(script: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(script))
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`
}
