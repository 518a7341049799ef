// Tests of `--device webgpu` need no GPU: Mesa's software driver for Vulkan does. Brings it to Debian, if need be.
// node scripts/vulkan.mjs [--check]   exits 0 if a WebGPU session works; --check installs nothing.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { addBackports, aptInstall, debianRelease, hasApt, isRoot } from './apt.mjs'

const script = fileURLToPath(import.meta.url)

/** Whether ONNX Runtime can run a model on WebGPU here. In a process of its own: a driver may crash. */
function webgpuWorks() {
  return spawnSync(process.execPath, [script, '--session']).status === 0
}

if (process.argv.includes('--session')) await session()
else main(process.argv.includes('--check'))

function main(checkOnly) {
  if (webgpuWorks()) return say('ready')
  if (checkOnly) return fail('no usable driver')
  if (!hasApt()) return fail('no usable driver; Mesa 25 or later has one that needs no GPU')
  if (!isRoot()) return fail('no usable driver; as root, this installs one that needs no GPU: node scripts/vulkan.mjs')
  say('apt-get install mesa-vulkan-drivers')
  try {
    installDriver()
  } catch (error) {
    return fail(error.message)
  }
  if (!webgpuWorks()) return fail('ONNX Runtime refuses the driver installed here: it takes Mesa 25 or later')
  say('ready')
}

/** Debian 12's own driver, Mesa 22.3, is too old for ONNX Runtime; its backports have 25.0. */
function installDriver() {
  const release = debianRelease()
  const suite = release === 'bookworm' ? 'bookworm-backports' : undefined
  if (suite) addBackports(release)
  aptInstall(['mesa-vulkan-drivers', 'libvulkan1'], suite)
}

/** Runs y = x·x on WebGPU, in this process. Without the option, nodes could silently run on the CPU. */
async function session() {
  process.env.ORT_DISABLE_TELEMETRY = '1'
  const { InferenceSession, Tensor } = (await import('onnxruntime-node')).default
  const { onnx } = (await import('onnx-proto')).default
  const type = { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }, { dimValue: 2 }] } } }
  const graph = {
    name: 'square',
    node: [{ opType: 'MatMul', input: ['x', 'x'], output: ['y'] }],
    input: [{ name: 'x', type }],
    output: [{ name: 'y', type }],
  }
  const model = { irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph }
  const bytes = onnx.ModelProto.encode(onnx.ModelProto.fromObject(model)).finish()
  const extra = { session: { disable_cpu_ep_fallback: '1' } }
  const square = await InferenceSession.create(bytes, { executionProviders: ['webgpu'], extra })
  const { y } = await square.run({ x: new Tensor('float32', [1, 2, 3, 4], [2, 2]) })
  if (y.data.join() !== '7,10,15,22') throw new Error(`wrong result: ${y.data.join()}`)
}

function say(message) {
  console.log(`WebGPU: ${message}`)
}

function fail(reason) {
  say(reason)
  process.exitCode = 1
}
