import { readdir, stat } from 'node:fs/promises'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { MrlCommand } from '../cli/base.js'
import { packageVersion } from '../cli/environment.js'
import { wait } from '../cli/progress.js'
import { DEVICES, startFailureApart } from '../onnx/session.js'
import { type Check, type DoctorResult, renderChecks } from '../report/doctor.js'
import { FAISS_SETUP, probeFaiss } from '../search/faiss/faiss.js'
import type { Device } from '../types.js'

export default class Doctor extends MrlCommand {
  static override summary =
    'what works on this machine: devices, FAISS, versions, and what to type where something is missing'

  static override description =
    'Starts a session on every device and a search in FAISS, rather than only looking for files.'

  static override examples = ['<%= config.bin %> doctor']

  async run(): Promise<DoctorResult> {
    const { flags } = await this.parse(Doctor)
    const shown = flags.progress && !flags.quiet && !this.jsonEnabled()
    const devices: Check[] = []
    for (const device of Object.keys(DEVICES) as Device[])
      devices.push(await wait(`trying ${device}`, shown, checkDevice(device)))
    const result: DoctorResult = {
      schemaVersion: 1,
      command: 'doctor',
      tool: { name: 'mrl-eval', version: this.config.version },
      versions: {
        node: process.versions.node,
        'onnxruntime-node': packageVersion('onnxruntime-node'),
        'apache-arrow': packageVersion('apache-arrow'),
        sharp: packageVersion('sharp'),
      },
      machine: {
        os: `${process.platform}-${process.arch}`,
        cpu: cpus()[0]?.model.trim() ?? null,
        cores: availableParallelism(),
      },
      devices,
      faiss: await wait('trying FAISS', shown, checkFaiss()),
      cache: await measureFolder(this.config.cacheDir),
    }
    this.log(renderChecks(result))
    return result
  }
}

async function checkDevice(device: Device): Promise<Check> {
  const failure = await startFailureApart(device)
  const { summary, advice } = DEVICES[device]
  return failure === null
    ? { name: device, ok: true, detail: `a session starts (${summary})`, advice: null }
    : { name: device, ok: false, detail: failure, advice }
}

async function checkFaiss(): Promise<Check> {
  const found = await probeFaiss()
  if ('version' in found)
    return { name: 'faiss', ok: true, detail: `faiss-node ${found.version} searches`, advice: null }
  return {
    name: 'faiss',
    ok: false,
    detail: `${found.failure}; indexes need it, exact search does not`,
    advice: FAISS_SETUP,
  }
}

async function measureFolder(path: string): Promise<{ path: string; files: number; bytes: number }> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => [])
  const files = entries.filter((entry) => entry.isFile())
  const sizes = await Promise.all(
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  )
  return { path, files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }
}
