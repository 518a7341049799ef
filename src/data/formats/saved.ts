/** Folders that `save_to_disk` of the datasets library leaves. */
import { readdir } from 'node:fs/promises'
import type { Source } from '../files/source.js'
import { DICT, rowsOf, STATE } from './folder.js'
import type { Format } from './format.js'
import { openJoined } from './joined.js'

/** A Dataset: shards in the order of state.json. */
export const saved: Format = { id: 'hf-dataset', name: 'folder of Dataset.save_to_disk', ...folderWith(STATE) }

/** A DatasetDict: a folder for each split. */
export const savedDict: Format = {
  id: 'hf-dataset-dict',
  name: 'folder of DatasetDict.save_to_disk',
  ...folderWith(DICT),
}

function folderWith(file: string): Omit<Format, 'id' | 'name'> {
  return {
    matches: async ({ kind, path }) =>
      kind === 'folder' && (await readdir(path).catch((): string[] => [])).includes(file),
    open: async (source, open) => {
      const { shards, features } = await rowsOf(source)
      return openJoined(source.given, shards, open, features)
    },
    files: filesOf,
  }
}

/** Everything that says what the rows are. */
async function filesOf(source: Source): Promise<readonly string[]> {
  const { shards, beside } = await rowsOf(source)
  return [...beside, ...shards]
}
