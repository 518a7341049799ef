/** Arrow IPC files and streams, Feather V2, and the shards and cache files of the datasets library, told by content. */
import { looksLikeStream, openIpc } from '../arrow/ipc.js'
import { MAGIC } from '../arrow/ipc-footer.js'
import { withVectors } from '../columns/numbered.js'
import { beginsWith, requireNoPart } from '../files/source.js'
import type { Format } from './format.js'

export const arrow: Format = {
  id: 'arrow',
  name: 'Arrow IPC file or stream (Feather V2)',
  matches: (source) => source.kind === 'file' && (beginsWith(source, MAGIC) || looksLikeStream(source.head)),
  open: async (source) => {
    requireNoPart(source)
    return withVectors(await openIpc(source.path))
  },
}
