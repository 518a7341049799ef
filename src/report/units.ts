/** Numbers with units, for people. */

/** 1536 → "1.5 KiB". */
export function formatBytes(size: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB']
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, size)) / 10))
  return power === 0 ? `${size} bytes` : `${(size / 1024 ** power).toFixed(1)} ${units[power]}`
}

/** "1 row", "2 rows". */
export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : plural}`
}
