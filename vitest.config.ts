import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000, // many tests start processes, which take long beside other work
  },
})
