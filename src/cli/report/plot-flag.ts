/** The flag that draws small charts below the tables, and how wide they are. */
import { Flags } from '@oclif/core'

export const plot = Flags.boolean({
  summary: 'also draw small charts in the terminal',
  default: false,
  allowNo: true,
})

/** Value of `plot`. */
export interface PlotFlagValue {
  plot: boolean
}

/** Columns that charts may take: those of a narrow terminal, else 80; one of no width (0) does not tell. */
export function plotWidth({ isTTY, columns }: { isTTY?: boolean; columns?: number }): number {
  return isTTY && columns ? Math.max(40, Math.min(80, columns)) : 80
}
