/** What GitHub shows of a run: annotations beside the change, and a summary of the job. */
import { appendFile, stat } from 'node:fs/promises'
import { messageOf } from '../../errors.js'
import { ruleLine } from '../../report/gate.js'
import { markdownParts, escaped as markdownText, shortened } from '../../report/markdown.js'
import type { Report } from '../../types.js'

/** GitHub shows no more of a kind for one step. */
const ANNOTATIONS = 10

/** Bytes of a step's summary; GitHub drops one that is larger. */
const SUMMARY_BYTES = 1 << 20

/** Whether the program runs in a workflow of GitHub's. */
export function isOnGitHub(env: NodeJS.ProcessEnv): boolean {
  return env.GITHUB_ACTIONS === 'true'
}

/** Annotations on stderr, since stdout may have to stay one document, and the summary of the step. */
export async function tellGitHub(report: Report, env: NodeJS.ProcessEnv): Promise<void> {
  if (!isOnGitHub(env)) return
  const path = env.GITHUB_STEP_SUMMARY
  const wrong = path === undefined || path === '' ? null : await appendSummary(path, report)
  const lines = [...annotationsOf(report), ...(wrong === null ? [] : [annotation('warning', 'mrl-eval', wrong)])]
  for (const line of lines) process.stderr.write(`${line}\n`)
}

/** Of a run that broke: an annotation, and the error in the summary of the step, where that can be written. */
export async function tellGitHubBroken(command: string, message: string, env: NodeJS.ProcessEnv): Promise<void> {
  if (!isOnGitHub(env)) return
  const path = env.GITHUB_STEP_SUMMARY ?? ''
  if (path !== '') await appendFile(path, brokenSummary(command, message)).catch(() => {}) // another error is told already
  process.stderr.write(`${annotation('error', `mrl-eval ${command}`, message)}\n`)
}

export function brokenSummary(command: string, message: string): string {
  return `## mrl-eval ${command}\n\nError: ${markdownText(message)}\n\n`
}

/** Workflow commands: an error for each rule that failed, then a warning for each warning. */
export function annotationsOf({ command, gate, warnings }: Report): string[] {
  const failed = (gate?.rules ?? []).filter(({ passed }) => !passed).map(ruleLine)
  const title = `mrl-eval ${command}`
  const kinds = [
    { kind: 'error' as const, title: `${title}: gate failed`, messages: failed },
    { kind: 'warning' as const, title, messages: warnings.map(({ message }) => message) },
  ]
  return kinds.flatMap(({ kind, title, messages }) => limited(messages).map((text) => annotation(kind, title, text)))
}

/** One line that GitHub takes for an annotation. */
export function annotation(kind: 'error' | 'warning', title: string, message: string): string {
  const property = escaped(title).replaceAll(':', '%3A').replaceAll(',', '%2C')
  return `::${kind} title=${property}::${escaped(message)}`
}

function escaped(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function limited(messages: readonly string[]): string[] {
  if (messages.length <= ANNOTATIONS) return [...messages]
  const shown = messages.slice(0, ANNOTATIONS - 1)
  return [...shown, `and ${messages.length - shown.length} more`]
}

/**
 * Appends the report to the summary of the step.
 * @returns what went wrong, which is no reason to fail; or null
 */
export async function appendSummary(path: string, report: Report): Promise<string | null> {
  try {
    const before = await stat(path).then(
      ({ size }) => size,
      () => 0,
    )
    const text = summaryOf(report, SUMMARY_BYTES - before)
    if (text === null) return `the step summary is full: it holds ${SUMMARY_BYTES} bytes`
    await appendFile(path, text)
    return null
  } catch (error) {
    return `the step summary ${path} cannot be written: ${messageOf(error)}`
  }
}

/** As Markdown, with as many tables as there is room for, the last of them cut; null: there is no room for anything. @param room bytes */
export function summaryOf(report: Report, room: number): string | null {
  const { verdict, summary, tables, notes } = markdownParts(report)
  const composed = (shown: readonly string[]) => {
    const left = tables.length - shown.length
    const cut = left === 0 ? [] : [`${left} of ${tables.length} tables left out: a step summary holds 1 MiB`]
    const parts = [`## mrl-eval ${report.command}`, ...verdict, ...summary, ...shown, ...cut, ...notes]
    return `${parts.join('\n\n')}\n\n`
  }
  for (let kept = tables.length; kept >= 0; kept--) {
    const shown = tables.slice(0, kept)
    const text = composed(shown)
    const left = room - Buffer.byteLength(text)
    if (left < 0) continue
    const part = kept === tables.length ? null : shortened(tables[kept]!, left - 2)
    return part === null ? text : composed([...shown, part])
  }
  return null
}
