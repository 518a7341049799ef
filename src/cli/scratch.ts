/** Folders for files of one command. */
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const made: string[] = []

/** A new folder below the system's temporary one, which goes away with the process at the latest. */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mrl-eval-'))
  if (made.length === 0)
    process.once('exit', () => {
      for (const path of made) rmSync(path, { recursive: true, force: true })
    })
  made.push(folder)
  return folder
}
