/**
 * Resized photos against Pillow's: mrl-eval's resize and sharp's, in levels of 0…255; and how fast photos are prepared.
 *
 *     npm run build
 *     pip install pillow torchvision numpy
 *     node benchmarks/image-resize/run.mjs [--python python3] [PHOTO …]
 *
 * Without photos, those of fixtures/photos. See ../README.md.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { decode } from '../../dist/model/images/decode.js'
import { PRESETS } from '../../dist/model/images/presets.js'
import { resample } from '../../dist/model/images/resample.js'
import { openImageReader } from '../../dist/model/images/threads.js'

const { values: flags, positionals } = parseArgs({
  options: { python: { type: 'string', default: 'python3' } },
  allowPositionals: true,
})
const here = (name) => fileURLToPath(new URL(name, import.meta.url))
const fixtures = here('../../fixtures/photos/')
const photos =
  positionals.length > 0
    ? positionals
    : readdirSync(fixtures)
        .filter((name) => name.endsWith('.jpg'))
        .map((name) => join(fixtures, name))
const SHARP = { bilinear: 'linear', bicubic: 'cubic', lanczos: 'lanczos3' }
const folder = mkdtempSync(join(tmpdir(), 'mrl-eval-images-'))
const theirs = (job) =>
  JSON.parse(execFileSync(flags.python, [here('theirs.py'), job, folder, ...photos], { encoding: 'utf8' }))

try {
  const { found: cases, versions } = theirs('files')
  console.log(versions, { sharp: sharp.versions.sharp, vips: sharp.versions.vips, photos: photos.length })
  await compare(cases)
  const pillow = theirs('speed').found
  const files = Array.from({ length: 64 }, (_, i) => readFileSync(join(folder, `speed-${i}.jpg`)))
  for (const threads of [1, 2]) {
    console.log(
      `${threads} threads: mrl-eval ${await speed(files, threads)} images/s, Pillow ${Math.round(pillow[threads])}`,
    )
  }
} finally {
  rmSync(folder, { recursive: true })
}

/** Mean over all photos, and the largest difference. */
async function compare(cases) {
  const decoding = []
  for (const { photo, name } of cases.filter(({ what }) => what === '256')) {
    decoding.push(
      difference((await decode(readFileSync(photo), 3, 'dropped')).pixels, readFileSync(join(folder, `${name}.raw`))),
    )
  }
  console.log('decoding:', show(decoding))
  for (const what of new Set(cases.map((found) => found.what))) {
    for (const kernel of Object.keys(SHARP)) {
      const sides = { 'mrl-eval': [], sharp: [], torchvision: [] }
      for (const { name, from, to } of cases.filter((found) => found.what === what)) {
        const read = (ending) => readFileSync(join(folder, `${name}${ending}`))
        const expected = read(`-${kernel}.pillow`)
        const [width, height] = to
        const image = { pixels: read('.raw'), width: from[0], height: from[1], channels: 3 }
        const window = { top: 0, left: 0, width, height }
        sides['mrl-eval'].push(difference(resample(image, { width, height }, kernel, window).pixels, expected))
        const { pixels, ...raw } = image
        const bySharp = await sharp(pixels, { raw })
          .resize(width, height, { fit: 'fill', kernel: SHARP[kernel], fastShrinkOnLoad: false })
          .raw()
          .toBuffer()
        sides.sharp.push(difference(bySharp, expected))
        sides.torchvision.push(difference(read(`-${kernel}.torchvision`), expected))
      }
      const shown = Object.entries(sides).map(([side, list]) => `${side} ${show(list)}`)
      console.log(`${what.padEnd(9)} ${kernel.padEnd(8)} ${shown.join('   ')}`)
    }
  }
}

function difference(ours, expected) {
  let [sum, most] = [0, 0]
  for (let i = 0; i < expected.length; i++) {
    const apart = Math.abs(ours[i] - expected[i])
    sum += apart
    most = Math.max(most, apart)
  }
  return { mean: sum / expected.length, most }
}

function show(list) {
  const mean = list.reduce((sum, own) => sum + own.mean, 0) / list.length
  return `${mean.toFixed(3)} (at most ${Math.max(...list.map(({ most }) => most))})`
}

/** Median of 5 rounds, after one to warm up. */
async function speed(files, threads) {
  const input = { type: 'float32', layout: 'nchw', channels: 3 }
  const reader = openImageReader({ recipe: PRESETS.imagenet, input }, threads)
  const seconds = []
  for (let round = 0; round < 6; round++) {
    const began = performance.now()
    await reader.read(files)
    seconds.push((performance.now() - began) / 1000)
  }
  await reader.close()
  return Math.round(files.length / seconds.slice(1).sort((a, b) => a - b)[2])
}
