/** What works on a machine → text. */
import { formatBytes } from './units.js'

/** One thing that works here or does not. */
export interface Check {
  name: string
  ok: boolean
  detail: string
  advice: string | null // what to type where it is missing
}

/** What `doctor --json` prints. */
export interface DoctorResult {
  schemaVersion: 1
  command: 'doctor'
  tool: { name: 'mrl-eval'; version: string }
  versions: Readonly<Record<string, string | null>>
  machine: { os: string; cpu: string | null; cores: number }
  devices: readonly Check[]
  faiss: Check
  cache: { path: string; files: number; bytes: number }
}

export function renderChecks({ tool, versions, machine, devices, faiss, cache }: DoctorResult): string {
  const installed = Object.entries(versions).map(([name, version]) => `${name} ${version ?? 'missing'}`)
  return [
    `${tool.name} ${tool.version}, ${installed.join(', ')}`,
    `${machine.os}, ${machine.cpu ?? 'unknown CPU'}, ${machine.cores} cores`,
    '',
    ...[...devices, faiss].flatMap(({ name, ok, detail, advice }) => {
      const line = `  ${ok ? '✓' : '✗'} ${name.padEnd(8)} ${detail}`
      return advice === null ? [line] : [line, `             to get it: ${advice}`]
    }),
    '',
    `cache: ${cache.path} (${cache.files} files, ${formatBytes(cache.bytes)}); delete the folder to clear it`,
  ].join('\n')
}
