/** The command that made a report, as one would type it, as far as the report says what was read. */
import type { InputRole, Report } from '../../types.js'

const READ: readonly InputRole[] = ['database', 'queries', 'data', 'holdout', 'qrels']

/** @param command that takes the same inputs @param model name of the one that is wanted; of several the report does not say which is which, unless all have rows */
export function typedCommand({ inputs, rows }: Report, command: string, model: string): string {
  const paths = (role: InputRole) => inputs.filter((input) => input.role === role).map(({ path }) => quoted(path))
  const models = paths('model')
  const names = [...new Set(rows.map((row) => row.model))]
  const own = models.length === names.length ? models[names.indexOf(model)] : undefined
  return [
    `mrl-eval ${command}`,
    ...(own === undefined ? models.map((path) => `--model ${path}`) : [`--model ${quoted(model)}=${own}`]),
    ...READ.flatMap((role) => paths(role).map((path) => `--${role} ${path}`)),
  ].join(' ')
}

/** As a shell takes it. */
function quoted(text: string): string {
  return /^[\w./=:,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}
