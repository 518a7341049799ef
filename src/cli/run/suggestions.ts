/** What to type where an evaluation of `run` went wrong: flags of its command are keys in the config file, baselines a folder. */
import { dirname } from 'node:path'
import type { ErrorDocument } from '../failure.js'
import type { Part } from './parts.js'

type Said = ErrorDocument['error']

const VALUE = String.raw`(?:"[^"]*"|'[^']*'|\S+)`
const FLAG = new RegExp(`--([a-z][a-z-]*) (${VALUE})`, 'g')

/** Flags with values, alone or after a colon, and nothing after them. */
const TYPED = new RegExp(`^(|.*?: )((?:--[a-z][a-z-]* ${VALUE})(?: --[a-z][a-z-]* ${VALUE})*)$`)

/** What there is to say of an evaluation that failed. */
export function failureOfPart({ entry, command }: Pick<Part, 'entry' | 'command'>, error: Error): Said {
  const said = command.describe(error).error
  return { ...said, suggestions: said.suggestions.map((text) => forRun(text, entry)) }
}

/** A suggestion of the command, as something to type into the config file or after `mrl-eval run`. */
export function forRun(text: string, { name, own }: Pick<Part['entry'], 'name' | 'own'>): string {
  const [, before = '', flags = ''] = TYPED.exec(text) ?? []
  if (flags === '' || text.includes('mrl-eval ')) return text
  const given = [...flags.matchAll(FLAG)].map(([, flag, value]) => [flag!, value!] as const)
  const isOwn = (own.values.baseline ?? null) !== null
  const [flag, value] = given[0]!
  if (!isOwn && flag === 'baseline') return `${before}mrl-eval run ${name} --baseline FOLDER, which holds ${name}.json`
  if (!isOwn && flag === 'write-baseline') return `${before}mrl-eval run ${name} --write-baseline ${folderOf(value)}`
  return `${before}${given.map(([key, one]) => `${key}: ${inYaml(one)}`).join(' and ')} in the evaluation ${name}`
}

function folderOf(file: string): string {
  return file === 'FILE.json' ? 'FOLDER' : dirname(file)
}

/** As YAML. */
function inYaml(text: string): string {
  if (/^["']/.test(text)) return `[${text}]`
  const named = /^([^=/\\]+)=(.+)$/.exec(text)
  if (named !== null) return `{ ${named[1]}: ${named[2]} }`
  return text.includes(',') ? `[${text.split(',').join(', ')}]` : text
}
