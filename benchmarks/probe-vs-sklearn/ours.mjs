/** One probe of mrl-eval at one dim and strength: from the vectors in memory to the fit; then its score on other rows. */
import { readFileSync } from 'node:fs'
import { softmaxScores } from '../../dist/math/softmax.js'
import { openEngine } from '../../dist/probe/engine.js'
import { regression } from '../../dist/probe/fit.js'

const { train, test, width, dim, strength, threads } = JSON.parse(process.argv[2])
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url)))

function read({ vectors, labels }) {
  const values = new Float32Array(readFileSync(vectors).buffer)
  return {
    rows: values.length / width,
    width,
    values,
    labels: new Int32Array(new Uint8Array(readFileSync(labels)).buffer),
  }
}

const [rows, asked] = [read(train), read(test)]
const classes = 1 + rows.labels.reduce((most, label) => Math.max(most, label), 0)
const engine = await openEngine({ device: 'cpu', threads })
const began = performance.now()
const fitAt = await regression(engine, { ...rows, classes }, dim)
const fit = await fitAt(strength, { start: null, tolerance: 1e-5, signal: new AbortController().signal })
const seconds = (performance.now() - began) / 1000

const logits = await engine.logits(asked, fit)
let [hits, loss] = [0, 0]
for (let row = 0; row < asked.rows; row++) {
  const score = softmaxScores(logits.subarray(row * classes, (row + 1) * classes), asked.labels[row])
  if (score.rank === 1) hits++
  loss += score.loss / asked.rows
}
await engine.close()
const { iterations, converged } = fit
if (!converged) console.error(`not converged at ${dim}`)
console.log(JSON.stringify({ seconds, accuracy: hits / asked.rows, loss, iterations, version: `mrl-eval ${version}` }))
