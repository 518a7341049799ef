// Runs command lines one after another in one process, in the folder where it is started; their outputs stay its own.
//   node run-examples.mjs ROOT LINES.json RESULTS.json
import { readFileSync, writeFileSync } from 'node:fs'
import { Config } from '@oclif/core'

const [root, lines, results] = process.argv.slice(2)
const config = await Config.load({ root })
const all = JSON.parse(readFileSync(lines, 'utf8'))
const done = []
process.setMaxListeners(0) // every command listens for signals
process.stdout.setMaxListeners(0)
const write = { stdout: process.stdout.write, stderr: process.stderr.write }
for (const {
  cwd,
  words: [command, ...args],
} of all) {
  process.chdir(cwd)
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'])
    process[stream].write = (text) => {
      said[stream] += text
      return true
    }
  process.exitCode = undefined
  const thrown = await config.runCommand(command, args).then(
    () => null,
    (error) => String(error),
  )
  for (const stream of ['stdout', 'stderr']) process[stream].write = write[stream]
  done.push({
    line: [command, ...args].join(' '),
    code: process.exitCode ?? 0,
    thrown,
    ...said,
  })
}
process.exitCode = 0
writeFileSync(results, JSON.stringify(done))
