/**
 * Where FAISS is, and whether it works. It is always loaded in a child process: it blocks, two copies in one process
 * crash, and some of its errors abort.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/** The package's own folder, under which scripts/faiss.mjs builds FAISS where no prebuilt one can be had. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const FAISS_SETUP = `node ${ROOT}scripts/faiss.mjs`

const PROBE = `
const { createRequire } = require('node:module')
const load = createRequire(${JSON.stringify(`${ROOT}package.json`)})
let name = 'faiss-node'
try { load(name) } catch { name = ${JSON.stringify(`${ROOT}vendor/faiss-node`)} }
const { IndexFlatL2 } = load(name)
const index = new IndexFlatL2(2)
index.add([0, 0, 1, 1])
const { labels } = index.search([1, 1], 1)
if (labels[0] !== 1) throw new Error('a search of two vectors gave row ' + labels[0])
console.log(load(name + '/package.json').version)
`

/** The version of the FAISS binding that loads and searches, or why none does. */
export async function probeFaiss(): Promise<{ version: string } | { failure: string }> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROBE], { timeout: 30_000 })
    return { version: stdout.trim() }
  } catch (error) {
    const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error)
    const line = text.split('\n').find((candidate) => /^\w*Error/.test(candidate))
    return {
      failure:
        line?.includes('MODULE_NOT_FOUND') || line?.includes('Cannot find module')
          ? 'faiss-node is not installed'
          : (line ?? 'the process that loads it crashed'),
    }
  }
}
