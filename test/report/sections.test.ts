import { describe, expect, test } from 'vitest'
import { chartsOf } from '../../src/report/charts/index.js'
import { gridsOf, notesOf } from '../../src/report/grid.js'
import { renderMarkdowns } from '../../src/report/markdown.js'
import { sectionSummaries } from '../../src/report/section-summary.js'
import { sectionsOf } from '../../src/report/sections.js'
import type { DimRow, InputFacts, Report } from '../../src/types.js'
import { around, COMPARISON, cascadeRow, document, GATE, knnRow, pair, retrievalRow, single } from './documents.js'
import { fraction, ratio } from './reports.js'

/** A report whose models are files of these contents. */
function of(shas: Readonly<Record<string, string>>, report: Report): Report {
  const file = { rows: null, dim: null, classes: null }
  const models = Object.entries(shas).map(([name, sha256]) => ({
    ...{ role: 'model' as const, name, path: `${name}.onnx`, sha256 },
    ...file,
  }))
  return { ...report, inputs: [...report.inputs, ...models] }
}

const knn = (rows: DimRow[], more: Partial<Report> = {}) => document('knn', rows, more)
const MRL = of({ MRL: 'a' }, knn([knnRow('MRL', 8, 0.6, 0.8), knnRow('MRL', 16, 0.8, 0.8)]))
const FF = (dim: number, value: number) => of({ [`FF-${dim}`]: `f${dim}` }, knn([knnRow(`FF-${dim}`, dim, value)]))
const shown = (reports: Readonly<Record<string, Report>>) =>
  sectionsOf(Object.entries(reports).map(([name, report]) => ({ name, report })))
const titles = (reports: Readonly<Record<string, Report>>) => shown(reports).map(({ title }) => title)

