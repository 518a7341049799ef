/** What is said of an error, as text and as the JSON document. */
import { Errors } from '@oclif/core'
import { messageOf, UserError } from '../errors.js'

/** An error as `--json` prints it. */
export interface ErrorDocument {
  schemaVersion: 1
  error: { message: string; code: string; exitCode: number; suggestions: readonly string[] }
}

/** A run that a signal stopped. */
export interface Stopped {
  code: number // exit code
  keepsRows: boolean // what was done is there for the next run
}

/** @param stopped null: no signal came */
export function failureOf(error: Error, command: string, stopped: Stopped | null): ErrorDocument {
  if (stopped !== null && !(error instanceof UserError)) {
    const [kept, next] = stopped.keepsRows
      ? ['; what was finished is kept', ['run the same command again to go on']]
      : ['', []]
    return documentOf(`stopped by a signal${kept}`, 'stopped', stopped.code, next)
  }
  if (error instanceof UserError) return documentOf(plain(error.message), error.code, error.exitCode, error.suggestions)
  if (error instanceof Errors.CLIError)
    return documentOf(plain(error.message), 'usage', 2, [`mrl-eval ${command} --help`])
  return documentOf(`unexpected: ${messageOf(error)}`, 'unexpected', 1, ['set DEBUG=1 to see where'])
}

function documentOf(
  message: string,
  code: string,
  exitCode: number,
  suggestions: readonly string[] = [],
): ErrorDocument {
  return { schemaVersion: 1, error: { message, code, exitCode, suggestions } }
}

/** On stderr: one sentence and what to do. @param of what failed, where it is not the command */
export function printError(
  error: Error,
  { message, suggestions }: Pick<ErrorDocument['error'], 'message' | 'suggestions'>,
  of = '',
): void {
  printStack(error)
  const lines = [`Error: ${of}${message}`, ...suggestions.map((suggestion) => `  try: ${suggestion}`)]
  process.stderr.write(`${lines.join('\n')}\n`)
}

/** Where DEBUG asks for it. */
export function printStack({ stack = '' }: Error): void {
  if (process.env.DEBUG) process.stderr.write(`${stack}\n`)
}

/** oclif wraps what a flag's parser throws, and adds hints; the sentence is enough. */
function plain(message: string): string {
  return message.replace(/^Parsing --\S+ \n\t/, '').replace(/\nSee more help with --help$/, '')
}
