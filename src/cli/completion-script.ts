/** Commands and their flags → a script that completes them in a shell. */

export const SHELLS = ['bash', 'zsh'] as const

export type Shell = (typeof SHELLS)[number]

/** What is completed of a command. */
export interface Completed {
  id: string
  flags: Readonly<Record<string, { options?: readonly string[]; allowNo?: boolean }>>
}

/** Words of the line so far, and what is offered: nothing stands for files. */
const READ: Readonly<Record<Shell, readonly string[]>> = {
  bash: [
    `  local current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]}`,
    '  local place=$COMP_CWORD offered=',
  ],
  zsh: [
    '  local current=$words[CURRENT] before=$words[CURRENT-1] command=$words[2]',
    '  local place=$((CURRENT - 1)) offered=',
  ],
}

const OFFER: Readonly<Record<Shell, string>> = {
  bash: '  COMPREPLY=($(compgen -W "$offered" -- "$current"))',
  zsh: `  if [[ -n $offered ]]; then compadd -- \${=offered}; else _files; fi`,
}

/** @param bin what is typed @param commands in the order they are offered in */
export function completionScript(shell: Shell, bin: string, commands: readonly Completed[]): string {
  const name = `_${bin.replaceAll('-', '_')}`
  const values = commands.flatMap(({ id, flags }) =>
    Object.entries(flags).flatMap(([flag, { options }]) =>
      options === undefined ? [] : [`    '${id} --${flag}') offered='${options.join(' ')}' ;;`],
    ),
  )
  const flags = commands.map(({ id, flags }) => `      ${id}) offered='${flagNames(flags).join(' ')}' ;;`)
  return [
    `${name}() {`,
    ...READ[shell],
    '  case "$command $before" in',
    ...values,
    '  esac',
    '  if [[ $place == 1 || $place == 2 && $command == help ]]; then',
    `    offered='${commands.map(({ id }) => id).join(' ')}'`,
    '  elif [[ -z $offered && $current == -* ]]; then',
    '    case $command in',
    ...flags,
    '    esac',
    '  fi',
    OFFER[shell],
    '}',
    shell === 'bash' ? `complete -o default -F ${name} ${bin}` : `compdef ${name} ${bin}`,
    '',
  ].join('\n')
}

function flagNames(flags: Completed['flags']): string[] {
  const names = Object.entries(flags).flatMap(([name, { allowNo }]) => (allowNo ? [name, `no-${name}`] : [name]))
  return [...names, 'help'].map((name) => `--${name}`)
}
