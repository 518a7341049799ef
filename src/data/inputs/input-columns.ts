/** Which column a model is fed with. */
import type { Schema } from 'apache-arrow'
import { dataError } from '../../errors.js'
import type { Inputs } from '../../types.js'
import { columnList } from '../column-list.js'
import { findColumn, type ToldColumns } from '../columns/columns.js'

/** What a model takes: the kind of its inputs. */
export type Takes = Inputs['kind']

/** The column that a model is fed with. */
export interface InputColumns {
  kind: Takes
  input: string
  title: string | null // column put before texts
}

type InputRole = 'image' | 'tensor' | 'text'

/** The role of the column that a model is fed with. */
export const ROLE_OF: Readonly<Record<Takes, InputRole>> = { images: 'image', tensors: 'tensor', texts: 'text' }

const KINDS: Readonly<Record<InputRole, Takes>> = { image: 'images', tensor: 'tensors', text: 'texts' }

/** In which order columns are looked for; a model of images may be given their numbers. */
const ORDER: Readonly<Record<Takes | 'anything', readonly InputRole[]>> = {
  images: ['image', 'tensor'],
  tensors: ['tensor', 'image'],
  texts: ['text'],
  anything: ['image', 'tensor', 'text'],
}

const CORPUS = ['_id', 'title', 'text'] // columns of a BEIR corpus

/**
 * A column that was told goes before one that is there; else what the model takes, else an image, numbers or a text.
 * @param takes null: the model is not known yet
 * @returns null when there is none
 */
export function inputColumns(
  schema: Schema,
  told: ToldColumns,
  path: string,
  takes: Takes | null,
): InputColumns | null {
  const order = ORDER[takes ?? 'anything']
  const named = order.filter((role) => told[role] !== undefined)
  for (const role of named.length > 0 ? named : order) {
    const input = findColumn(schema, role, told, path)?.name
    if (input !== undefined) return { kind: KINDS[role], input, title: titleOf(schema, told, path, role, input) }
  }
  return null
}

/** The title of texts: told, or the one of a BEIR corpus. */
function titleOf(schema: Schema, told: ToldColumns, path: string, role: InputRole, input: string): string | null {
  if (role !== 'text') return null
  const names = new Set(schema.fields.map(({ name }) => name))
  const isCorpus = input === 'text' && CORPUS.every((name) => names.has(name))
  return findColumn(schema, 'title', isCorpus ? { title: 'title', ...told } : told, path)?.name ?? null
}

/** The error for a file that has nothing to feed a model with. */
export function noInputs(schema: Schema, path: string, takes: Takes | null): Error {
  const roles = ORDER[takes ?? 'anything']
  return dataError(
    'no-inputs',
    `${path} has no ${roles.join(' or ')} column; it has ${columnList(schema)}`,
    `say which: ${roles.map((role) => `--column ${role}=NAME`).join(' or ')}`,
  )
}
