import { expect, test } from 'vitest'
import { renderMarkdown } from '../../src/report/markdown.js'
import { fraction, NOTHING, ONE, report, SEVERAL } from './reports.js'

const PIPED = report([
  { model: 'a|b', dim: 8, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6) } },
  { model: 'c|d', dim: 8, metrics: { 'knn@1': fraction(null) } },
  { model: 'c|d', dim: 16, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6) } },
])

test('one model', () => {
  expect(renderMarkdown(ONE)).toMatchInlineSnapshot(`
    "- Already at 12 dimensions (which MRL was not trained at) MRL's 1-NN accuracy is 60.0 % (95 %: 50.0 – 70.0), more than 1 point below 80.0 % (70.0 – 90.0) at 16.

    Intervals are at 95 % and speak of other rows of the same kind, not of other data or another training of the models.

    ### MRL: 4 queries, 6 database rows, cosine

    | dim | 1-NN accuracy (%) | 95 % interval | of 16 (%) |
    |---:|---:|---:|---:|
    | 8 | 50.00 | 40.00 – 60.00 | 62.5 |
    | 12\\* | 60.00 | 50.00 – 70.00 | 75.0 |
    | 16 | 80.00 | 70.00 – 90.00 | 100.0 |

    - \\* the model was not trained at this dim (interpolated)
    "
  `)
})

test('several models', () => {
  expect(renderMarkdown(SEVERAL)).toMatchInlineSnapshot(`
    "- Already at 8 dimensions MRL's top-1 accuracy is 50.0 % (95 %: 40.0 – 60.0), more than 1 point below 80.0 % (70.0 – 90.0) at 16.
    - Top-1 accuracy of FF beside MRL: at 8 and 16 no difference can be seen.
    - 1 warning was given: see the notes.

    Intervals are at 95 % and speak of other rows of the same kind, not of other data or another training of the models.

    ### top-1 accuracy (%): 4 rows

    | dim | MRL | ± 95 % | of 16 (%) | FF | ± 95 % | of 16 (%) |
    |---:|---:|---:|---:|---:|---:|---:|
    | 8 | 50.00 | ± 10.00 | 62.5 | 45.00 | ± 12.50 | 50.0 |
    | 16 | 80.00 | ± 10.00 | 100.0 | 90.00 | ± 15.00 | 100.0 |

    ### cross-entropy (nats): 4 rows

    | dim | MRL | ± 95 % | FF | ± 95 % |
    |---:|---:|---:|---:|---:|
    | 8 | 2.2500 | ± 0.1250 | 2.5000 | ± 0.1250 |
    | 16 | 1.5000 | ± 0.1250 | 1.2500 | ± 0.1250 |

    - warning: 1 of 4 rows of q \\| r have no known label and are left out
    "
  `)
})

test('nothing measured', () => {
  expect(renderMarkdown(NOTHING)).toMatchInlineSnapshot(`
    "- 1 warning was given: see the notes.

    - warning: FF-8 has heads at 8, none of the dims asked for
    "
  `)
})

test('names that are HTML or have line breaks stay what they are, in one row', () => {
  const named = (model: string) => report([{ model, dim: 8, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6) } }])
  const [title] = renderMarkdown(named('<b>z\n &amp;'))
    .split('\n')
    .filter((line) => line.startsWith('### '))
  expect(title).toMatch(/^### \\<b>z \\&amp;: /)
  const rows = report(
    ['<unk>', 'a\r\nb', 'R&D < 1'].map((model) => ({ model, dim: 8, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6) } })),
  )
  const head = renderMarkdown(rows)
    .split('\n')
    .filter((line) => line.startsWith('| dim |'))
  expect(head).toEqual([expect.stringMatching(/^\| dim \| \\<unk> \| .* \| a b \| .* \| R&D < 1 \| /)])
})

test('every line of a table has the same number of cells, whatever models are called', () => {
  for (const report of [ONE, PIPED]) {
    const lines = renderMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('|'))
    const cells = lines.map((line) => line.replaceAll('\\|', '').split('|').length)
    expect(cells.length).toBeGreaterThan(2)
    expect(new Set(cells).size).toBe(1)
  }
})
