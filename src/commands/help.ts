/** `mrl-eval help`: what `--help` prints. */
import { Args, Help as HelpPage } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { unknownCommand } from '../cli/unknown-command.js'

export interface HelpResult {
  schemaVersion: 1
  command: 'help'
  text: string
}

/** A page that is kept and not printed. */
class Page extends HelpPage {
  readonly parts: string[] = []

  protected override log(...parts: string[]): void {
    this.parts.push(parts.join(' '))
  }
}

export default class Help extends MrlCommand {
  static override summary = 'what a command does, and its flags'

  static override description = 'The same as --help behind a command.'

  static override examples = ['<%= config.bin %> help', '<%= config.bin %> help knn']

  static override strict = false

  static override args = {
    command: Args.string({ description: 'a command; without one, all are listed', required: false }),
  }

  /** A config file that is wrong is no reason not to help. */
  protected override readonly readsConfig: boolean = false

  async run(): Promise<HelpResult> {
    const { argv } = await this.parse(Help)
    const name = argv.join(' ')
    const page = new Page(this.config, { stripAnsi: this.jsonEnabled() })
    if (name === '') await page.showHelp([])
    else {
      const command = this.config.findCommand(name)
      if (command === undefined)
        throw unknownCommand(
          name,
          this.config.commandIDs.filter((id) => id !== 'help'),
        )
      await page.showCommandHelp(command)
    }
    const text = page.parts.join('\n')
    this.log(text)
    return { schemaVersion: 1, command: 'help', text }
  }
}
