/** An unknown command: one error with the nearest name, exit 2, also as JSON. */
import type { Hook } from '@oclif/core'
import { unknownCommand } from './unknown-command.js'

const hook: Hook<'command_not_found'> = async ({ config, id, argv = [] }) => {
  const known = config.commandIDs.filter((name) => name !== 'help')
  const { code, exitCode, message, suggestions } = unknownCommand(id.replaceAll(':', ' '), known)
  process.exitCode = exitCode
  if ([id, ...argv].includes('--json')) {
    const error = { message, code, exitCode, suggestions }
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error }, null, 2)}\n`)
  } else {
    process.stderr.write(`${[`Error: ${message}`, ...suggestions.map((text) => `  try: ${text}`)].join('\n')}\n`)
  }
}

export default hook
