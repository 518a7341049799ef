/** Rows → the report that a command returns, prints and writes. */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { dirname, extname } from 'node:path'
import { dataError, messageOf } from '../errors.js'
import { RENDERERS } from '../report/index.js'
import type { Device, Report } from '../types.js'

/** Version of an installed package, or null. */
export function packageVersion(name: string): string | null {
  try {
    return (createRequire(import.meta.url)(`${name}/package.json`) as { version: string }).version
  } catch {
    return null
  }
}

/** What the numbers were measured on. */
export function environment(device: Device, threads: number): Report['environment'] {
  return {
    node: process.versions.node,
    onnxruntime: packageVersion('onnxruntime-node'),
    faiss: packageVersion('faiss-node'),
    device,
    cpu: cpus()[0]?.model.trim() ?? null,
    threads,
    os: `${process.platform}-${process.arch}`,
  }
}

/** Writes a report to files, each in the format of its extension; a file is there whole or not at all. */
export async function writeReport(report: Report, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const temporary = `${file}.${process.pid}.partial`
    try {
      await mkdir(dirname(file), { recursive: true })
      await writeFile(temporary, RENDERERS[extname(file)]!(report))
      await rename(temporary, file)
    } catch (error) {
      await rm(temporary, { force: true })
      throw dataError('output-unwritable', `${file} cannot be written: ${messageOf(error)}`)
    }
  }
}
