/** What the outputs of a graph look like, and what is known of them. */
import { usageError } from '../errors.js'
import type { Dims } from '../types.js'

/** An output's name and shape; a symbolic axis is a string. */
export interface OutputShape {
  name: string
  shape: readonly (number | string)[]
}

/** What the user said about the outputs. */
export interface ToldOutputs {
  embedding?: string
  logits?: readonly { dim: number | null; name: string }[]
  layout?: 'gbc' | 'bgc'
}

/** What is known of the model besides its outputs. */
export interface ModelHints {
  path: string
  dims: Dims | null // declared in the metadata
  inputWidth(output: string): number | null // features that the head behind an output reads, from the graph
}

/** @throws UserError (exit 2) when the graph has no output of that name */
export function outputNamed(
  outputs: readonly OutputShape[],
  name: string,
  flag: string,
  hints: ModelHints,
): OutputShape {
  const output = outputs.find((candidate) => candidate.name === name)
  if (output === undefined)
    throw usageError(
      'output-missing',
      `${flag} ${name}: ${hints.path} has no such output; it has ${listOutputs(outputs)}`,
    )
  return output
}

/** `logits [batch, 10], embedding [batch, 64]` */
export function listOutputs(outputs: readonly OutputShape[]): string {
  return outputs.map((output) => `${output.name} ${showShape(output)}`).join(', ')
}

export function showShape({ shape }: OutputShape): string {
  return `[${shape.join(', ')}]`
}
