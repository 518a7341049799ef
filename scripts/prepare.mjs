// Everything `npm run demo` and `npm test` need, from a fresh clone on: dependencies, the build and, with --test,
// the native parts that only tests use. Each step is skipped while its result is up to date.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
process.chdir(root)

const inCI = Boolean(process.env.CI) && process.env.CI !== 'false'

install()
build()
if (process.argv.includes('--test')) {
  nativePart('vulkan.mjs', 'tests of --device webgpu')
  nativePart('faiss.mjs', 'tests of --index')
  nativePart('chromium.mjs', 'tests of report.html in a browser')
}

/** Scripts of packages are not run: one would download CUDA libraries, another would clone and compile all of FAISS. */
function install() {
  const stamp = 'node_modules/.mrl-eval-lock'
  unlessUpToDate('Dependencies', 'npm ci', stamp, ['package-lock.json'], () => {
    run('npm', ['ci', '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund'])
    // For those who do want CUDA: ONNXRUNTIME_NODE_INSTALL=cuda12 npm run demo
    const wanted = process.env.ONNXRUNTIME_NODE_INSTALL ?? 'skip'
    if (wanted !== 'skip') run('npm', ['rebuild', 'onnxruntime-node'])
  })
}

/** The stamp lies inside dist/, so a build by hand, which empties dist/, also takes it away. */
function build() {
  const paths = readdirSync('src', { recursive: true }).map((name) => join('src', name))
  const inputs = [...paths.filter((path) => statSync(path).isFile()).sort(), 'tsconfig.json', 'package.json']
  unlessUpToDate('Build', 'npm run build', 'dist/.built-from', inputs, () => run('npm', ['run', 'build']))
}

/** A script that prints one line and exits 0 if its part works. Without the part, its tests are skipped, but not in CI. */
function nativePart(script, tests) {
  const { status } = spawnSync(process.execPath, [join('scripts', script)], { stdio: 'inherit' })
  if (status === 0) return
  if (inCI) fail(`CI needs this part: the ${tests} must run.`)
  console.log(`skipped: ${tests}`)
}

function unlessUpToDate(title, command, stamp, inputs, work) {
  const digest = digestOf(inputs)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) {
    console.log(`${title}: up to date`)
    return
  }
  process.stdout.write(`${title}: ${command} ... `)
  const start = performance.now()
  work()
  writeFileSync(stamp, digest)
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
}

/** Platform and Node version count as well: node_modules may lie on a disk that several machines share. */
function digestOf(files) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch} ${process.version}\n`)
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

/** Runs a command silently; only if it fails, shows what it printed. */
function run(command, args) {
  const env = { ...process.env, ONNXRUNTIME_NODE_INSTALL: process.env.ONNXRUNTIME_NODE_INSTALL ?? 'skip' }
  const shell = process.platform === 'win32' // npm is a .cmd file there
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', env, shell })
  if (status === 0) return
  console.log('failed')
  fail(error ? `${command} cannot be run: ${error.message}` : `${stdout}${stderr}`.trimEnd())
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
