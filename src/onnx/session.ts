/** The one door to ONNX Runtime: a device by name, and sessions on it. */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { InferenceSession } from 'onnxruntime-node'
import { dataError, messageOf } from '../errors.js'
import type { Device } from '../types.js'

export interface SessionOptions {
  device: Device
  threads: number // intra-op threads; 0 leaves it to ONNX Runtime
}

/** Every device by name, with what to do where it is missing. */
export const DEVICES: Readonly<Record<Device, { summary: string; advice: string }>> = {
  cpu: { summary: 'every machine', advice: 'reinstall mrl-eval: npm install -g mrl-eval' },
  cuda: {
    summary: 'NVIDIA GPUs, Linux x64',
    advice:
      'install the NVIDIA driver, CUDA 12 and cuDNN 9, then: npm install -g mrl-eval --onnxruntime-node-install=cuda12',
  },
  webgpu: {
    summary: 'any GPU with a Vulkan, Metal or D3D12 driver',
    advice: 'install a Vulkan driver (Debian: libvulkan1 and mesa-vulkan-drivers newer than 22.3)',
  },
  coreml: { summary: 'Apple silicon', advice: 'run on macOS' },
  dml: { summary: 'Windows GPUs', advice: 'run on Windows' },
}

/** Opens a session for a model file or its bytes. @throws whatever ONNX Runtime throws */
export async function openSession(
  model: string | Uint8Array,
  { device, threads }: SessionOptions,
): Promise<InferenceSession> {
  process.env.ORT_DISABLE_TELEMETRY ??= '1' // ONNX Runtime reports model names and hashes to its makers otherwise
  const { InferenceSession } = await import('onnxruntime-node')
  const options: InferenceSession.SessionOptions = {
    executionProviders: [device],
    logSeverityLevel: 4, // what fails is thrown with the same words
    enableMemPattern: false,
  }
  if (threads > 0) options.intraOpNumThreads = threads
  return typeof model === 'string' ? InferenceSession.create(model, options) : InferenceSession.create(model, options)
}

/**
 * The device to use: the one asked for if a session starts on it, or for `auto` the first that starts among those
 * that this machine has hardware for.
 * @throws UserError (exit 3) when a device was asked for by name and does not start
 */
export async function chooseDevice(asked: Device | 'auto'): Promise<Device> {
  if (asked === 'auto') {
    for (const device of candidates()) if ((await startFailureApart(device)) === null) return device
    return 'cpu'
  }
  const failure = asked === 'cpu' ? null : await startFailureApart(asked)
  if (failure === null) return asked
  throw dataError(
    'device-missing',
    `the device ${asked} does not start here: ${failure}`,
    DEVICES[asked].advice,
    'or run with --device cpu',
  )
}

/** What `startFailure` says, tried in a process of its own, whose crashes and words do not reach this one. */
export async function startFailureApart(device: Device): Promise<string | null> {
  const script = fileURLToPath(new URL('./try-device.js', import.meta.url))
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [script, device], { timeout: 60_000 })
    return (JSON.parse(stdout) as { failure: string | null }).failure
  } catch (error) {
    return `the process that tried it ended: ${messageOf(error).split('\n')[0]}`
  }
}

/** Why a session on this device does not start and run, in one line, or null when it does. */
export async function startFailure(device: Device, probe: Uint8Array): Promise<string | null> {
  const { listSupportedBackends, Tensor } = await import('onnxruntime-node')
  if (!listSupportedBackends().some(({ name }) => name === device)) return 'this build of ONNX Runtime does not have it'
  try {
    const session = await openSession(probe, { device, threads: 1 })
    await session.run({ x: new Tensor('float32', new Float32Array(4), [1, 4]) })
    await session.release()
    return null
  } catch (error) {
    return reason(messageOf(error))
  }
}

/** What ONNX Runtime says after the source line and the condition that failed. */
function reason(message: string): string {
  const line = message.split('\n')[0]!
  return /(?:was false\. |: )((?:Failed|No|Cannot) .*)$/.exec(line)?.[1] ?? line
}

/** Devices worth trying for `auto`. A software Vulkan driver is slower than the CPU, so webgpu needs hardware. */
function candidates(): Device[] {
  if (process.platform === 'darwin' || process.platform === 'win32') return ['webgpu']
  const nvidia = existsSync('/dev/nvidia0')
  const render = existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'))
  return nvidia ? ['cuda', 'webgpu'] : render ? ['webgpu'] : []
}
