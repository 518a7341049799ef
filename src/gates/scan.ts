/** Reads a text from left to right; spaces between its parts mean nothing. */

export interface Scanner {
  /** The part that stands next, or null. @param pattern sticky */
  take(pattern: RegExp): string | null
  need(pattern: RegExp, what: string): string
  /** Whether these signs stand next; then they are read. */
  has(signs: string): boolean
  needWord(signs: string, what: string): void
  /** Whether this word stands next; then it is read. */
  word(word: string): boolean
  end(what: string): void
  /** The error for what stands here. */
  expected(what: string): Error
  refuse(message: string, ...suggestions: string[]): Error
}

/** @param refusal makes the errors */
export function scan(
  text: string,
  refusal: (text: string, message: string, ...suggestions: string[]) => Error,
): Scanner {
  let at = 0
  const skip = () => {
    while (/\s/.test(text[at] ?? '')) at++
  }
  const expected = (what: string) => {
    skip()
    const rest = text.slice(at).trim()
    const found = rest === '' ? 'its end' : `"${rest.length > 20 ? `${rest.slice(0, 20)}…` : rest}"`
    return refusal(text, `expected ${what} at character ${at + 1}, found ${found}`)
  }
  const take = (pattern: RegExp) => {
    skip()
    const sticky = new RegExp(pattern)
    sticky.lastIndex = at
    const found = sticky.exec(text)?.[0] ?? null
    if (found !== null) at += found.length
    return found
  }
  const has = (signs: string) => {
    skip()
    if (!text.startsWith(signs, at)) return false
    at += signs.length
    return true
  }
  return {
    take,
    has,
    expected,
    need(pattern, what) {
      const found = take(pattern)
      if (found === null || found.trim() === '') throw expected(what)
      return found
    },
    needWord(signs, what) {
      if (!has(signs)) throw expected(what)
    },
    word: (word) => take(new RegExp(`${word}(?!\\w)`, 'y')) !== null,
    end(what) {
      skip()
      if (at < text.length) throw expected(what)
    },
    refuse: (message, ...suggestions) => refusal(text, message, ...suggestions),
  }
}
