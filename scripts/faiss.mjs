// Brings faiss-node, the package behind `--index`, to machines where npm could not install it.
// node scripts/faiss.mjs [--check]   exits 0 if FAISS works at the end; --check only looks.
//
// faiss-node's own install script downloads a binary from GitHub, or else clones FAISS from there and compiles it.
// Where GitHub cannot be reached, its source (from npm) is compiled here against Debian's libfaiss-dev, in 10 seconds.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aptInstall, hasApt, installed, isRoot } from './apt.mjs'

const require = createRequire(import.meta.url)
const vendored = fileURLToPath(new URL('../vendor/faiss-node', import.meta.url))

const DEBIAN_PACKAGES = ['g++', 'libfaiss-dev', 'libopenblas-dev']
const NPM_PACKAGES = {
  'faiss-node@0.5.1': 'zD8wobJn8C6OLWo68Unho+Ih8l6nSRB2w3Amj01a+xc4bsEvd2mBDLklAn7VocA9XO3WDvQL/bLpi5flkCn/XQ==',
  'node-addon-api@8.9.2': 'VijLXbi3UACN69I0JVXJsX4tjACjNoQDgv2gTF6sx2wWEi8tkSg2eX8p5gSIFi8z2+DL3oHmY6OyKce38SDolg==',
  'node-api-headers@1.9.0': '2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==',
}

/** FAISS before 1.7.4 (Debian 12 has 1.7.3) knows idx_t only as a member of Index. */
const COMPAT_HEADER = `
#include <faiss/Index.h>
#if FAISS_VERSION_MAJOR == 1 && FAISS_VERSION_MINOR == 7 && FAISS_VERSION_PATCH < 4
namespace faiss { using idx_t = Index::idx_t; }
#endif
`

/** Adds three vectors and asks for the nearest. */
const TRIAL = `
const { IndexFlatL2 } = require(process.argv[1])
const index = new IndexFlatL2(2)
index.add([0, 0, 1, 1, 5, 5])
if (index.search([2, 2], 2).labels.join() !== '1,0') throw new Error('wrong neighbours')
`

/** What to require() for a FAISS that works here: npm's faiss-node, or the one compiled by this script. */
function workingFaiss() {
  return ['faiss-node', vendored].flatMap(resolved).find(works)
}

await main(process.argv.includes('--check'))

async function main(checkOnly) {
  if (workingFaiss()) return say('ready')
  if (checkOnly) return fail('faiss-node is not installed')
  try {
    if (!(await downloadBinary())) compile()
  } catch (error) {
    return fail(error.code === 'EACCES' ? `run this as root: it writes to ${error.path}` : error.message)
  }
  if (!workingFaiss()) return fail('faiss-node was compiled, but does not work')
  say('ready')
}

/** Completes an installation of faiss-node without its binary (npm's --ignore-scripts), if GitHub can be reached. */
async function downloadBinary() {
  const [entry] = resolved('faiss-node')
  if (!entry || !(await githubAnswers())) return false
  say('downloading the binary of faiss-node')
  const installer = createRequire(entry).resolve('prebuild-install/bin.js')
  const cwd = dirname(dirname(entry))
  spawnSync(process.execPath, [installer, '--runtime', 'napi'], { cwd, timeout: 120_000 })
  return works(entry)
}

/** A blocked network may swallow a request for minutes; five seconds tell. Behind a proxy only the download itself can. */
async function githubAnswers() {
  if (Object.keys(process.env).some((name) => /^(npm_config_)?https?_?proxy$/i.test(name))) return true
  const request = fetch('https://github.com', { method: 'HEAD', signal: AbortSignal.timeout(5000) })
  return request.then(() => true).catch(() => false)
}

function compile() {
  if (process.platform !== 'linux') throw new Error('install again where GitHub can be reached')
  const missing = hasApt() ? DEBIAN_PACKAGES.filter((name) => !installed(name)) : []
  if (missing.length > 0) {
    const command = `apt-get install ${missing.join(' ')}`
    if (!isRoot()) throw new Error(`needs more packages. As root, type "${command}", then run this script again`)
    say(command)
    aptInstall(missing)
  }
  say('compiling faiss-node')
  const folder = mkdtempSync(join(tmpdir(), 'faiss-node-'))
  try {
    const [faissNode, addonApi, headers] = fetchPackages(folder)
    compileBinding(faissNode, [addonApi, join(headers, 'include')])
    install(faissNode)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Downloads and unpacks NPM_PACKAGES; returns their folders, in that order. */
function fetchPackages(folder) {
  const names = Object.keys(NPM_PACKAGES)
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder, ...names])
  return names.map((name) => {
    const archive = join(folder, `${name.replace('@', '-')}.tgz`)
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64')
    if (digest !== NPM_PACKAGES[name]) throw new Error(`npm delivered another ${name} than expected`)
    const target = join(folder, name)
    mkdirSync(target)
    run('tar', ['-xzf', archive, '-C', target, '--strip-components=1'])
    return target
  })
}

/** With ..._EXCEPTIONS_ALL, an error inside FAISS becomes a JavaScript error; without it, the process is aborted. */
function compileBinding(faissNode, includes) {
  const header = join(faissNode, 'compat.h')
  const output = join(faissNode, 'build', 'Release', 'faiss-node.node')
  writeFileSync(header, COMPAT_HEADER)
  mkdirSync(dirname(output), { recursive: true })
  const defines = [
    'NAPI_VERSION=8',
    'NODE_GYP_MODULE_NAME=faiss_node',
    'BUILDING_NODE_EXTENSION',
    'NAPI_CPP_EXCEPTIONS',
    'NODE_ADDON_API_CPP_EXCEPTIONS_ALL',
  ]
  run('g++', [
    ...['-std=c++17', '-O2', '-fPIC', '-shared', '-fopenmp', '-include', header],
    ...defines.map((name) => `-D${name}`),
    ...includes.map((path) => `-I${path}`),
    ...[join(faissNode, 'src', 'faiss.cc'), '-o', output],
    ...['-l:libfaiss.a', '-lopenblas', '-lgomp'],
  ])
}

/** Into vendor/, where npm does not prune it; with a stand-in for its one dependency, which only looks for the binary. */
function install(faissNode) {
  const bindings = join(faissNode, 'node_modules', 'bindings')
  mkdirSync(bindings, { recursive: true })
  const standIn = "module.exports = () => require('../../build/Release/faiss-node.node')"
  writeFileSync(join(bindings, 'index.js'), `${standIn}\n`)
  rmSync(vendored, { recursive: true, force: true })
  for (const part of ['package.json', 'LICENSE', 'lib', 'build', 'node_modules']) {
    cpSync(join(faissNode, part), join(vendored, part), { recursive: true })
  }
}

function resolved(name) {
  try {
    return [require.resolve(name)]
  } catch {
    return []
  }
}

/** In a process of its own: a binary that does not fit this machine may crash it. */
function works(entry) {
  return spawnSync(process.execPath, ['-e', TRIAL, entry]).status === 0
}

function run(command, args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  const needs = command === 'g++' ? `needs ${DEBIAN_PACKAGES.join(', ')} (Debian's names): ` : ''
  throw new Error(`${needs}${command} failed\n${error?.message ?? stderr.trim()}`)
}

function say(message) {
  console.log(`FAISS: ${message}`)
}

function fail(reason) {
  say(reason)
  process.exitCode = 1
}
