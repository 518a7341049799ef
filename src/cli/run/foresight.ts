/** Tables of evaluations that are looked at and not done: models are opened, and devices tried, once for all. */
import { chooseDevice } from '../../onnx/session.js'
import type { Device } from '../../types.js'
import type { TablesFor } from '../plan.js'
import { createProgress } from '../progress.js'
import { embedSettings } from '../tables/embed-settings.js'
import { openShapes } from '../tables/shapes.js'
import { TableSource } from '../tables/tables.js'

export interface Foresight {
  tablesFor: TablesFor
  /** Removes what was written to look ahead. */
  close(): Promise<void>
}

export function openForesight(circumstances: { tool: string; cache: string; signal: AbortSignal }): Foresight {
  const findShape = openShapes()
  const devices = new Map<string, Promise<Device>>()
  const opened: TableSource[] = []
  return {
    async tablesFor(flags) {
      const device = devices.get(flags.device) ?? chooseDevice(flags.device)
      devices.set(flags.device, device)
      const around = { ...circumstances, device: await device, progress: createProgress(false) }
      const tables = new TableSource(embedSettings(flags, around), findShape)
      opened.push(tables)
      return tables
    },
    async close() {
      for (const tables of opened) await tables.close()
    },
  }
}
