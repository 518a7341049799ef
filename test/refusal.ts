/** What user errors work that is not asynchronous ends with; test/data/collect.ts has `userError` for promises. */
import { expect } from 'vitest'
import { type ExitCode, UserError } from '../src/errors.js'

/** The UserError that some work ends with. @param exitCode that it must have; without one, any */
export function refusal(work: () => unknown, exitCode?: ExitCode): UserError {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    if (exitCode !== undefined) expect((error as UserError).exitCode).toBe(exitCode)
    return error as UserError
  }
  throw new Error('expected a refusal')
}
