/** What works on a machine → text. */
import { formatBytes } from './units.js'

interface Check {
  name: string
  ok: boolean
  detail: string
  advice: string | null
}

interface Findings {
  tool: { name: string; version: string }
  versions: Readonly<Record<string, string | null>>
  machine: { os: string; cpu: string | null; cores: number }
  devices: readonly Check[]
  faiss: Check
  cache: { path: string; files: number; bytes: number }
}

export function renderChecks({ tool, versions, machine, devices, faiss, cache }: Findings): string {
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
