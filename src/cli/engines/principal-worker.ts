/** Run as a worker: finds principal directions, which takes minutes, while the program still hears signals. */
import { parentPort, workerData } from 'node:worker_threads'
import { principalDirections } from '../../math/principal.js'

const { symmetric, width } = workerData as { symmetric: Float64Array; width: number }
parentPort!.postMessage(principalDirections(symmetric, width).directions)
