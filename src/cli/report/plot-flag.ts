/** The flag that draws small charts below the tables. */
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
