/** An unknown command: one error with the nearest name, exit 2, also as JSON. */
import type { Hook } from '@oclif/core'

const hook: Hook<'command_not_found'> = async ({ config, id, argv = [] }) => {
  const known = config.commandIDs.filter((name) => name !== 'help')
  const message = `there is no command "${id}"; there are ${known.join(', ')}`
  process.exitCode = 2
  if (argv.includes('--json')) {
    const error = { message, code: 'unknown-command', exitCode: 2, suggestions: ['mrl-eval --help'] }
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, error }, null, 2)}\n`)
  } else {
    process.stderr.write(`Error: ${message}\n  try: mrl-eval --help\n`)
  }
}

export default hook
