import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Removes what vitest.config.ts made; a cache that was given stays. */
export function teardown(): void {
  const { README_CACHE = '' } = process.env
  if (README_CACHE.startsWith(join(tmpdir(), 'mrl-eval-readme-')))
    rmSync(README_CACHE, { recursive: true, force: true })
}
