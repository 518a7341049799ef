/** Flags of the commands → the JSON Schema of the config file, for editors. */
import type { FlagShape } from './config.js'
import { NEVER } from './config-keys.js'

/** What is known of a flag, as oclif's manifest has it. */
export interface DescribedFlag extends FlagShape {
  summary?: string | undefined
  description?: string | undefined
  options?: readonly string[] | undefined
  default?: unknown
}

export interface DescribedCommand {
  id: string
  summary?: string | undefined
  flags: Readonly<Record<string, DescribedFlag>>
  args: readonly string[] // names of what stands without a flag
  evaluates: boolean // `run` may list it
}

type Schema = Readonly<Record<string, unknown>>

/** What each flag may be, by name; a name that commands take differently has several. */
type Definitions = Map<string, Schema>

const TEXT: Schema = { type: ['string', 'number'] }

/** Top-level keys hold for all commands, a command's section for that one; `run` lists evaluations. */
export function configSchema(commands: readonly DescribedCommand[], id: string): Schema {
  const definitions: Definitions = new Map()
  const sections = commands.map((command) => [command.id, sectionOf(command, commands, definitions)] as const)
  const common = new Map<string, Map<string, Schema>>()
  for (const { flags } of commands)
    for (const [name, flag] of known(flags)) {
      const reference = referenceTo(name, flag, definitions)
      common.set(name, new Map([...(common.get(name) ?? []), [JSON.stringify(reference), reference]]))
    }
  const ids = new Set(commands.map((command) => command.id))
  const top = [...common]
    .filter(([name]) => !ids.has(name))
    .map(
      ([name, kinds]) => [name, kinds.size === 1 ? [...kinds.values()][0]! : { anyOf: [...kinds.values()] }] as const,
    )
  return {
    $schema: 'http://json-schema.org/draft-07/schema#', // what editors for YAML know
    $id: id,
    title: 'mrl-eval.config.yaml',
    description: 'Settings of mrl-eval: every flag is a key, and paths are relative to the file.',
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries([...top, ...sections].sort(byName)),
    definitions: Object.fromEntries([...definitions].sort(byName)),
  }
}

function sectionOf(command: DescribedCommand, commands: readonly DescribedCommand[], definitions: Definitions): Schema {
  const own = propertiesOf(command, definitions)
  const properties = command.id === 'run' ? { evaluations: evaluationsOf(commands, definitions), ...own } : own
  return { description: command.summary, type: ['object', 'null'], additionalProperties: false, properties }
}

function evaluationsOf(commands: readonly DescribedCommand[], definitions: Definitions): Schema {
  const evaluating = commands.filter(({ evaluates }) => evaluates)
  const entries = evaluating.map((command) => ({
    type: 'object',
    additionalProperties: false,
    required: ['command'],
    properties: {
      name: { type: 'string', description: 'of the result file; by default the command' },
      command: { const: command.id, description: command.summary },
      ...Object.fromEntries(command.args.map((name) => [name, { anyOf: [TEXT, { type: 'array', items: TEXT }] }])),
      ...propertiesOf(command, definitions),
    },
  }))
  return {
    description: 'what run does, in this order: commands, or commands with flags of their own',
    type: 'array',
    minItems: 1,
    items: { anyOf: [{ enum: evaluating.map((command) => command.id) }, ...entries] },
  }
}

function propertiesOf({ flags }: DescribedCommand, definitions: Definitions): Record<string, Schema> {
  const properties = known(flags).map(([name, flag]) => [name, referenceTo(name, flag, definitions)] as const)
  return Object.fromEntries(properties.sort(byName))
}

function known(flags: DescribedCommand['flags']): [string, DescribedFlag][] {
  return Object.entries(flags).filter(([name]) => !NEVER.has(name))
}

/** Adds what the flag may be to the definitions, if it is not there. */
function referenceTo(name: string, flag: DescribedFlag, definitions: Definitions): Schema {
  const own = JSON.stringify(schemaOf(flag))
  for (let i = 1; ; i++) {
    const key = i === 1 ? name : `${name}-${i}`
    const there = definitions.get(key)
    if (there === undefined) definitions.set(key, schemaOf(flag))
    if (there === undefined || JSON.stringify(there) === own) return { $ref: `#/definitions/${key}` }
  }
}

/** Null stands for a key that is not set; a flag of one value takes a list where its text is one, as `8,16`. */
function schemaOf(flag: DescribedFlag): Schema {
  const about = { description: flag.summary ?? flag.description ?? '', ...defaultOf(flag) }
  if (flag.type === 'boolean') return { ...about, type: ['boolean', 'null'] }
  if (flag.options !== undefined && !flag.multiple) return { ...about, enum: [...flag.options, null] }
  const item: Schema = flag.options === undefined ? TEXT : { enum: flag.options }
  const kinds = [
    item,
    { type: 'array', items: item },
    ...(flag.multiple ? [{ type: 'object', additionalProperties: TEXT }] : []),
  ]
  return { ...about, anyOf: [...kinds, { type: 'null' }] }
}

function defaultOf(flag: DescribedFlag): Schema {
  return ['string', 'number', 'boolean'].includes(typeof flag.default) ? { default: flag.default } : {}
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1
}
