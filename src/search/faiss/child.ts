/** Run as a script, by process.ts: answers questions about FAISS, and ends when its parent does. */

import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '../../errors.js'
import { loadFaiss, metricOf, nativeFactory, plainReason } from './binding.js'
import { buildIndex } from './build.js'
import { refused } from './check.js'
import { type OpenIndex, openIndex } from './index.js'
import { settingPlaces } from './index-file.js'
import type { Answers, Kind, Questions, Reply } from './process.js'
import type { BuiltIndex, SearchSettings } from './request.js'

const handlers: { [K in Kind]: (question: Questions[K]) => Promise<Answers[K]> | Answers[K] } = {
  version: () => loadFaiss().version,
  check: tryEmpty,
  build: buildIndex,
  search: ({ index, settings, queries, k, scratch }) =>
    openOnce(index, settings, scratch).search(queries, 0, queries.rows, k),
}

/** Makes and writes an index without rows: FAISS reads the factory string, and the file shows which settings it has. */
async function tryEmpty({ request, distance, scratch }: Questions['check']): Promise<Answers['check']> {
  const path = join(scratch, `empty-${process.pid}`)
  const { factory, dim, clusterDim } = request
  const { Index } = loadFaiss()
  try {
    Index.fromFactory(clusterDim ?? dim, nativeFactory(factory), metricOf(factory, distance)).write(path)
    return settingPlaces(path)
  } catch (error) {
    throw refused(request, plainReason(messageOf(error)))
  } finally {
    await rm(path, { force: true })
  }
}

let open: { key: string; index: OpenIndex } | null = null

/** The last index stays open: queries come in blocks. */
function openOnce(index: BuiltIndex, settings: SearchSettings, scratch: string): OpenIndex {
  const key = JSON.stringify([index.path, settings])
  if (open?.key === key) return open.index
  open = null
  globalThis.gc?.() // V8 does not see how large an index is
  open = { key, index: openIndex(index, settings, scratch) }
  return open.index
}

async function answer<K extends Kind>(kind: K, question: Questions[K]): Promise<Reply> {
  try {
    return { answer: await handlers[kind](question) }
  } catch (error) {
    if (!(error instanceof UserError)) return { failure: plainReason(messageOf(error)) }
    const { code, exitCode, message, suggestions } = error
    return { refusal: { code, exitCode, message, suggestions } }
  }
}

process.on('disconnect', () => process.exit())
process.on('message', async ({ kind, question }: { kind: Kind; question: Questions[Kind] }) => {
  process.send?.(await answer(kind, question))
})
