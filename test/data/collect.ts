import { expect } from 'vitest'
import { UserError } from '../../src/errors.js'

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

/** The UserError that some work ends with. */
export async function userError(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error, 'expected a UserError').toBeInstanceOf(UserError)
  return error as UserError
}
