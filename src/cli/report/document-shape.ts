/** What all documents of mrl-eval have, and whether a parsed one has it. */

export type Fields = Readonly<Record<string, unknown>>

/** Why a document is not what is wanted: "is a baseline, …", to stand after the path of its file. */
export interface Fault {
  fault: string
  isNewer?: true // of a later version
}

/** The fault of a document of a later version, or null. */
export function newerFault({ schemaVersion }: Fields): Fault | null {
  if (typeof schemaVersion !== 'number' || schemaVersion <= 1) return null
  return { fault: `has schemaVersion ${schemaVersion}; this mrl-eval knows 1`, isNewer: true }
}

/** What is missing of what says which command of which version made a document, or null. */
export function headFault({ schemaVersion, command, tool }: Fields): string | null {
  if (schemaVersion !== 1) return 'it has no "schemaVersion": 1'
  if (typeof command !== 'string') return 'it names no "command"'
  return isObject(tool) && typeof tool.version === 'string' ? null : 'it names no "tool" with its version'
}

/** A value with its interval and unit. */
export function isMetric(metric: unknown): boolean {
  if (!isObject(metric) || typeof metric.unit !== 'string') return false
  const { value, ci95 } = metric
  const isInterval = Array.isArray(ci95) && ci95.length === 2 && ci95.every(Number.isFinite)
  return (value === null || Number.isFinite(value)) && (ci95 === null || isInterval)
}

/** Objects alone, each of which is one. */
export function isListOf(value: unknown, isOne: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isObject(item) && isOne(item))
}

/** Whether all of these keys have texts. */
export function hasTexts(fields: Fields, ...keys: readonly string[]): boolean {
  return keys.every((key) => typeof fields[key] === 'string')
}

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
