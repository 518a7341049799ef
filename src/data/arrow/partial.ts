/**
 * Partial files: `PATH.PID.partial` while process PID writes PATH. The partial file of a process that is gone is taken
 * over by renaming it, which only one process can.
 */
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCode, UserError } from '../../errors.js'
import type { RowFile } from '../row-file.js'
import { openIpc } from './ipc.js'

/** A partial file that was taken over, open. */
export interface Earlier {
  path: string
  file: RowFile
}

/** The longest partial file of a process that is gone, among those that were writing the same; the others are removed. */
export async function takeOver(path: string, isSame: (file: RowFile) => boolean): Promise<Earlier | null> {
  let longest: Earlier | null = null
  for (const [i, candidate] of (await abandoned(path)).entries()) {
    const claimed = `${path}.${process.pid}.resuming-${i}.partial`
    try {
      await rename(candidate, claimed)
    } catch (error) {
      if (systemCode(error) === 'ENOENT') continue // another process was faster
      throw error
    }
    const file = await openPartial(claimed)
    if (file !== null && isSame(file) && file.rows > (longest?.file.rows ?? 0)) {
      await drop(longest)
      longest = { path: claimed, file }
    } else {
      await drop({ path: claimed, file })
    }
  }
  return longest
}

/** Closes and removes a partial file. */
export async function drop(partial: { path: string; file: RowFile | null } | null): Promise<void> {
  if (partial === null) return
  await partial.file?.close()
  await rm(partial.path, { force: true }).catch(() => {}) // in a place where nothing can be, nothing is left
}

async function abandoned(path: string): Promise<string[]> {
  const prefix = `${basename(path)}.`
  const ours = (name: string) =>
    name.startsWith(prefix) ? /^(\d+)(\.resuming-\d+)?\.partial$/.exec(name.slice(prefix.length)) : null
  const names = await readdir(dirname(path))
  return names
    .filter((name) => {
      const pid = ours(name)?.[1]
      return pid !== undefined && !isRunning(Number(pid))
    })
    .map((name) => join(dirname(path), name))
}

/** Our own number on a partial file is an earlier process's: this one has not written yet. */
function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemCode(error) === 'EPERM'
  }
}

async function openPartial(path: string): Promise<RowFile | null> {
  try {
    return await openIpc(path, true)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

/** Rows of the whole record batches in a partial file; 0 when there is none. */
export async function wholeRows(partial: string): Promise<number> {
  const file = await openPartial(partial)
  await file?.close()
  return file?.rows ?? 0
}
