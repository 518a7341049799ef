import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], maxWorkers: Math.max(2, availableParallelism() - 1) },
})
