/** Where embeddings are kept: in the cache, or where there is none in a folder for one command alone. */
import { access, constants, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { openEmbeddings } from '../../data/embeddings/embeddings.js'
import { sha256 } from '../../data/files/fingerprint.js'
import { messageOf } from '../../errors.js'
import { configFolder } from '../../model/files.js'
import { folderPrompt } from '../../model/text/prompt.js'
import type { EmbeddingTable, Notice } from '../../types.js'
import { scratchFolder } from '../scratch.js'
import type { Digests } from './digests.js'
import type { EmbedSettings } from './embedder.js'
import type { NamedModel } from './models.js'
import type { Reading } from './reading.js'

/** Changes when what a cached file says of itself does, so that older ones are made again. */
const LAYOUT = 5

/** What was put through which model, and how. */
export interface Made extends Pick<Reading, 'path' | 'wanted' | 'columns'> {
  model: NamedModel
}

export interface EmbeddingCache {
  /** The place of what is made so. */
  file(made: Made): Promise<string>
  /** What is there: also with logits where none are wanted. Null: nothing, or it is damaged. */
  kept(made: Made): Promise<EmbeddingTable | null>
  /** Removes what was written for this command alone. */
  close(): Promise<void>
}

/** @param warn told when the cache cannot be written */
export function openEmbeddingCache(
  settings: EmbedSettings,
  digests: Digests,
  warn: (notice: Notice) => void,
): EmbeddingCache {
  let scratch: string | null = null

  async function folder(): Promise<string> {
    const { cache } = settings
    if (scratch !== null) return scratch
    if (cache !== null) {
      const kept = join(cache, 'embeddings')
      const failure = await mkdir(kept, { recursive: true })
        .then(() => access(kept, constants.W_OK))
        .then(() => null, messageOf)
      if (failure === null) return kept
      warn({ code: 'no-cache', message: `embeddings are not kept: the cache ${kept} cannot be written (${failure})` })
    }
    scratch = await scratchFolder()
    return scratch
  }

  async function file({ path, model, wanted, columns }: Made): Promise<string> {
    const { tool, onnxruntime, device, batch, outputs, modelDims, images, texts } = settings
    const { logits, tta, side, rows } = wanted
    const prompt = await folderPrompt(configFolder(model.path), texts, side) // a side that changes nothing makes no other file
    const how = [
      LAYOUT,
      tool,
      onnxruntime,
      device,
      batch,
      columns,
      outputs,
      modelDims,
      images,
      texts,
      prompt,
      logits,
      tta,
    ]
    const contents = [await digests.ofModel(model), await digests.of(path), await digests.ofImages(path, columns)]
    if (rows !== null) contents.push(rows.join())
    return join(await folder(), `${sha256(JSON.stringify([...how, ...contents]))}.arrow`)
  }

  return {
    file,
    async kept(made) {
      const open = async (logits: boolean) =>
        openEmbeddings(await file({ ...made, wanted: { ...made.wanted, logits } })).catch(() => null)
      return (await open(made.wanted.logits)) ?? (made.wanted.logits ? null : await open(true))
    },
    async close() {
      if (scratch !== null) await rm(scratch, { recursive: true, force: true })
    },
  }
}
