/** Against files that FAISS wrote. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { flatHeader, patchedCopy, readHeader, settingPlaces } from '../../../src/search/faiss/index-file.js'
import { randomVectors } from '../search.js'
import { bench, withoutFaiss } from './running.js'

const place = bench()
const rows = 300

describe.skipIf(withoutFaiss !== null)('files that FAISS wrote', async () => {
  const faiss = withoutFaiss === null ? await place.start() : null
  const file = await place.file(randomVectors(rows, 8, 1))
  const built = async (factory: string) => (await faiss!.build({ factory, dim: 8, clusterDim: null }, file, 'l2')).path

  test.each(['HNSW8', 'HNSW32', 'PCA4,HNSW8', 'HNSW8_SQ8'])(
    '%s: efSearch 16, with efConstruction 40 before it',
    async (factory) => {
      const path = await built(factory)
      const places = settingPlaces(path)
      expect(places).toMatchObject({ efSearch: { value: 16 }, nprobe: null })
      expect(readFileSync(path).readInt32LE(places.efSearch!.at - 4)).toBe(40)
    },
  )

  test.each(['IVF7,Flat', 'IVF7,SQ8', 'IVF7,PQ2x4', 'PCA4,IVF7,Flat', 'IVF7_HNSW8,Flat', 'IVF7,PQ2x4,RFlat'])(
    '%s: nprobe 1 of 7',
    async (factory) => {
      expect(settingPlaces(await built(factory))).toMatchObject({ efSearch: null, nprobe: { value: 1, lists: 7 } })
    },
  )

  test.each(['Flat', 'SQ8', 'PQ2x4', 'PCA4,SQ8'])('%s has no settings', async (factory) => {
    expect(settingPlaces(await built(factory))).toEqual({ efSearch: null, nprobe: null })
  })

  test('the header of a Flat index is the one that FAISS writes', async () => {
    const bytes = readFileSync(await built('HNSW8'))
    const storage = settingPlaces(await built('HNSW8')).efSearch!.at + 8
    expect(bytes.subarray(storage, storage + 45)).toEqual(flatHeader(rows, 8, 1))
    expect(readHeader(bytes)).toEqual({ kind: 'IHNf', width: 8, rows, metric: 1 })
  })

  test('a patched copy differs in the patched bytes alone', async () => {
    const path = await built('IVF7,Flat')
    const before = readFileSync(path)
    const target = join(place.folder, 'patched')
    patchedCopy(path, target, [{ at: 45, bytes: Uint8Array.of(5) }])
    const after = readFileSync(target)
    expect([...after.keys()].filter((at) => after[at] !== before[at])).toEqual([45])
    expect(settingPlaces(target).nprobe!.value).toBe(5)
    expect(readFileSync(path)).toEqual(before)
  })
})
