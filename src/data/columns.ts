/**
 * Which column plays which role: told by flag, else declared by Hugging Face features, else by the usual names, else
 * the only column of a fitting type. Two that fit equally well are an error, never a guess.
 */
import { DataType, type Field, type Schema } from 'apache-arrow'
import { dataError, usageError } from '../errors.js'

export type Role = 'embedding' | 'label' | 'image' | 'tensor' | 'id'

interface RoleRule {
  names: readonly string[]
  expected: string // what the types are called in an error
  fits(type: DataType): boolean
  onlyOneIsEnough: boolean // a column of another name is taken when no other has a fitting type
}

const RULES: Readonly<Record<Role, RoleRule>> = {
  embedding: {
    names: ['embedding', 'embeddings', 'emb', 'vector'],
    expected: 'a list of numbers per row',
    fits: isNumberList,
    onlyOneIsEnough: true,
  },
  label: {
    names: ['label', 'labels', 'class', 'fine_label', 'target'],
    expected: 'integers',
    fits: (type) => DataType.isInt(type) || DataType.isFloat(type),
    onlyOneIsEnough: false,
  },
  image: {
    names: ['image', 'img', 'pixel_values'],
    expected: 'encoded image files (binary, or a struct with a binary field "bytes")',
    fits: isImage,
    onlyOneIsEnough: true,
  },
  tensor: {
    names: ['input', 'inputs', 'pixel_values', 'image', 'img', 'x'],
    expected: 'a list of numbers per row',
    fits: isNumberList,
    onlyOneIsEnough: true,
  },
  id: {
    names: ['id', '_id'],
    expected: 'strings or integers',
    fits: (type) => DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isInt(type),
    onlyOneIsEnough: false,
  },
}

export const ROLES = Object.keys(RULES) as readonly Role[]

/** Columns that the user named, by role. */
export type ToldColumns = Readonly<Partial<Record<Role, string>>>

/** The column of a role, or null when the file has none. @throws UserError for a wrong type or two candidates */
export function findColumn(schema: Schema, role: Role, told: ToldColumns, path: string): Field | null {
  const rule = RULES[role]
  const name = told[role]
  if (name !== undefined) return toldColumn(schema, role, name, path)
  const declared = schema.fields.filter((field) => declaredRole(schema, field.name) === role && rule.fits(field.type))
  const named = schema.fields.filter((field) => rule.names.includes(field.name.toLowerCase()))
  const fitting = named.filter((field) => rule.fits(field.type))
  const byType = rule.onlyOneIsEnough
    ? schema.fields.filter((field) => rule.fits(field.type) && !hasOtherName(field, role))
    : []
  const candidates = [declared, fitting, byType].find((fields) => fields.length > 0) ?? []
  if (candidates.length > 1) {
    const names = candidates.map((field) => `"${field.name}"`).join(' and ')
    const pick = `--column ${role}=${candidates[0]!.name}`
    throw dataError(
      'column-ambiguous',
      `${path}: the columns ${names} could each be the ${role} column`,
      `say which: ${pick}`,
    )
  }
  const wrong = named[0]
  if (candidates.length === 0 && wrong !== undefined && (role === 'embedding' || role === 'label')) {
    throw wrongType(path, wrong, role)
  }
  return candidates[0] ?? null
}

/** A column called "embedding" is nothing to feed a model with, and one called "x" no embedding, unless told. */
function hasOtherName({ name }: Field, role: Role): boolean {
  const known = (rule: RoleRule) => rule.names.includes(name.toLowerCase())
  return !known(RULES[role]) && Object.values(RULES).some(known)
}

function toldColumn(schema: Schema, role: Role, name: string, path: string): Field {
  const field = schema.fields.find((candidate) => candidate.name === name)
  if (field === undefined) {
    const have = schema.fields.map((candidate) => candidate.name).join(', ')
    throw usageError('column-missing', `--column ${role}=${name}: ${path} has no column "${name}"; it has ${have}`)
  }
  if (!RULES[role].fits(field.type)) throw wrongType(path, field, role)
  return field
}

function wrongType(path: string, field: Field, role: Role): Error {
  const message = `${path}: column "${field.name}" holds ${field.type}; expected ${RULES[role].expected} for the ${role} column`
  return dataError('column-type', message, `name another one: --column ${role}=NAME`)
}

/** `Image` and `ClassLabel` features, as the datasets library keeps them in the schema. */
function declaredRole(schema: Schema, column: string): Role | null {
  const type = features(schema)[column]?._type
  return type === 'Image' ? 'image' : type === 'ClassLabel' ? 'label' : null
}

/** The names of a `ClassLabel` feature, index = label. */
export function classNames(schema: Schema, column: string): readonly string[] | null {
  return features(schema)[column]?.names ?? null
}

interface Feature {
  _type?: string
  names?: string[]
}

function features(schema: Schema): Record<string, Feature> {
  const text = schema.metadata.get('huggingface')
  if (text === undefined) return {}
  try {
    return (JSON.parse(text) as { info?: { features?: Record<string, Feature> } }).info?.features ?? {}
  } catch {
    return {}
  }
}

function isNumberList(type: DataType): boolean {
  if (!DataType.isFixedSizeList(type) && !DataType.isList(type) && !DataType.isLargeList(type)) return false
  const item = type.children[0]!.type
  return DataType.isFloat(item) || DataType.isInt(item)
}

function isImage(type: DataType): boolean {
  if (DataType.isStruct(type)) return type.children.some((child) => child.name === 'bytes' && isBinary(child.type))
  return isBinary(type)
}

function isBinary(type: DataType): boolean {
  return DataType.isBinary(type) || DataType.isLargeBinary(type)
}
