/** A `retrieval` whose work would be noticed, and how it must be refused before any of it. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect } from 'vitest'
import { writeModel } from '../onnx/graphs.js'
import { slicingModel } from '../onnx/slicing.js'
import { writeClusters } from './clusters.js'
import { expectPlain, type Place, program, type Result } from './run.js'
import { world } from './world.js'

export interface Refusals {
  model: string // of width 16; it has to run before anything can be searched, and what it gives is kept in the cache
  database: string // 120 rows
  queries: string
  all: readonly string[] // arguments with these three
  path(name: string): string
  run(args: readonly string[], place?: Place): Promise<Result>
  env: Record<string, string>
  /** Wrong usage, in one plain sentence. @returns the suggestions */
  refused(args: readonly string[], code: string, message: RegExp): Promise<string[]>
}

/** After all tests of a file nothing was embedded, indexed or left in the temporary folder. */
export function refusals(): Refusals {
  const { json, run, cache } = program()
  const { path } = world()
  const model = writeModel(path('sixteen.onnx'), slicingModel(16, 16))
  const database = writeClusters(path('db.arrow'), { rows: 120, seed: 1, column: 'x' })
  const queries = writeClusters(path('q.arrow'), { rows: 30, seed: 2, column: 'x', ids: 'q' })
  const scratch = path('scratch')
  mkdirSync(scratch)
  const env = { TMPDIR: scratch }
  afterAll(() => {
    const kept = (folder: string) => {
      const place = join(cache, 'mrl-eval', folder)
      return existsSync(place) ? readdirSync(place) : []
    }
    expect([...kept('embeddings'), ...kept('indexes'), ...readdirSync(scratch)]).toEqual([])
  })
  return {
    model,
    database,
    queries,
    all: ['retrieval', '--model', model, '--database', database, '--queries', queries, '--no-latency'],
    path,
    run,
    env,
    async refused(args, code, message) {
      const { document, stderr } = await json(args, { env })
      expect(document.error.message).toMatch(message)
      expect(document.error).toMatchObject({ exitCode: 2, code })
      expect(document.error.message).not.toContain('\n')
      expectPlain(document.error.message + stderr)
      expect(stderr).toBe('')
      return document.error.suggestions
    },
  }
}
