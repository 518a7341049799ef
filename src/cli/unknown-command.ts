/** A command that there is not. */
import { type UserError, usageError } from '../errors.js'
import { editDistance, nearestWord } from '../math/edit-distance.js'

/** Letters that may be wrong before another command is meant no more. */
const TYPOS = 2

/** @param name as typed, words parted by spaces @param known all commands */
export function unknownCommand(name: string, known: readonly string[]): UserError {
  const [first = ''] = name.split(' ')
  if (first.startsWith('-'))
    return usageError('missing-command', `expected a command before ${first}: ${known.join(', ')}`, 'mrl-eval --help')
  const nearest = nearestWord(first, known)
  const isNear = nearest !== null && (nearest.startsWith(first) || editDistance(nearest, first) <= TYPOS)
  return usageError(
    'unknown-command',
    `there is no command "${name}"; there are ${known.join(', ')}`,
    isNear ? `mrl-eval ${nearest} --help` : 'mrl-eval --help',
  )
}
