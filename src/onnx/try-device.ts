/** Run as a script: tries one device in a process of its own, since a driver may crash or write to stderr. */
import type { Device } from '../types.js'
import { probeModel } from './build.js'
import { startFailure } from './session.js'

const failure = await startFailure(process.argv[2] as Device, probeModel())
process.stdout.write(JSON.stringify({ failure }))
