/** Names for the models of several sources, so that each is called by one name only. */
import { usageError } from '../errors.js'

/** Where outcomes come from: a file, or the models that were run. */
export interface SourceNames {
  name: string // of the source: as typed, or the file's stem
  told: boolean // typed
  isFile: boolean
  models: readonly string[] // as the source calls them
}

/**
 * A file's models keep their names unless the file was given one, or another source has a model of that name. Then a lone
 * model is called as the file, and several have its name before theirs.
 * @returns for each source, the new name of each of its models
 * @throws UserError (exit 2) when two are still called alike
 */
export function nameModels(sources: readonly SourceNames[]): ReadonlyMap<string, string>[] {
  const named = sources.map((source) => {
    const others = new Set(sources.filter((other) => other !== source).flatMap(({ models }) => models))
    const isTaken = source.isFile && source.models.some((model) => others.has(model))
    const rename = (model: string) => (source.models.length === 1 ? source.name : `${source.name} ${model}`)
    return new Map(source.models.map((model) => [model, source.told || isTaken ? rename(model) : model]))
  })
  const all = named.flatMap((names) => [...names.values()])
  const twin = all.find((name, i) => all.indexOf(name) < i)
  if (twin === undefined) return named
  throw usageError(
    'model-names',
    `two models are called ${twin}`,
    'give the files names: NAME=PATH',
    '--model NAME=PATH',
  )
}
