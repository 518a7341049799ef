/** Reports to be advised on, with round numbers: a database of 1000 rows, embeddings of 64 dims. */
import type { AdviceRequest } from '../../../src/evaluate/advise/advise.js'
import type { Budget } from '../../../src/evaluate/advise/budget.js'
import type { Measured } from '../../../src/evaluate/advise/candidates.js'
import { costsOf, type EngineCost } from '../../../src/evaluate/costs.js'
import type { CascadeRow, DimRow, InputFacts, Report, RetrievalRow, Row, Setting } from '../../../src/types.js'

export const ROWS = 1000
export const WIDTH = 64

export function measured(
  path: string,
  command: string,
  rows: readonly Row[],
  changes: { inputs?: readonly InputFacts[]; parameters?: Report['parameters'] } = {},
): Measured {
  const inputs = changes.inputs ?? [input('database', 'a', ROWS), input('model', 'b'), input('queries', 'c', 200)]
  const report: Report = {
    schemaVersion: 1,
    command,
    tool: { name: 'mrl-eval', version: '1.2.3' },
    environment: {},
    inputs,
    parameters: { distance: 'cosine', ...changes.parameters },
    rows,
    warnings: [],
    gate: null,
    timing: {},
  }
  return { path, report }
}

export function input(role: InputFacts['role'], letter: string, rows: number | null = null): InputFacts {
  const path = role === 'model' ? 'models/mrl.onnx' : `${role}.arrow`
  return { role, path, sha256: letter.repeat(64), rows, dim: role === 'model' ? WIDTH : null, classes: null }
}

/** 1-NN accuracy with an interval of 0.02 to either side. */
export function knnRow(dim: number, accuracy: number, keys: Partial<DimRow> = {}): DimRow {
  const metrics = { 'knn@1': { value: accuracy, ci95: [accuracy - 0.02, accuracy + 0.02], unit: 'fraction' } } as const
  return { model: 'MRL', dim, interpolated: false, metrics, ...keys }
}

/** A setting as `retrieval` reports it: mAP@10 and overlap, and the costs that it computes itself. */
export function retrievalRow(
  setting: Setting,
  map: number,
  overlap: number,
  cost: Partial<EngineCost> = {},
): RetrievalRow {
  const { shortlist, stages, size, index } = setting
  return {
    model: 'MRL',
    shortlist,
    rerank: stages.at(-1)?.dim ?? shortlist,
    funnel: stages.length > 1 ? stages : null,
    shortlistSize: stages.length === 0 ? null : size,
    index: index.factory,
    ...(index.efSearch === null ? {} : { efSearch: index.efSearch }),
    metrics: {
      'map@10': { value: map, ci95: [map - 0.01, map + 0.01], unit: 'fraction' },
      'overlap@10': { value: overlap, ci95: null, unit: 'fraction' },
      ...costsOf(setting, ROWS, WIDTH, { index: null, time: null, ...cost }, null),
    },
  }
}

export function cascadeRow(policy: CascadeRow['policy'], cap: number, accuracy: number, expected: number): CascadeRow {
  const metrics = {
    accuracy: { value: accuracy, ci95: [accuracy - 0.01, accuracy + 0.01], unit: 'fraction' },
    expectedDim: { value: expected, ci95: null, unit: 'dims' },
  } as const
  return { model: 'MRL', policy, cap, point: null, thresholds: { 8: 0.5 }, exits: { 8: 1 }, metrics }
}

const NONE: Budget = {
  memory: null,
  storage: null,
  mflops: null,
  latency: null,
  expectedDim: null,
  maxLoss: null,
  recall: null,
  engine: null,
  sure: false,
}

export function request(budget: Partial<Budget> = {}, changes: Partial<AdviceRequest> = {}): AdviceRequest {
  return {
    metric: null,
    where: [],
    vectors: ROWS,
    rerankOn: 'memory',
    reference: null,
    cheapest: null,
    ...changes,
    budget: { ...NONE, ...budget },
  }
}
