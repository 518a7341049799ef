/** `mrl-eval completion`: a script for the shell, printed. */
import { Args } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { completionScript, SHELLS, type Shell } from '../cli/completion-script.js'
import { usageError } from '../errors.js'

export interface CompletionResult {
  schemaVersion: 1
  command: 'completion'
  shell: Shell
  script: string
}

export default class Completion extends MrlCommand {
  static override summary = 'a script that completes commands, flags and their values in bash or zsh'

  static override description =
    `It is printed, and nothing is written. For every new shell, put one of these lines into its start-up file:

~/.bashrc: source <(mrl-eval completion bash)
~/.zshrc, after compinit: source <(mrl-eval completion zsh)`

  static override examples = ['<%= config.bin %> completion bash', '<%= config.bin %> completion zsh']

  static override args = {
    shell: Args.option({ description: 'of which the script is', options: SHELLS })(),
  }

  /** A shell that starts has no config file. */
  protected override readonly readsConfig: boolean = false

  async run(): Promise<CompletionResult> {
    const { shell } = (await this.parse(Completion)).args
    if (shell === undefined)
      throw usageError('missing-shell', 'completion is for one shell, bash or zsh', 'mrl-eval completion bash')
    const commands = this.config.commands.toSorted((a, b) => (a.id < b.id ? -1 : 1))
    const script = completionScript(shell, this.config.bin, commands)
    this.log(script.trimEnd())
    return { schemaVersion: 1, command: 'completion', shell, script }
  }
}
