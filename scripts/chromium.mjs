// Tests of report.html look at it in a browser, without a window. Brings Chromium to Debian, if need be.
// node scripts/chromium.mjs [--check]   exits 0 if a browser draws a page; --check installs nothing.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { aptInstall, hasApt, isRoot } from './apt.mjs'

const NAMES = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
  'chrome.exe',
  'msedge',
]
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** As root there is no sandbox; small machines have little shared memory. */
export const BROWSER_ARGS = ['--disable-dev-shm-usage', '--disable-gpu', ...(isRoot() ? ['--no-sandbox'] : [])]

/** Path of a browser: that of CHROME_PATH, else one in PATH or where systems keep it; or null. */
export function browserPath() {
  const { CHROME_PATH, PATH = '' } = process.env
  if (CHROME_PATH) return existsSync(CHROME_PATH) ? CHROME_PATH : null
  const inPath = PATH.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...inPath, ...PLACES].find(existsSync) ?? null
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.includes('--check'))

function main(checkOnly) {
  if (works()) return say('ready')
  if (checkOnly) return fail('none works')
  if (!hasApt()) return fail('none works; install Chromium or Chrome, or name one in CHROME_PATH')
  if (!isRoot()) return fail('none works; as root, this installs one: node scripts/chromium.mjs')
  say('apt-get install chromium')
  try {
    aptInstall(['chromium'])
  } catch (error) {
    return fail(error.message)
  }
  if (!works()) return fail('Chromium was installed, and does not start')
  say('ready')
}

/** Whether a browser draws a page here. */
function works() {
  const path = browserPath()
  if (path === null) return false
  const args = [
    '--headless',
    ...BROWSER_ARGS,
    '--dump-dom',
    'data:text/html,<title>7*6</title><script>document.title=7*6</script>',
  ]
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', timeout: 60_000 })
  return status === 0 && stdout.includes('<title>42</title>')
}

function say(message) {
  console.log(`Browser: ${message}`)
}

function fail(reason) {
  say(reason)
  process.exitCode = 1
}
