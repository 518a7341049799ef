/** Run as a worker: prepares images one after the other, so that only one is decoded at a time. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import type { Pixels } from '../../types.js'
import { type ImageTask, imageReader } from './image.js'
import { outcome } from './outcome.js'

const read = imageReader(workerData as ImageTask)
let last: Promise<unknown> = Promise.resolve()

parentPort!.on('message', ({ files, port }: { files: readonly (Uint8Array | Pixels)[]; port: MessagePort }) => {
  last = last.then(async () => {
    const outcomes = []
    for (const file of files) outcomes.push(await outcome(read(file)))
    const buffers = outcomes.flatMap((found) => ('values' in found ? [found.values.buffer as ArrayBuffer] : []))
    port.postMessage(outcomes, buffers)
    port.close()
  })
})
