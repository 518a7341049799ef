/** Evaluations that read what those before them write. */
import { resolve, sep } from 'node:path'
import { filePath } from '../compare/outcome-files.js'
import { inputPaths, outputPaths } from '../report/outputs.js'
import type { KeptResults } from './kept-results.js'
import type { Part } from './parts.js'

/** The result of an evaluation, and what else it writes. */
export function writtenBy({ entry, flags }: Part, kept: KeptResults): string[] {
  return [kept.file(entry.name), ...outputPaths(flags)]
}

/** @param written by evaluations before */
export function waitsFor({ entry, flags }: Part, written: readonly string[]): boolean {
  const reads = [...inputPaths({ ...flags, config: undefined }), ...entry.files.map(filePath)]
  return reads.some((path) => isAmong(path, written))
}

/** Whether a path is one of these, or a folder or pattern that may hold one. */
export function isAmong(path: string, written: readonly string[]): boolean {
  const [whole = ''] = path.split(/[*?[{#]/)
  const place = resolve(whole)
  const isOpen = whole !== path && !path.startsWith(`${whole}#`)
  return written.some((file) => {
    const other = resolve(file)
    return other === place || other.startsWith(`${place}${sep}`) || (isOpen && other.startsWith(place))
  })
}
