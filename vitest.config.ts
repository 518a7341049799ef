import { mkdtempSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The README's commands embed what the goldens of the fixtures read: first the one, last the others. */
class EmbeddingFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) =>
      moduleId.endsWith('readme.test.ts') ? 0 : moduleId.includes('/golden/') ? 2 : 1
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b))
  }
}

process.env.README_CACHE ??= mkdtempSync(join(tmpdir(), 'mrl-eval-readme-'))

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000, // many tests start processes, which take long beside other work
    env: { README_CACHE: process.env.README_CACHE },
    globalSetup: 'test/readme-cache.ts',
    sequence: { sequencer: EmbeddingFirst },
  },
})
