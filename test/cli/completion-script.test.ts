/** What bash offers after <Tab>, asked of bash itself; zsh's script differs in how it reads the line. */
import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { completionScript } from '../../src/cli/completion-script.js'

const COMMANDS = [
  { id: 'few-shot', flags: { dims: {}, distance: { options: ['cosine', 'l2'] } } },
  { id: 'help', flags: {} },
  { id: 'knn', flags: { dims: {}, cache: { allowNo: true } } },
]

/** After the words of a line, of which the last is not finished. */
const LINES: readonly [string[], string][] = [
  [[''], 'few-shot help knn'],
  [['k'], 'knn'],
  [['help', 'f'], 'few-shot'],
  [['knn', '-'], '--dims --cache --no-cache --help'],
  [['few-shot', '--di'], '--dims --distance'],
  [['few-shot', '--distance', ''], 'cosine l2'],
  [['knn', '--distance', ''], ''], // of another command: files
  [['knn', '--dims', ''], ''],
  [['unknown', '--'], ''],
]

test('bash', () => {
  const asked = LINES.map(([words]) => {
    const quoted = ['mrl-eval', ...words].map((word) => `'${word}'`).join(' ')
    return `COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; COMPREPLY=(); _mrl_eval; echo "\${COMPREPLY[*]}"`
  })
  const script = [completionScript('bash', 'mrl-eval', COMMANDS), 'complete -p mrl-eval', ...asked].join('\n')
  const [registered, ...offered] = execFileSync('bash', ['--norc', '-s'], { input: script, encoding: 'utf8' }).split(
    '\n',
  )
  expect(registered).toBe('complete -o default -F _mrl_eval mrl-eval')
  expect(offered.slice(0, LINES.length)).toEqual(LINES.map(([, words]) => words))
})

test('zsh: the same cases, its own way to read and to offer', () => {
  const cases = (shell: 'bash' | 'zsh') => completionScript(shell, 'mrl-eval', COMMANDS).match(/^.*\) offered='.*$/gm)
  expect(cases('zsh')).toEqual(cases('bash'))
  const script = completionScript('zsh', 'mrl-eval', COMMANDS)
  expect(script).toContain('compdef _mrl_eval mrl-eval')
  expect(script).not.toMatch(/COMP_|complete /)
})
