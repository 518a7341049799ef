// Installing Debian packages, where that can be done without asking: as root, on Debian or a system made from it.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const SOURCES = '/etc/apt/sources.list.d'

/** The release's name ("bookworm") on Debian itself, '' elsewhere. */
export function debianRelease() {
  const { ID, VERSION_CODENAME } = osRelease()
  return ID === 'debian' ? (VERSION_CODENAME ?? '') : ''
}

export function hasApt() {
  const { ID, ID_LIKE } = osRelease()
  return `${ID} ${ID_LIKE}`.split(' ').includes('debian') && existsSync('/usr/bin/apt-get')
}

export function installed(name) {
  const { stdout } = spawnSync('dpkg-query', ['--status', name], { encoding: 'utf8' })
  return stdout?.includes('Status: install ok installed') ?? false
}

export function isRoot() {
  return process.getuid?.() === 0
}

/** Installs packages as root, or throws an Error. With a suite, that suite's versions are preferred. */
export function aptInstall(names, suite) {
  // A source that cannot be reached only matters if the packages are not found elsewhere: the install will tell.
  aptGet('update')
  const wanted = [...(suite ? ['-t', suite] : []), ...names]
  const { status, output } = aptGet('install', '-y', '--no-install-recommends', ...wanted)
  if (status !== 0) throw new Error(`this failed: apt-get install ${wanted.join(' ')}\n${output}`)
}

/** Makes the backports of a release known to apt: a copy of the release's own entry, so mirror and keys stay the same. */
export function addBackports(release) {
  const suite = `${release}-backports`
  const entries = sourceEntries()
  if (entries.some((entry) => entry.suites.includes(suite))) return
  const own = entries.find((entry) => entry.suites.includes(release))
  if (own) writeFileSync(join(SOURCES, `${suite}.${own.format}`), `${own.withSuite(suite)}\n`)
}

function aptGet(...args) {
  const options = ['DPkg::Lock::Timeout=120', 'Acquire::http::Timeout=20', 'Acquire::Retries=2']
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const { status, stdout, stderr } = spawnSync(
    'apt-get',
    ['-q', ...options.flatMap((option) => ['-o', option]), ...args],
    { encoding: 'utf8', env },
  )
  return { status, output: `${stdout}${stderr}`.trim().split('\n').slice(-8).join('\n') }
}

/** Entries in both of apt's formats: one line each (.list), or a stanza of "Field: value" lines (.sources). */
function sourceEntries() {
  const more = existsSync(SOURCES) ? readdirSync(SOURCES).map((name) => join(SOURCES, name)) : []
  return ['/etc/apt/sources.list', ...more].filter(existsSync).flatMap((file) => {
    const text = readFileSync(file, 'utf8').replace(/^#.*\n?/gm, '')
    if (file.endsWith('.list')) return text.split('\n').flatMap(lineEntry)
    return file.endsWith('.sources') ? text.split(/\n\s*\n/).flatMap(stanzaEntry) : []
  })
}

function lineEntry(line) {
  const [, start, own] = line.match(/^(deb\s+(?:\[[^\]]*\]\s+)?\S+\s+)(\S+)/) ?? []
  if (!own) return []
  return [{ format: 'list', suites: [own], withSuite: (suite) => `${start}${suite} main` }]
}

function stanzaEntry(stanza) {
  const field = /^Suites:(.*)$/im
  const suites = field.exec(stanza)?.[1].trim().split(/\s+/)
  if (!suites || /^Enabled:\s*no/im.test(stanza)) return []
  const withSuite = (suite) => stanza.trim().replace(field, `Suites: ${suite}`)
  return [{ format: 'sources', suites, withSuite }]
}

function osRelease() {
  if (!existsSync('/etc/os-release')) return {}
  const lines = readFileSync('/etc/os-release', 'utf8').split('\n')
  return Object.fromEntries(lines.map((line) => line.replaceAll('"', '').split('=')))
}
