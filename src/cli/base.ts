/** What every command shares: settings in layers, errors and exit codes, signals, and where words are printed. */
import { Command, Flags } from '@oclif/core'
import { type FlagShape, layeredArgv } from './config/config.js'
import { type ConfigFile, loadConfig } from './config/config-file.js'
import { requireKnownKeys } from './config/config-keys.js'
import { type ErrorDocument, failureOf, printError, printStack } from './failure.js'

/** What a command has of the one that runs it as a part. */
export interface Whole {
  stop: AbortController // of all parts
  scratch: string | null // folder that takes the place of the cache where none is kept
  typed: readonly string[] // of the arguments those that are for this part alone
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
  protected stop = new AbortController()
  protected typed: readonly string[] = [] // arguments, without those of the environment and the config file
  protected whole: Whole | null = null // null: the command runs by itself
  protected readonly readsConfig: boolean = true // settings of the environment and the config file
  protected configFile: ConfigFile | null = null
  private stopCode: number | null = null
  private keepsRows = false

  override async init(): Promise<void> {
    await super.init()
    if (this.whole !== null) return
    process.stdout.removeAllListeners('error') // the framework's, which throws what nobody can catch
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0) // the reader has seen enough
      process.stderr.write(
        `Error: what was found cannot be printed: ${error.message}\n  try: free some space, or print elsewhere\n`,
      )
      process.exit(1)
    })
    this.typed = this.argv
    if (this.readsConfig) this.argv = await this.layered()
  }

  /** Begins as a part of another command, with its arguments as they are. @returns the flags @throws what is wrong with them */
  async asPart(whole: Whole): Promise<Readonly<Record<string, unknown>>> {
    this.whole = whole
    this.stop = whole.stop
    this.typed = whole.typed
    await this.init()
    return (await this.parse(this.ctor)).flags
  }

  /** Does what the command does, after `asPart`; prints its result unless under --json. @throws what goes wrong */
  runAsPart(): Promise<unknown> {
    return this.run()
  }

  /** On the command line itself, not in the environment or the config file, which hold for other commands, too. */
  isTyped(flag: string): boolean {
    return this.typed.some((arg) => arg === `--${flag}` || arg.startsWith(`--${flag}=`))
  }

  /**
   * From here on the first signal finishes the batch, and only a second one ends the process.
   * @param keepsRows true: what was done is there for the next run
   */
  protected stopOnSignals(keepsRows: boolean): void {
    if (this.whole !== null) return // which listens for all its parts
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
    this.configFile = config
    const shapes = { ...this.ctor.baseFlags, ...this.ctor.flags } as Record<string, FlagShape>
    return layeredArgv(this.argv, this.id ?? '', shapes, process.env, config)
  }

  /** Prints the error as text or as the JSON document, and sets the exit code. */
  override async catch(error: Error): Promise<void> {
    const document = this.describe(error)
    process.exitCode = document.error.exitCode
    if (this.jsonEnabled()) {
      printStack(error)
      return this.logJson(document)
    }
    printError(error, document.error)
  }

  /** What there is to say of an error, and the exit code that it ends with. */
  describe(error: Error): ErrorDocument {
    const stopped = this.stopCode === null ? null : { code: this.stopCode, keepsRows: this.keepsRows }
    return failureOf(error, this.id ?? '', stopped)
  }

  /** Words for people; silent under --quiet and --json. */
  protected note(text: string, quiet: boolean): void {
    if (!quiet && !this.jsonEnabled()) process.stderr.write(`${text}\n`)
  }
}
