/** Holds src/ to the layout that the README describes: who may import whom, and what every file looks like. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const FILES = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/'))
  .sort()
const sources = new Map(FILES.map((name) => [name, readFileSync(join(ROOT, 'src', name), 'utf8')]))
const { dependencies, optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
  string,
  Record<string, string>
>

interface Rule {
  folders: readonly string[] // besides its own files
  packages: readonly string[] // "node:" stands for everything that Node brings along
  typesOf?: readonly string[] // folders of which only types may be imported
}

const HOUSE: Readonly<Record<string, Rule | 'everything'>> = {
  'setting.ts': { folders: [], packages: [] },
  'rows.ts': { folders: ['setting.ts'], packages: [] },
  'document.ts': { folders: ['rows.ts'], packages: [] },
  'types.ts': { folders: ['document.ts', 'rows.ts', 'setting.ts'], packages: [] },
  'exhibits.ts': { folders: ['types.ts'], packages: [] },
  'errors.ts': { folders: [], packages: [] },
  math: { folders: ['types.ts'], packages: ['ml-matrix', 'pure-rand'] },
  metrics: { folders: ['types.ts', 'math'], packages: [] },
  report: {
    folders: ['types.ts', 'exhibits.ts', 'math'],
    packages: ['apache-arrow', 'cli-table3', 'sharp', 'vega', 'vega-lite'],
    typesOf: ['data', 'model'],
  },
  data: {
    folders: ['types.ts', 'errors.ts', 'math'],
    packages: [
      'node:',
      'apache-arrow',
      'csv-parse',
      'flatbuffers',
      'h5wasm',
      'hyparquet',
      'hyparquet-compressors',
      'tinyglobby',
      'yauzl',
      'zstddec',
    ],
  },
  onnx: { folders: ['types.ts', 'errors.ts'], packages: ['node:', 'onnxruntime-node', 'onnx-proto'] },
  model: {
    folders: ['types.ts', 'errors.ts', 'math', 'onnx'],
    packages: ['node:', 'onnxruntime-node', 'sharp', 'tokenizers'],
  },
  search: {
    folders: ['types.ts', 'errors.ts', 'math', 'onnx'],
    packages: ['node:', 'onnxruntime-node', 'faiss-node'],
  },
  cascade: { folders: ['types.ts', 'errors.ts', 'math'], packages: [] },
  probe: { folders: ['types.ts', 'errors.ts', 'math', 'onnx'], packages: ['node:', 'onnxruntime-node'] },
  gates: { folders: ['types.ts', 'errors.ts', 'math'], packages: [] },
  evaluate: { folders: ['types.ts', 'exhibits.ts', 'errors.ts', 'math', 'metrics', 'cascade'], packages: ['umap-js'] },
  commands: 'everything',
  cli: 'everything',
}

interface Import {
  from: string // as written
  typeOnly: boolean
}

function importsOf(name: string): Import[] {
  const source = sources.get(name)!
  const fixed = [...source.matchAll(/^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)]
  const dynamic = [...source.matchAll(/\bimport\('([^']+)'\)/g)]
  return [
    ...fixed.map(([, type, from]) => ({ from: from!, typeOnly: type !== undefined })),
    ...dynamic.map(([, from]) => ({ from: from!, typeOnly: false })),
  ]
}

/** The folder of a file, or a file directly below src/. */
function folderOf(name: string): string {
  return name.split('/')[0]!
}

/** "@oclif/core/flush" → "@oclif/core"; "node:fs" → "node:". */
function packageOf(from: string): string {
  if (from.startsWith('node:')) return 'node:'
  return from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/')
}

function isAllowed(name: string, { from, typeOnly }: Import): boolean {
  const rule = HOUSE[folderOf(name)]!
  if (rule === 'everything') return true
  if (!from.startsWith('.')) return rule.packages.includes(packageOf(from))
  const target = folderOf(
    normalize(join(dirname(name), from))
      .replaceAll('\\', '/')
      .replace(/\.js$/, '.ts'),
  )
  const folders = [folderOf(name), ...rule.folders, ...(typeOnly ? (rule.typesOf ?? []) : [])]
  return folders.includes(target)
}

test('every folder has a rule', () => {
  expect(new Set(FILES.map(folderOf))).toEqual(new Set(Object.keys(HOUSE)))
})

/** Commands, and programs that run in a process of their own. */
const SPEAKERS =
  /^(commands|cli)\/|^onnx\/try-device\.ts$|^search\/faiss\/(faiss|child|process)\.ts$|^search\/latency\/(child|process)\.ts$/

describe.each(FILES)('%s', (name) => {
  const source = sources.get(name)!

  test('imports what its folder may', () => {
    const forbidden = importsOf(name).filter((found) => !isAllowed(name, found))
    expect(forbidden.map(({ from }) => from)).toEqual([])
  })

  test('imports packages that package.json lists', () => {
    const listed = new Set([...Object.keys({ ...dependencies, ...optionalDependencies }), 'node:'])
    const packages = importsOf(name)
      .map(({ from }) => from)
      .filter((from) => !from.startsWith('.'))
      .map(packageOf)
    expect(packages.filter((found) => !listed.has(found))).toEqual([])
  })

  test('is short', () => {
    expect(source.split('\n').length).toBeLessThanOrEqual(250)
  })

  test('suppresses nothing', () => {
    expect(source).not.toMatch(/@ts-(ignore|expect-error|nocheck)|biome-ignore|eslint-disable/)
    expect(source.match(/(?:[:<,|&(]|\bas)\s*any\b(?!\s+[a-z])/g) ?? []).toEqual([])
  })

  test('does not speak to the console', () => {
    if (SPEAKERS.test(name)) return
    expect(source).not.toMatch(/\bconsole\.|process\.(exit|argv|stderr|on)\b/)
  })
})

/** What metrics are made of; they measure nothing themselves. */
const PARTS = ['intervals.ts', 'judged.ts', 'share.ts'].map((name) => `metrics/${name}`)

describe.each(FILES.filter((name) => name.startsWith('metrics/') && !PARTS.includes(name)))('%s', (name) => {
  const source = sources.get(name)!
  const header = /^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? ''

  test('begins with a header: formula, ties or edge cases, source', () => {
    expect(header, 'formula').toMatch(/=|Σ|·|log|mean over|share of|how many/)
    expect(header, 'ties and edge cases').toMatch(/\b(ties?|equal|order|without|missing|no formula|shorter)\b/i)
    expect(header, 'source').toMatch(/Source:|arXiv|[A-Z]\w+\/\w+/)
  })

  test('is pure: no waiting, no clock, no chance', () => {
    expect(source).not.toMatch(/\basync\b|\bawait\b|Promise|Date\.|performance\.|Math\.random/)
  })
})
