/** What numbers are measured on: the machine, and the versions of what runs there. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { cpus } from 'node:os'
import { join } from 'node:path'
import type { Device, Report } from '../types.js'

/** Version of an installed package, or null. Its package.json is looked for as Node looks for packages. */
export function packageVersion(name: string): string | null {
  for (const folder of createRequire(import.meta.url).resolve.paths(name) ?? []) {
    const path = join(folder, name, 'package.json')
    if (existsSync(path)) return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
  }
  return null
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
