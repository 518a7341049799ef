import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Args, Flags } from '@oclif/core'
import { MrlCommand } from '../cli/base.js'
import { CONFIG_NAMES } from '../cli/config/config-file.js'
import { configText } from '../cli/init/config-text.js'
import { type Found, find } from '../cli/init/find.js'
import { type Guesses, guess } from '../cli/init/guess.js'
import { writeWhole } from '../data/files/whole-file.js'
import { usageError } from '../errors.js'

const NAME = 'mrl-eval.config.yaml'

/** What `init --json` prints. */
interface InitResult {
  schemaVersion: 1
  command: 'init'
  tool: { name: 'mrl-eval'; version: string }
  file: string
  found: Found
  guesses: Guesses
}

export default class Init extends MrlCommand {
  static override summary = 'write a commented config file for the models and data that are found here'

  static override description =
    `Looks at the models and data files of a folder, and of those below it, and guesses by their content and names what is searched,
what is searched for, and what thresholds are learnt on. Every guess has its reason beside it. Where nothing is found, a template is written.
mrl-eval run --dry-run then says what the file would do.`

  static override examples = ['<%= config.bin %> init', '<%= config.bin %> init experiments --force']

  static override args = {
    folder: Args.string({ description: 'folder to look at; by default this one', default: '.' }),
  }

  static override flags = {
    force: Flags.boolean({ summary: 'write over a config file that is there' }),
  }

  /** A config file that is wrong is no reason not to write another. */
  protected override readonly readsConfig: boolean = false

  async run(): Promise<InitResult> {
    const { args, flags } = await this.parse(Init)
    const folder = args.folder
    if (!((await stat(folder).catch(() => null))?.isDirectory() ?? false))
      throw usageError('folder-missing', `no folder at ${folder}`, 'mrl-eval init FOLDER')
    const file = join(folder, NAME)
    const there = CONFIG_NAMES.map((name) => join(folder, name)).filter(existsSync)
    const others = there.filter((path) => path !== file)
    if (others.length > 0)
      throw usageError(
        'config-exists',
        `${others[0]} is there already, and would no longer be read beside ${NAME}`,
        'remove it',
      )
    if (there.length > 0 && !flags.force)
      throw usageError('config-exists', `${file} is there already`, 'write over it: --force')
    const found = await find(folder, (text) => this.note(text, flags.quiet))
    const guesses = guess(found)
    await writeWhole(file, configText(guesses, found, schemaFor(folder)))
    const { evaluations } = guesses
    const [does, next] =
      evaluations.length === 0
        ? ['a template, since nothing was found that can be evaluated', `mrl-eval inspect PATH`]
        : [evaluations.map(({ command, name }) => name ?? command).join(', '), 'mrl-eval run --dry-run']
    this.log(`wrote ${file}: ${does}\nnext: ${next}`)
    return {
      schemaVersion: 1,
      command: 'init',
      tool: { name: 'mrl-eval', version: this.config.version },
      file,
      found,
      guesses,
    }
  }
}

/** The JSON Schema of the config file as editors find it: relative where the package is installed near the folder; null: nowhere. */
function schemaFor(folder: string): string | null {
  const path = fileURLToPath(new URL('../../schema/config.schema.json', import.meta.url))
  if (!existsSync(path)) return null
  const near = relative(resolve(folder), path)
  const at = near.indexOf('node_modules')
  const isNear =
    at !== -1 &&
    near
      .slice(0, at)
      .split(/[\\/]/)
      .every((part) => part === '..' || part === '')
  return isNear ? near.replaceAll('\\', '/') : path
}
