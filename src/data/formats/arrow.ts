/** Arrow IPC files and streams, Feather V2, and the shards and cache files of the datasets library, told by content. */
import { looksLikeStream, openIpc } from '../ipc.js'
import { MAGIC } from '../ipc-footer.js'
import { beginsWith, requireNoPart } from '../source.js'
import type { Format } from './format.js'

export const arrow: Format = {
  id: 'arrow',
  name: 'Arrow IPC file or stream (Feather V2)',
  matches: (source) => source.kind === 'file' && (beginsWith(source, MAGIC) || looksLikeStream(source.head)),
  open: async (source) => {
    requireNoPart(source)
    return openIpc(source.path)
  },
}
