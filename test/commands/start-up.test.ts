/** What is loaded before anything is done; no test looks at a clock. `benchmarks/start-up.mjs` does. */
import { execFile } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../data/temporary.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const folder = temporaryFolder()
const path = (name: string) => join(folder, name)

/** Names every module, those of `require` when the process ends. */
writeFileSync(
  path('hooks.mjs'),
  `import { writeSync } from 'node:fs'
export async function load(url, context, next) {
  writeSync(2, 'loaded ' + url + '\\n')
  return next(url, context)
}`,
)
writeFileSync(
  path('register.mjs'),
  `import { writeSync } from 'node:fs'
import { createRequire, register } from 'node:module'
register('./hooks.mjs', import.meta.url)
const { cache } = createRequire(import.meta.url)
process.on('exit', () => { for (const file of Object.keys(cache)) writeSync(2, 'loaded ' + file + '\\n') })`,
)

/** The program with a list of commands, as the build writes it. */
const root = path('installed')
mkdirSync(join(root, 'bin'), { recursive: true })
for (const name of ['package.json', 'bin/run.js']) copyFileSync(join(ROOT, name), join(root, name))
for (const name of ['dist', 'node_modules']) symlinkSync(join(ROOT, name), join(root, name))
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
const knn = {
  id: 'knn',
  aliases: [],
  hiddenAliases: [],
  args: {},
  flags: {},
  summary: 'listed',
  pluginType: 'core',
  relativePath: ['dist', 'commands', 'knn.js'],
  isESM: true,
}
writeFileSync(join(root, 'oclif.manifest.json'), JSON.stringify({ version, commands: { knn } }))

/** Packages, and folders of dist/. */
async function loadedBy(args: readonly string[]): Promise<Set<string>> {
  const all = ['--import', path('register.mjs'), join(root, 'bin', 'run.js'), ...args]
  const env = { ...process.env, XDG_CACHE_HOME: folder }
  const { stderr } = await promisify(execFile)(process.execPath, all, { cwd: folder, env }).catch((error) => error)
  const modules = [...String(stderr).matchAll(/^loaded (.+)$/gm)].map(([, file]) => file!)
  const packages = modules.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [])
  const own = modules.flatMap((file) => /^(?!.*\/node_modules\/).*\/(dist\/[^/]+)\//.exec(file)?.[1] ?? [])
  expect(packages).toContain('@oclif/core')
  return new Set([...packages, ...own])
}

test('help loads no command where the build has listed them', async () => {
  const loaded = await loadedBy(['knn', '--help'])
  expect([...loaded].filter((name) => name.startsWith('dist/'))).toEqual([])
  for (const name of ['apache-arrow', 'onnxruntime-node', 'yaml']) expect(loaded).not.toContain(name)
})

test('a command loads what it needs for some data or results only then', async () => {
  const loaded = await loadedBy(['knn', '--frob'])
  expect(loaded).toContain('dist/commands')
  const heavy = [
    'vega',
    'vega-lite',
    'sharp',
    'umap-js',
    'tokenizers',
    'h5wasm',
    'hyparquet',
    'faiss-node',
    'csv-parse',
  ]
  for (const name of heavy) expect(loaded).not.toContain(name)
})
