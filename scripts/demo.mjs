// The questions that the tool answers, asked of the data in fixtures/, whose mrl-eval.config.yaml names models and files;
// then all answers on one page. The last line is the page's path.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const cwd = fileURLToPath(new URL('../fixtures', import.meta.url))
const results = fileURLToPath(new URL('../demo', import.meta.url))
const start = performance.now()

const commands = {
  classify: 'classify',
  knn: 'knn',
  random: 'knn --model MRL=models/mrl.onnx --reduce random',
  'adaptive-classify': 'adaptive-classify',
  retrieval: 'retrieval --shortlist 16 --rerank 2048 --latency-seconds 1',
  grid: 'retrieval --model MRL=models/mrl.onnx --grid --k 10',
  texts: 'retrieval --model text/model --database text/beir --queries text/beir --k 10 --no-latency',
  pairs: 'similarity --model text/model --data text/pairs.csv',
}

mkdirSync(results, { recursive: true })
for (const [name, command] of Object.entries(commands)) mrlEval(`${command} --output ../demo/${name}.json`)
const files = Object.keys(commands).map((name) => `../demo/${name}.json`)
const queries = '--database icons/database.arrow --queries icons/queries.arrow'
console.log(`\nAll was measured in ${((performance.now() - start) / 1000).toFixed(1)} s.`)
mrlEval(`report ${files.join(' ')} --model MRL=models/mrl.onnx ${queries} --exhibits --output ${results}/report.html`)

function mrlEval(command) {
  console.log(`\n$ mrl-eval ${command}`)
  const { status } = spawnSync(process.execPath, ['../bin/run.js', ...command.split(' ')], { cwd, stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
}
