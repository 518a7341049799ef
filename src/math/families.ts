/** Models that are one model at several sizes: FF-8, FF-16, … each of one dim, which its name ends with. */

/** A model at one of its dims. */
export interface ModelAtDim {
  model: string
  dim: number
}

/**
 * What each model belongs to: itself, or what is left of its name without the dim (before what stands in brackets) where at least two models of one dim
 * each, all of different dims, have that in common.
 * @returns by model
 */
export function familiesOf(members: readonly ModelAtDim[]): ReadonlyMap<string, string> {
  const dimsOf = new Map<string, Set<number>>()
  for (const { model, dim } of members) dimsOf.set(model, (dimsOf.get(model) ?? new Set()).add(dim))
  const stems = new Map<string, ModelAtDim[]>()
  for (const [model, dims] of dimsOf) {
    const [dim] = dims
    const stem = dims.size === 1 ? model.replace(new RegExp(`[-_ ]?${dim}d?(?=$| \\([^()]*\\)$)`), '') : model
    if (stem !== model && stem !== '' && !stem.startsWith(' ('))
      stems.set(stem, [...(stems.get(stem) ?? []), { model, dim: dim! }])
  }
  const families = new Map([...dimsOf.keys()].map((model) => [model, model]))
  for (const [stem, own] of stems) {
    const isFamily = own.length > 1 && !dimsOf.has(stem) && new Set(own.map(({ dim }) => dim)).size === own.length
    if (isFamily) for (const { model } of own) families.set(model, stem)
  }
  return families
}
