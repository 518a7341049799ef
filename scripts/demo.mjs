// The questions that the tool answers, asked of the data in fixtures/, whose mrl-eval.config.yaml names models and files.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('../fixtures', import.meta.url))
const start = performance.now()

const commands = [
  'classify',
  'knn',
  'adaptive-classify',
  'retrieval --shortlist 16 --rerank 2048 --latency-seconds 1',
  'retrieval --model text/model --database text/beir --queries text/beir --k 10 --no-latency',
  'similarity --model text/model --data text/pairs.csv',
]
for (const command of commands) {
  console.log(`$ mrl-eval ${command}`)
  const { status } = spawnSync(process.execPath, ['../bin/run.js', ...command.split(' ')], { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  console.log()
}
console.log(`All took ${((performance.now() - start) / 1000).toFixed(1)} s.`)