describe('results of one command on the same data', () => {
  test('are one table and one chart; models of one dim are a family, whatever files they are in', () => {
    const [section, ...others] = shown({ mrl: MRL, 'ff-8': FF(8, 0.7), 'ff-16': FF(16, 0.75) })
    expect(others).toEqual([])
    expect(section!.title).toBe('Nearest neighbors: mrl, ff-8 and ff-16')
    expect(gridsOf(section!.report)).toEqual([
      {
        title: '1-NN accuracy (%): 4 queries, 6 database rows, cosine',
        head: ['dim', 'MRL', '± 95 %', 'of 16 (%)', 'FF', '± 95 %', 'of 16 (%)'],
        rows: [
          ['8', '60.00', '± 2.00', '75.0', '70.00', '± 2.00', '93.3'],
          ['16', '80.00', '± 2.00', '100.0', '75.00', '± 2.00', '100.0'],
        ],
      },
    ])
    expect(chartsOf([section!.report]).map(({ id }) => id)).toEqual(['knn-knn-1', 'knn-retained'])
    expect(sectionSummaries([section!])).toHaveLength(1)
  })

  test('one report is itself', () => {
    expect(shown({ mrl: MRL })).toEqual([
      { title: 'Nearest neighbors', report: MRL, members: [{ name: 'mrl', report: MRL }] },
    ])
  })

  test('say of inputs, parameters and machine only what is true of all', () => {
    const one = { ...MRL, environment: { cpu: 'A', threads: 2 }, timing: { totalSeconds: 3 } }
    const other = { ...FF(8, 0.7), environment: { cpu: 'B', threads: 2 }, timing: { totalSeconds: 4 } }
    const [section] = shown({
      mrl: { ...one, parameters: { distance: 'cosine', dims: [8, 16], k: [1, 5] } },
      ff: { ...other, parameters: { distance: 'cosine', dims: 'all', k: [1, 5] } },
    })
    const { environment, parameters, timing, inputs } = section!.report
    expect([environment, parameters, timing]).toEqual([{ threads: 2 }, { distance: 'cosine', k: [1, 5] }, {}])
    expect(inputs.map(({ role, path }) => `${role} ${path}`)).toEqual([
      'database icons/db.arrow',
      'queries icons/q.arrow',
      'model MRL.onnx',
      'model FF-8.onnx',
    ])
  })

  test('probes of two models, each with its own strengths; not probes and heads', () => {
    const probed = (report: Report, strengths: object | null) => ({
      ...report,
      parameters: { ...report.parameters, probeStrengths: strengths },
    })
    const mrl = probed(MRL, { MRL: { 8: 1 } })
    expect(titles({ a: mrl, b: probed(FF(8, 0.7), { 'FF-8': { 8: 10 } }) })).toHaveLength(1)
    expect(titles({ a: mrl, b: probed(FF(8, 0.7), null) })).toHaveLength(2)
  })

  test('a run of another system that several have is there once', () => {
    const run: InputFacts = { role: 'run', name: 'BM', path: 'bm.trec', sha256: 'r', rows: 4, dim: null, classes: null }
    const bm = { model: 'BM', run: 'bm.trec', metrics: { 'map@10': fraction(0.3) } }
    const beside = (model: string) => {
      const report = of(
        { [model]: model },
        document('retrieval', [{ ...retrievalRow(single(8), 0.5, 1.6, 1), model }, bm]),
      )
      return { ...report, inputs: [...report.inputs, run], parameters: { latency: { batchThreads: 2 } } }
    }
    const [section, ...others] = shown({ a: beside('A'), b: beside('B') })
    expect(others).toEqual([])
    expect(section!.report.rows.map(({ model }) => model)).toEqual(['A', 'BM', 'B'])
  })

  test('models of one name and other contents are called after their files', () => {
    const other = (sha: string, eight: number, sixteen: number) =>
      of(
        { 'FF-8': `${sha}8`, 'FF-16': `${sha}16`, same: 's' },
        knn([knnRow('FF-8', 8, eight), knnRow('FF-16', 16, sixteen), knnRow('same', 8, 0.5)]),
      )
    const [section, ...others] = shown({ base: other('b', 0.6, 0.7), candidate: other('c', 0.65, 0.72) })
    expect(others).toEqual([])
    expect(section!.report.rows.map(({ model }) => model)).toEqual([
      'FF-8 (base)',
      'FF-16 (base)',
      'same',
      'FF-8 (candidate)',
      'FF-16 (candidate)',
    ])
    expect(
      gridsOf(section!.report)[0]!.head.filter((head) => /^[A-Za-z]/.test(head) && !head.startsWith('of')),
    ).toEqual(['dim', 'FF (base)', 'same', 'FF (candidate)'])
  })

  test('other dims and other metrics of one model are more rows and columns of it', () => {
    const rows = [knnRow('MRL', 8, 0.6, 0.8), knnRow('MRL', 4, 0.5, 0.8)].map((row) => ({
      ...row,
      metrics: { ...row.metrics, 'knn@5': fraction(0.4) },
    }))
    const [section] = shown({ a: MRL, b: of({ MRL: 'a' }, knn(rows)) })
    expect(gridsOf(section!.report)).toEqual([
      {
        title: 'MRL: 4 queries, 6 database rows, cosine',
        head: ['dim', '1-NN accuracy (%)', '95 % interval', '5-NN accuracy (%)', '95 % interval', 'of 16 (%)'],
        rows: [
          ['4', '50.00', '48.00 – 52.00', '40.00', '', '62.5'],
          ['8', '60.00', '58.00 – 62.00', '40.00', '', '75.0'],
          ['16', '80.00', '78.00 – 82.00', '', '', '100.0'],
        ],
      },
    ])
  })

  test('what one could not measure is the other’s', () => {
    const row = knnRow('MRL', 8, 0.6, 0.8)
    const partial = of({ MRL: 'a' }, knn([{ ...row, metrics: { ...row.metrics, retained: ratio(null) } }]))
    for (const reports of [
      { a: MRL, b: partial },
      { a: partial, b: MRL },
    ]) {
      const [section, ...others] = shown(reports)
      expect(others).toEqual([])
      expect(section!.report.rows[0]).toEqual(MRL.rows[0])
    }
  })

  test('a metric that some models alone have is a table of these', () => {
    const five = of(
      { E: 'e' },
      knn([{ ...knnRow('E', 8, 0.7), metrics: { 'knn@1': around(0.7), 'knn@5': around(0.6) } }]),
    )
    const grids = gridsOf(shown({ a: MRL, b: five })[0]!.report)
    expect(grids.map(({ head }) => head.filter((name) => name === 'MRL' || name === 'E'))).toEqual([
      ['MRL', 'E'],
      ['E'],
    ])
  })

  test('precisions of one model and another that was measured in float32 alone', () => {
    const stored = { ...knnRow('MRL', 16, 0.79, 0.8, { precision: 'int8' }) }
    const coded = of(
      { MRL: 'a' },
      knn([{ ...stored, metrics: { ...stored.metrics, compression: ratio(4), bytesPerVector: fraction(16) } }]),
    )
    const [mrl, others] = gridsOf(shown({ a: MRL, ff: FF(8, 0.7), codes: coded })[0]!.report)
    expect(mrl!.rows.map((cells) => [cells[0], cells[1], cells.at(-2), cells.at(-1)])).toEqual([
      ['8', 'float32', '', ''],
      ['16', 'float32', '', ''],
      ['16', 'int8', '16', '4.00'],
    ])
    expect(others!.title).toMatch(/^FF-8: /)
  })

  test('what both say is said once; what one says, with its name; every verdict is of one', () => {
    const warnings = (...messages: string[]) => ({ warnings: messages.map((message) => ({ code: 'x', message })) })
    const sections = shown({
      mrl: { ...MRL, ...warnings('both', 'one'), gate: GATE },
      'ff-8': { ...FF(8, 0.7), ...warnings('both') },
    })
    expect(notesOf(sections[0]!.report)).toEqual(['warning: both', 'warning: mrl: one'])
    expect(sectionSummaries(sections)[0]!.sentences.slice(-3)).toEqual([
      '2 warnings were given: see the notes.',
      'mrl: Gate failed: 1 of 1 rule.',
      'mrl: Failed: knn@1[dim=8] >= 0.65: model=MRL, dim=8: 0.6, bound 0.65 (-0.05).',
    ])
    const markdown = renderMarkdowns(sections[0]!.members)
    expect(markdown).toMatch(/^## Nearest neighbors: mrl and ff-8\n\n### mrl: [Gg]ate/)
  })
})

describe('stay apart', () => {
  const elsewhere = (report: Report) => ({
    ...report,
    inputs: report.inputs.map((input) => ({ ...input, sha256: input.role === 'queries' ? 'cd' : input.sha256 })),
  })

  test.each<[string, Report]>([
    ['other data', elsewhere(FF(8, 0.7))],
    ['another distance', { ...FF(8, 0.7), parameters: { dims: 'all', distance: 'l2' } }],
    [
      'another first k, which shares of the full width are of',
      { ...FF(8, 0.7), parameters: { distance: 'cosine', k: [5] } },
    ],
    ['another command', { ...FF(8, 0.7), command: 'similarity' }],
    [
      'labels of another column',
      { ...FF(8, 0.7), parameters: { distance: 'cosine', columns: { label: 'coarse_label' } } },
    ],
  ])('results of %s', (_, other) => {
    const given = MRL.parameters
    expect(
      titles({
        a: { ...MRL, parameters: { ...given, k: [1] } },
        b: { ...other, parameters: { k: [1], ...other.parameters } },
      }),
    ).toHaveLength(2)
  })

  test('one model that is used in two ways; two models may be', () => {
    const prompted = (report: Report) => ({ ...report, parameters: { ...report.parameters, texts: { prompt: 'q: ' } } })
    expect(titles({ a: MRL, b: prompted(of({ MRL: 'a' }, knn([knnRow('MRL', 4, 0.5)]))) })).toHaveLength(2)
    expect(titles({ a: MRL, b: prompted(FF(8, 0.7)) })).toHaveLength(1)
  })

  test('codes of which other numbers of rows are rescored, by the factor or by the largest k', () => {
    const rescored = (report: Report, parameters: object) => ({
      ...report,
      parameters: { distance: 'cosine', ...parameters },
    })
    const four = rescored(MRL, { k: [1, 5], rescoreFactor: 4 })
    const beside = (parameters: object) => titles({ a: four, b: rescored(FF(8, 0.7), parameters) }).length
    expect(beside({ k: [1, 5], rescoreFactor: 4 })).toBe(1)
    expect(beside({ k: [1, 5], rescoreFactor: 10 })).toBe(2)
    expect(beside({ k: [1], rescoreFactor: 4 })).toBe(2)
    expect(beside({ k: [1, 10] })).toBe(1)
  })

  test('groups by frequency that begin elsewhere', () => {
    const grouped = (report: Report, frequency: number[]) => ({
      ...report,
      parameters: { ...report.parameters, frequency },
    })
    expect(titles({ a: grouped(MRL, [20, 40]), b: grouped(FF(8, 0.7), [42, 45]) })).toHaveLength(2)
    expect(titles({ a: grouped(MRL, [20, 40]), b: grouped(FF(8, 0.7), [20, 40]) })).toHaveLength(1)
    expect(titles({ a: grouped(MRL, [20, 40]), b: FF(8, 0.7) })).toHaveLength(1)
  })

  test('comparisons', () => {
    expect(titles({ a: COMPARISON, b: COMPARISON })).toEqual(['Comparison: a', 'Comparison: b'])
  })

  test('other numbers of the same row, which a note tells; equal ones are there once', () => {
    const again = of({ MRL: 'a' }, knn([knnRow('MRL', 8, 0.61, 0.8)]))
    const sections = shown({ a: MRL, b: again, c: MRL })
    expect(sections.map(({ title }) => title)).toEqual(['Nearest neighbors: a and c', 'Nearest neighbors: b'])
    expect(sections[0]!.report.rows).toEqual(MRL.rows)
    expect(notesOf(sections[1]!.report)).toEqual([
      'warning: not shown together with a: knn@1 of model=MRL, dim=8 is 0.61 (0.59 to 0.63), there 0.6 (0.58 to 0.62)',
    ])
  })

  test('cascades of one model', () => {
    const cascade = (sha: string) =>
      of({ MRL: sha }, document('adaptive-classify', [cascadeRow('single', 8, 0.6), cascadeRow('single', 32, 0.8)]))
    expect(shown({ a: cascade('a'), b: cascade('a') })).toHaveLength(2)
    expect(shown({ a: cascade('a'), b: cascade('b') })).toHaveLength(1)
  })
})

describe('retrieval', () => {
  const timed = { distance: 'cosine', latency: { seconds: 1, batchThreads: 2 } }
  const searches = (model: string, sha: string, more: Partial<Report> = {}) => {
    const rows = [retrievalRow(single(8), 0.5, 1.6, 1), retrievalRow(pair(8, 32), 0.69, 2, 5)]
    return of(
      { [model]: sha },
      document(
        'retrieval',
        rows.map((row) => ({ ...row, model })),
        { parameters: timed, ...more },
      ),
    )
  }

  const untimed = (model: string, ...dims: number[]) => {
    const rows = dims.map((dim) => ({
      ...retrievalRow(single(dim), 0.5, 1.6, 1),
      model,
      metrics: { 'map@10': fraction(0.5) },
    }))
    return of({ [model]: model }, document('retrieval', rows, { parameters: { distance: 'cosine', latency: null } }))
  }

  test('times of one machine stand together, those of two do not', () => {
    const elsewhere = { ...MRL.environment, cpu: 'another' }
    expect(shown({ a: searches('A', 'a'), b: searches('B', 'b') })).toHaveLength(1)
    expect(shown({ a: searches('A', 'a'), b: searches('B', 'b', { environment: elsewhere }) })).toHaveLength(2)
    expect(shown({ a: untimed('A', 8), b: { ...untimed('B', 8), environment: elsewhere } })).toHaveLength(1)
  })

  test('seconds of building an index contradict nothing, but are of one machine', () => {
    const built = (report: Report, value: number) => ({
      ...report,
      rows: report.rows.map((row) => ({
        ...row,
        metrics: { ...row.metrics, buildSeconds: { value, ci95: null, unit: 'seconds' as const } },
      })),
    })
    const [a, b] = [built(untimed('A', 8), 0.5), built(untimed('A', 8, 16), 0.7)]
    const [section, ...others] = shown({ a, b })
    expect(others).toEqual([])
    expect(section!.report.rows).toHaveLength(2)
    expect(shown({ a, b: { ...b, environment: { cpu: 'another' } } })).toHaveLength(2)
  })

  test('one model is timed in turns by one report, so that two are not one', () => {
    expect(shown({ a: searches('A', 'a'), b: searches('A', 'a') })).toHaveLength(2)
    expect(shown({ a: searches('A', 'a'), b: searches('A', 'b') })).toHaveLength(1)
  })

  test('rows stand by model', () => {
    const models = shown({ a: searches('A', 'a'), b: searches('B', 'b') })[0]!.report.rows.map(({ model }) => model)
    expect(models).toEqual(['A', 'A', 'B', 'B'])
  })
})
