/** Exit codes, as cli.md's contract has them. 1 is left to defects; 130 and 143 to signals. */
export type ExitCode = 2 | 3 | 130 | 143

/** An error that the user can act on: what was expected, what was found, where, and what to type next. */
export class UserError extends Error {
  readonly code: string
  readonly exitCode: ExitCode
  readonly suggestions: readonly string[]

  constructor(code: string, exitCode: ExitCode, message: string, suggestions: readonly string[] = []) {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.exitCode = exitCode
    this.suggestions = suggestions
  }
}

/** A flag or config value that cannot be right. Exit 2. */
export function usageError(code: string, message: string, ...suggestions: string[]): UserError {
  return new UserError(code, 2, message, suggestions)
}

/** Data, a model or a device that cannot be used. Exit 3. */
export function dataError(code: string, message: string, ...suggestions: string[]): UserError {
  return new UserError(code, 3, message, suggestions)
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** The code of a system error (`ENOENT`, `ENOSPC`, …), or null, also of a UserError, whose code is another. */
export function systemCode(error: unknown): string | null {
  if (!(error instanceof Error) || error instanceof UserError) return null
  return 'code' in error && typeof error.code === 'string' ? error.code : null
}
