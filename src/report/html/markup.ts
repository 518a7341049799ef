/** Text and attributes that stay text, whatever is in them: labels and paths come from anywhere. */

/** For text between tags and in double-quoted attributes. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** A list of things that are markup already; '' for none. */
export function list(items: readonly string[], attributes = ''): string {
  return items.length === 0 ? '' : `<ul${attributes}>${items.map((item) => `<li>${item}</li>`).join('')}</ul>`
}

/** The id of a metric's definition on the page. @param key as in `DEFINITIONS` */
export function definitionId(key: string): string {
  return `def-${key.replace(/[^A-Za-z0-9]+/g, '-')}`
}
