/** How many letters must be put in, left out or changed to make one word of another (Levenshtein distance). */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min(previous[j]! + 1, current[j - 1]! + 1, change))
    }
    previous = current
  }
  return previous[b.length]!
}

/** The word that is nearest to `word`: one that begins with it, else by edit distance; the first of equals. Null: there are none. */
export function nearestWord(word: string, words: readonly string[]): string | null {
  const distance = (other: string) => (other.startsWith(word) ? 0 : editDistance(word, other))
  return words.toSorted((a, b) => distance(a) - distance(b))[0] ?? null
}
