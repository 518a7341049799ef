/**
 * Which column plays which role: told by flag, else declared by Hugging Face features, else by the usual names, else
 * the only column of a fitting type. Two that fit equally well are an error, never a guess. A column that was told for one
 * role is not guessed for another.
 */
import type { Field, Schema } from 'apache-arrow'
import { dataError, usageError } from '../../errors.js'
import { typeWords } from '../column-list.js'
import { declaredRole } from './features.js'
import { isNameOf, namesOtherRole, type Role, ruleOf } from './roles.js'

export { classNames } from './features.js'
export { ROLES, type Role } from './roles.js'

/** Columns that the user named, by role. */
export type ToldColumns = Readonly<Partial<Record<Role, string>>>

/** Roles whose usual names are wrong on anything else. */
const STRICT: ReadonlySet<Role> = new Set(['embedding', 'label'])

/** The column of a role, or null when the file has none. @throws UserError for a wrong type or two candidates */
export function findColumn(schema: Schema, role: Role, told: ToldColumns, path: string): Field | null {
  const name = told[role]
  if (name !== undefined) return toldColumn(schema, role, name, path)
  const { fits, alone } = ruleOf(role)
  const isNamed = ({ name }: Field) => isNameOf(name, role)
  const taken = new Set(Object.values(told))
  const fitting = schema.fields.filter((field) => fits(field.type) && !taken.has(field.name))
  const declared = fitting.filter((field) => declaredRole(schema, field.name) === role)
  const tiers = [
    declared.filter(isNamed),
    declared,
    fitting.filter((field) => isNamed(field) && !isDeclaredOther(schema, field, role)),
    fitting.filter((field) => alone(field.type) && !namesOtherRole(field.name, role)),
  ]
  const candidates = tiers.find((fields) => fields.length > 0) ?? []
  if (candidates.length > 1) throw ambiguous(path, role, candidates)
  const wrong = schema.fields.find((field) => isNamed(field) && !taken.has(field.name))
  if (candidates.length === 0 && wrong !== undefined && STRICT.has(role)) throw wrongType(path, wrong, role)
  return candidates[0] ?? null
}

/** A column named "image" that is declared as a class is no image. */
function isDeclaredOther(schema: Schema, { name }: Field, role: Role): boolean {
  const declared = declaredRole(schema, name)
  return declared !== null && declared !== role
}

function ambiguous(path: string, role: Role, candidates: readonly Field[]): Error {
  const names = candidates.map(({ name }) => `"${name}"`).join(' and ')
  return dataError(
    'column-ambiguous',
    `${path}: the columns ${names} could each be the ${role} column`,
    `say which: --column ${role}=${candidates[0]!.name}`,
  )
}

function toldColumn(schema: Schema, role: Role, name: string, path: string): Field {
  const field = schema.fields.find((candidate) => candidate.name === name)
  if (field === undefined) {
    const have = schema.fields.map((candidate) => candidate.name).join(', ')
    throw usageError('column-missing', `--column ${role}=${name}: ${path} has no column "${name}"; it has ${have}`)
  }
  if (!ruleOf(role).fits(field.type)) throw wrongType(path, field, role)
  return field
}

function wrongType(path: string, field: Field, role: Role): Error {
  const expected = `expected ${ruleOf(role).expected} for the ${role} column`
  const message = `${path}: column "${field.name}" holds ${typeWords(field)}; ${expected}`
  return dataError('column-type', message, `name another one: --column ${role}=NAME`)
}
