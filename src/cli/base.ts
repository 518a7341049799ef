/** What every command shares: settings in layers, errors and exit codes, signals, and where words are printed. */
import { Command, Errors, Flags } from '@oclif/core'
import { messageOf, UserError } from '../errors.js'
import { type FlagShape, layeredArgv, loadConfig, requireKnownKeys } from './config.js'

/** An error as `--json` prints it. */
interface ErrorDocument {
  schemaVersion: 1
  error: { message: string; code: string; exitCode: number; suggestions: readonly string[] }
}

const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const

export abstract class MrlCommand extends Command {
  static override enableJsonFlag = true

  static override baseFlags = {
    config: Flags.string({
      summary: 'config file; by default the nearest mrl-eval.config.yaml or .json',
      helpGroup: 'GLOBAL',
      helpValue: 'FILE',
    }),
    quiet: Flags.boolean({
      summary: 'no progress and no notes, only the result',
      char: 'q',
      helpGroup: 'GLOBAL',
    }),
    progress: Flags.boolean({
      summary: 'show progress on stderr',
      allowNo: true,
      default: true,
      helpGroup: 'GLOBAL',
    }),
  }

  /** Aborted by the first SIGINT or SIGTERM; a second one ends the process at once. */
  protected readonly stop = new AbortController()
  private stopCode: number | null = null
  private keepsRows = false

  override async init(): Promise<void> {
    await super.init()
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0) // the reader has seen enough
      throw error
    })
    this.argv = await this.layered()
  }

  /**
   * From here on the first signal finishes the batch, and only a second one ends the process.
   * @param keepsRows true: what was done is there for the next run
   */
  protected stopOnSignals(keepsRows: boolean): void {
    this.keepsRows = keepsRows
    for (const [signal, code] of Object.entries(SIGNALS)) {
      process.on(signal, () => {
        if (this.stopCode !== null) process.exit(code)
        this.stopCode = code
        this.stop.abort()
        process.stderr.write(`\n${signal}: finishing the batch. Once more to stop at once.\n`)
      })
    }
  }

  /** The typed arguments with those of the environment and the config file before them. */
  private async layered(): Promise<string[]> {
    const at = this.argv.findIndex((arg) => arg === '--config' || arg.startsWith('--config='))
    const typed =
      at === -1
        ? undefined
        : this.argv[at]!.includes('=')
          ? this.argv[at]!.slice('--config='.length)
          : this.argv[at + 1]
    const config = await loadConfig(typed ?? process.env.MRL_EVAL_CONFIG ?? null)
    if (config !== null) {
      const commands = this.config.commands.map(({ id, flags }) => [id, new Set(Object.keys(flags ?? {}))] as const)
      requireKnownKeys(config, new Map(commands))
    }
    const shapes = { ...this.ctor.baseFlags, ...this.ctor.flags } as Record<string, FlagShape>
    return layeredArgv(this.argv, this.id ?? '', shapes, process.env, config)
  }

  /** Prints the error as text or as the JSON document, and sets the exit code. */
  override async catch(error: Error): Promise<void> {
    const document = this.describe(error)
    process.exitCode = document.error.exitCode
    if (process.env.DEBUG) process.stderr.write(`${error.stack ?? ''}\n`)
    if (this.jsonEnabled()) return this.logJson(document)
    const lines = [
      `Error: ${document.error.message}`,
      ...document.error.suggestions.map((suggestion) => `  try: ${suggestion}`),
    ]
    process.stderr.write(`${lines.join('\n')}\n`)
  }

  private describe(error: Error): ErrorDocument {
    const document = (
      message: string,
      code: string,
      exitCode: number,
      suggestions: readonly string[] = [],
    ): ErrorDocument => ({
      schemaVersion: 1,
      error: { message, code, exitCode, suggestions },
    })
    if (this.stopCode !== null && !(error instanceof UserError)) {
      const [kept, next] = this.keepsRows
        ? ['; finished rows are kept', ['run the same command again to go on']]
        : ['', []]
      return document(`stopped by a signal${kept}`, 'stopped', this.stopCode, next)
    }
    if (error instanceof UserError) return document(plain(error.message), error.code, error.exitCode, error.suggestions)
    if (error instanceof Errors.CLIError)
      return document(plain(error.message), 'usage', 2, [`mrl-eval ${this.id ?? ''} --help`])
    return document(`unexpected: ${messageOf(error)}`, 'unexpected', 1, ['set DEBUG=1 to see where'])
  }

  /** Words for people; silent under --quiet and --json. */
  protected note(text: string, quiet: boolean): void {
    if (!quiet && !this.jsonEnabled()) process.stderr.write(`${text}\n`)
  }
}

/** oclif wraps what a flag's parser throws, and adds hints; the sentence is enough. */
function plain(message: string): string {
  return message.replace(/^Parsing --\S+ \n\t/, '').replace(/\nSee more help with --help$/, '')
}
