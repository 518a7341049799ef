/**
 * Whose turn it is: settings are measured in rounds, so that a machine that warms up or slows down favours none. In every
 * round each setting takes a turn of a few samples; the order moves on by one from round to round.
 */

/** When a setting has been measured enough: after `samples`, or after `milliseconds` of them if there are `least`. */
export interface Limits {
  samples: number
  least: number
  milliseconds: number
}

/** What was timed once. */
export interface Sample {
  total: number // milliseconds
}

/**
 * Takes turns until every setting has been measured enough.
 * @param turn gives the next samples of setting s
 * @param afterRound told how many of `limits.samples` each setting is through with by this round, all settings together
 * @returns the samples of each setting, in the order they were taken
 */
export async function inRounds<S extends Sample>(
  settings: number,
  limits: Limits,
  turn: (s: number) => Promise<readonly S[]>,
  afterRound: (advanced: number) => void,
): Promise<S[][]> {
  const taken = Array.from({ length: settings }, (): S[] => [])
  const spent = new Float64Array(settings) // milliseconds
  for (let round = 0; ; round++) {
    const turns = turnsOf(round, taken, spent, limits)
    if (turns.length === 0) return taken
    let advanced = 0
    for (const s of turns) {
      const before = throughOf(taken[s]!.length, spent[s]!, limits)
      for (const sample of await turn(s)) {
        taken[s]!.push(sample)
        spent[s]! += sample.total
      }
      advanced += throughOf(taken[s]!.length, spent[s]!, limits) - before
    }
    afterRound(advanced)
  }
}

/** The settings that still want samples, beginning with setting `round`, modulo their number. */
function turnsOf(round: number, taken: readonly (readonly Sample[])[], spent: Float64Array, limits: Limits): number[] {
  const turns: number[] = []
  for (let i = 0; i < taken.length; i++) {
    const s = (round + i) % taken.length
    if (throughOf(taken[s]!.length, spent[s]!, limits) < limits.samples) turns.push(s)
  }
  return turns
}

/** Samples taken, all of them once the time is up. */
function throughOf(taken: number, spent: number, { samples, least, milliseconds }: Limits): number {
  return taken >= least && spent >= milliseconds ? samples : Math.min(taken, samples)
}
