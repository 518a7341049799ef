import { expect, test } from 'vitest'
import { program } from './run.js'

const { json, run, cache } = program()

interface Check {
  name: string
  ok: boolean
  detail: string
  advice: string | null
}

interface Findings {
  command: string
  versions: Record<string, string>
  devices: Check[]
  faiss: Check
  cache: { path: string; files: number; bytes: number }
}

test('says what works, and what to type where something does not', async () => {
  const { document, code, stderr } = await json<Findings>(['doctor'])
  expect([code, stderr]).toEqual([0, ''])
  expect(document.command).toBe('doctor')
  expect(document.devices.map(({ name }) => name)).toEqual(['cpu', 'cuda', 'webgpu', 'coreml', 'dml'])
  for (const { name, ok, detail, advice } of [...document.devices, document.faiss]) {
    expect(detail, name).not.toMatch(/\n|\/onnxruntime_src|^$/)
    expect(advice === null, name).toBe(ok)
  }
  expect(document.devices[0]!.ok).toBe(true)
  expect(document.versions.node).toBe(process.versions.node)
  expect(document.cache).toMatchObject({ files: 0, bytes: 0 })
  expect(document.cache.path.startsWith(cache)).toBe(true)
})

test('as text', async () => {
  const { code, stdout } = await run(['doctor', '--quiet'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/^ {2}✓ cpu /m)
  expect(stdout).toMatch(/^ {2}✗ (coreml|dml) /m)
  expect(stdout).toContain('delete the folder to clear it')
})
