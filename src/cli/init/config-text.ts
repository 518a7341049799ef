/** Guesses → the text of a config file, with the reason of each guess beside it. */
import { stringify } from 'yaml'
import type { Found } from './find.js'
import { type GuessedEvaluation, type Guesses, nameOf } from './guess.js'

/** @param schema where editors find the JSON Schema; null: nowhere */
export function configText(guesses: Guesses, { left }: Found, schema: string | null): string {
  const head = [
    ...(schema === null ? [] : [`# yaml-language-server: $schema=${schema}`]),
    '# Settings of mrl-eval. Every flag is a key; paths are relative to this file. Check it: mrl-eval run --dry-run',
    '',
  ]
  const body = guesses.evaluations.length === 0 ? TEMPLATE : [...settingsOf(guesses), '', ...runOf(guesses)]
  const unused =
    left.length === 0
      ? []
      : ['', '# not used:', ...left.map(({ path, why }) => `#   ${oneLine(path)}: ${oneLine(why)}`)]
  return `${[...head, ...body, ...unused].join('\n')}\n`
}

function settingsOf({ settings }: Guesses): string[] {
  return settings.flatMap(({ key, value, why }) => {
    if (typeof value === 'string') return [`${key}: ${scalar(value)} # ${oneLine(why)}`]
    const lines = namesOf(value).map(([name, path, note]) => `  ${scalar(name)}: ${scalar(path)} # ${oneLine(note)}`)
    return [`${key}: # ${oneLine(why)}`, ...lines]
  })
}

/** Paths with names of their own, and notes. */
function namesOf(paths: readonly { path: string; note: string }[]): [string, string, string][] {
  const taken = new Set<string>()
  return paths.map(({ path, note }) => {
    const plain = nameOf(path)
    let name = plain
    for (let i = 2; taken.has(name); i++) name = `${plain}-${i}`
    taken.add(name)
    return [name, path, note]
  })
}

function runOf({ evaluations }: Guesses): string[] {
  return [
    'run: # what `mrl-eval run` does',
    '  results: results',
    '  # exhibits: true # nearest rows and maps in report.html',
    '  evaluations:',
    ...evaluations.flatMap(entryOf),
    '    # - name: near # the name of its result file',
    '    #   command: knn',
    '    #   dims: [8, 16, 32] # any flag of the command',
    '    #   gate: ["knn@1[dim=16] >= 0.70"]',
  ]
}

function entryOf({ command, name, own, why }: GuessedEvaluation): string[] {
  const keys = Object.entries(own)
  if (keys.length === 0 && name === null) return [`    - ${command} # ${oneLine(why)}`]
  const lines = [...(name === null ? [] : [`name: ${scalar(name)}`]), `command: ${command}`]
  for (const [key, value] of keys)
    lines.push(/^(true|false)$/.test(value) ? `${key}: ${value}` : `${key}: ${scalar(value)}`)
  const [first, ...rest] = lines
  return [`    - ${first} # ${oneLine(why)}`, ...rest.map((line) => `      ${line}`)]
}

/** On one line, whatever is in it. */
function scalar(text: string): string {
  return /[\r\n]/.test(text) ? JSON.stringify(text) : stringify(text, { lineWidth: 0 }).trimEnd()
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ')
}

const TEMPLATE = [
  '# Nothing was found here that can be evaluated. It takes embeddings with labels, or an ONNX model and data for it;',
  '# `mrl-eval inspect PATH` says what a file holds. Take away the "#" and put in your own.',
  '',
  '# model:',
  '#   mine: model.onnx # or a folder with one',
  '# database: train.arrow # what is searched',
  '# queries: test.arrow # what is searched for',
  '# data: test.arrow # what classifiers are scored on',
  '# holdout: validation.arrow # what thresholds are learnt on',
  '',
  '# run:',
  '#   results: results',
  '#   evaluations:',
  '#     - knn',
  '#     - { name: pairs, command: retrieval, shortlist: 16, rerank: 2048 }',
]
