import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Parser } from '@oclif/core'
import { describe, expect, test } from 'vitest'
import { imageFlags, toldImages } from '../../../src/cli/flags/image-flags.js'
import { userError } from '../../data/collect.js'
import { temporaryFolder } from '../../data/temporary.js'

const folder = temporaryFolder()

async function told(...argv: string[]) {
  const { flags } = await Parser.parse(argv, { flags: imageFlags })
  return toldImages(flags)
}

test('nothing told', async () => {
  expect(await told()).toEqual({})
})

test('every flag', async () => {
  expect(
    await told(
      ...['--preprocess', 'imagenet', '--image-size', '256', '--image-crop', '224', '--image-kernel', 'bicubic'],
      ...['--image-mean', '0.485,0.456,0.406', '--image-std', '0.5', '--image-layout', 'nhwc'],
    ),
  ).toEqual({
    preprocess: { name: 'imagenet' },
    imageSize: { shortest: 256 },
    imageCrop: { height: 224, width: 224 },
    imageKernel: 'bicubic',
    imageMean: [0.485, 0.456, 0.406],
    imageStd: [0.5],
    imageLayout: 'nhwc',
  })
  expect(await told('--image-size', '32,48', '--image-crop', '30,40')).toEqual({
    imageSize: { height: 32, width: 48 },
    imageCrop: { height: 30, width: 40 },
  })
})

test('a file comes with what it says', async () => {
  const path = join(folder, 'preprocessor_config.json')
  writeFileSync(path, '{"do_resize": false}')
  expect(await told('--preprocess', path)).toEqual({ preprocess: { name: path, config: { do_resize: false } } })
})

describe('refused', () => {
  test.each([
    ['--image-size', '0'],
    ['--image-size', '224x224'],
    ['--image-size', '1,2,3'],
    ['--image-crop', '-5'],
    ['--image-crop', ''],
    ['--image-mean', '0.5,0.5'],
    ['--image-mean', '0.5,,0.5'],
    ['--image-mean', 'NaN'],
    ['--image-std', '0'],
    ['--image-std', '1,1,-1'],
  ])('%s %s', async (flag, value) => {
    const error = await told(`${flag}=${value}`).catch((thrown: Error) => thrown)
    expect(error).toBeInstanceOf(Error)
    expect((error as Error).message).toContain(`${flag} ${value}: expected`)
  })

  test('a preset that is none', async () => {
    const error = await userError(told('--preprocess', 'imagnet'))
    expect(error).toMatchObject({ code: 'preprocess-missing', exitCode: 2 })
    expect(error.message).toContain('no preset has this name')
    expect(error.suggestions.join()).toContain('none, imagenet, clip')
  })
})
