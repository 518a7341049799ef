// The two questions the tool answers, asked of the data in fixtures/, whose mrl-eval.yaml names models and files.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('../fixtures', import.meta.url))
const start = performance.now()

for (const command of ['classify', 'knn']) {
  console.log(`$ mrl-eval ${command}`)
  const { status } = spawnSync(process.execPath, ['../bin/run.js', command], { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  console.log()
}
console.log(`Both took ${((performance.now() - start) / 1000).toFixed(1)} s.`)
