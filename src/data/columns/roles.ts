/** The roles that columns play, and by which names and types each is known. */
import { DataType } from 'apache-arrow'
import {
  isImageFile,
  isNumber,
  isNumberGrid,
  isNumberList,
  isPixelGrid,
  isRawVector,
  isText,
  isWhole,
} from './column-types.js'

interface RoleRule {
  names: readonly string[] // in any case; `X`, as scikit-learn calls what is learnt from, is not `x`
  expected: string // what the types are called in an error
  fits(type: DataType): boolean
  /** Types that are taken under any name, when one column alone has such a type. */
  alone(type: DataType): boolean
}

const never = () => false

const RULES = {
  embedding: {
    names: ['embedding', 'embeddings', 'emb', 'vector', 'X'],
    expected: 'a list of numbers per row',
    fits: (type) => isNumberList(type) || isRawVector(type),
    alone: isNumberList,
  },
  label: {
    names: ['label', 'labels', 'class', 'fine_label', 'target', 'y'],
    expected: 'integers, strings or booleans',
    fits: (type) => isWhole(type) || DataType.isFloat(type) || DataType.isBool(type) || isText(type),
    alone: never,
  },
  image: {
    names: ['image', 'img', 'pixel_values'],
    expected: 'images: encoded files (binary, or a struct with a binary field "bytes"), paths, or lists of pixels',
    fits: (type) => isImageFile(type) || isPixelGrid(type) || isText(type),
    alone: (type) => isImageFile(type) || isPixelGrid(type),
  },
  tensor: {
    names: ['input', 'inputs', 'pixel_values', 'image', 'img', 'x'],
    expected: 'a list of numbers per row',
    fits: (type) => isNumberList(type) || isNumberGrid(type),
    alone: (type) => isNumberList(type) || isNumberGrid(type),
  },
  text: {
    names: ['text', 'sentence', 'content', 'document', 'passage', 'query', 'question'],
    expected: 'strings',
    fits: isText,
    alone: never,
  },
  title: { names: [], expected: 'strings', fits: isText, alone: never },
  id: {
    names: ['id', '_id'],
    expected: 'strings or integers',
    fits: (type) => isText(type) || isWhole(type),
    alone: never,
  },
  sentence1: {
    names: ['sentence1', 'sentence_1', 'text1', 'text_1', 'premise'],
    expected: 'strings',
    fits: isText,
    alone: never,
  },
  sentence2: {
    names: ['sentence2', 'sentence_2', 'text2', 'text_2', 'hypothesis'],
    expected: 'strings',
    fits: isText,
    alone: never,
  },
  score: {
    names: ['score', 'similarity', 'similarity_score', 'gold'],
    expected: 'numbers',
    fits: isNumber,
    alone: never,
  },
} satisfies Readonly<Record<string, RoleRule>>

export type Role = keyof typeof RULES

export const ROLES = Object.keys(RULES) as readonly Role[]

export function ruleOf(role: Role): RoleRule {
  return RULES[role]
}

/** True when the name is a usual one of the role. */
export function isNameOf(name: string, role: Role): boolean {
  const { names } = ruleOf(role)
  return names.includes(name) || (name !== 'X' && names.includes(name.toLowerCase()))
}

/** True when the name is a usual one of some other role, and not of this one. */
export function namesOtherRole(name: string, role: Role): boolean {
  return !isNameOf(name, role) && ROLES.some((other) => isNameOf(name, other))
}
