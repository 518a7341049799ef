/** Reports as short as they can be. */
import type { MetricValue, Report, Row, Unit } from '../../src/types.js'

export function metric(
  value: number | null,
  ci95: readonly [number, number] | null = null,
  unit: Unit = 'fraction',
): MetricValue {
  return { value, ci95, unit }
}

export function dimRow(model: string, dim: number, metrics: Row['metrics'], keys: Partial<Row> = {}): Row {
  return { model, dim, ...keys, metrics } as Row
}

const input = { rows: 10, dim: null, classes: null }

export function report(rows: readonly Row[], changes: Partial<Report> = {}): Report {
  return {
    schemaVersion: 1,
    command: 'knn',
    tool: { name: 'mrl-eval', version: '1.2.3' },
    environment: {},
    inputs: [
      { role: 'database', path: 'db.arrow', sha256: 'd'.repeat(64), ...input },
      { role: 'model', name: 'MRL', path: 'a.onnx', sha256: 'a'.repeat(64), ...input, rows: null },
      { role: 'queries', path: 'q.arrow', sha256: 'e'.repeat(64), ...input },
    ],
    parameters: { dims: 'all', k: [1], seed: 0, batch: 64 },
    rows,
    warnings: [],
    gate: null,
    timing: { totalSeconds: 1.5 },
    ...changes,
  }
}
