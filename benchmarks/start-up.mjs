// How long the program takes before it does anything: node alone, --version, --help, a command's help, a usage error.
// In turns; wall time, and the CPU time that the process counts itself, which other work on the machine changes less.
//   npm run build && node benchmarks/start-up.mjs [ROUNDS]
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const ROUNDS = Number(process.argv[2] ?? 9)
const BIN = `${ROOT}bin/run.js`
const CASES = [
  ['-e', '0'],
  [BIN, '--version'],
  [BIN, '--help'],
  [BIN, 'knn', '--help'],
  [BIN, 'knn', '--frob'],
]
const counted = `process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  process.stderr.write('\\ncpu ' + (user + system) / 1000 + '\\n')
})`

if (!existsSync(`${ROOT}oclif.manifest.json`))
  console.log('without oclif.manifest.json, every command is loaded: npm run build')
const times = CASES.map(() => ({ wall: [], cpu: [] }))
for (let round = 0; round < ROUNDS; round++) {
  for (const [i, args] of CASES.entries()) {
    const start = performance.now()
    const { stderr } = spawnSync(process.execPath, [
      '--import',
      `data:text/javascript,${encodeURIComponent(counted)}`,
      ...args,
    ])
    times[i].wall.push(performance.now() - start)
    times[i].cpu.push(Number(/cpu ([\d.]+)/.exec(String(stderr))[1]))
  }
}

const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]
const cell = (values) => `${Math.round(middle(values))} (${Math.round(Math.min(...values))})`
console.log('| | wall ms, median (best) | CPU ms, median (best) |\n|---|---|---|')
for (const [i, args] of CASES.entries()) {
  const name = args[0] === BIN ? args.slice(1).join(' ') : 'node alone'
  console.log(`| ${name} | ${cell(times[i].wall)} | ${cell(times[i].cpu)} |`)
}
