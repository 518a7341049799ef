import { describe, expect, test } from 'vitest'
import { renderLatex } from '../../src/report/latex.js'
import { latexText } from '../../src/report/latex-text.js'
import { named } from '../../src/report/titles.js'
import type { Report } from '../../src/types.js'
import { ALL, HOSTILE_REPORT } from './documents.js'
import { fraction, NOTHING, ODD, ONE, report, SEVERAL } from './reports.js'
import { FAILED, gated } from './verdicts.js'

const tables = (text: string) => text.replaceAll(/^%.*\n+/gm, '')

test('one model', () => {
  expect(renderLatex(named([ONE]))).toMatchInlineSnapshot(`
    "% Tables for \\input{}; in the preamble: \\usepackage{booktabs}

    % mrl-eval 1.2.3 knn
    % Already at 12 dimensions (which MRL was not trained at) MRL's 1-NN accuracy is 60.0 % (95 %: 50.0 – 70.0), more than 1 point below 80.0 % (70.0 – 90.0) at 16.
    % Intervals are at 95 % and speak of other rows of the same kind, not of other data or another training of the models.
    % knn@k: k-NN accuracy, mean over queries of 1[class that most of the k nearest database rows have = label]; votes are unweighted
    % retained: share of full width, p₁/p₂, the shares of queries that are right by the first k here and at full width in float32

    \\begin{table}[htbp]
    \\centering\\small
    \\caption{MRL: 4 queries, 6 database rows, cosine}\\label{tab:knn-1}
    \\begin{tabular}{rrrr}
    \\toprule
    dim & 1-NN accuracy (\\%) & 95 \\% interval & of 16 (\\%) \\\\
    \\midrule
    8 & 50.00 & 40.00 -- 60.00 & 62.5 \\\\
    12\\rlap{*} & 60.00 & 50.00 -- 70.00 & 75.0 \\\\
    16 & 80.00 & 70.00 -- 90.00 & 100.0 \\\\
    \\bottomrule
    \\end{tabular}
    \\par\\smallskip
    {\\footnotesize {*} the model was not trained at this dim (interpolated)\\par}
    \\end{table}
    "
  `)
})

test('several models, and a warning', () => {
  expect(tables(renderLatex(named([SEVERAL])))).toMatchInlineSnapshot(`
    "\\begin{table}[htbp]
    \\centering\\footnotesize\\setlength{\\tabcolsep}{4pt}
    \\caption{top-1 accuracy (\\%): 4 rows}\\label{tab:classify-1}
    \\begin{tabular}{rrrrrrr}
    \\toprule
    dim & MRL & $\\pm$ 95 \\% & of 16 (\\%) & FF & $\\pm$ 95 \\% & of 16 (\\%) \\\\
    \\midrule
    8 & 50.00 & $\\pm$ 10.00 & 62.5 & 45.00 & $\\pm$ 12.50 & 50.0 \\\\
    16 & 80.00 & $\\pm$ 10.00 & 100.0 & 90.00 & $\\pm$ 15.00 & 100.0 \\\\
    \\bottomrule
    \\end{tabular}
    \\end{table}

    \\begin{table}[htbp]
    \\centering\\small
    \\caption{cross-entropy (nats): 4 rows}\\label{tab:classify-2}
    \\begin{tabular}{rrrrr}
    \\toprule
    dim & MRL & $\\pm$ 95 \\% & FF & $\\pm$ 95 \\% \\\\
    \\midrule
    8 & 2.2500 & $\\pm$ 0.1250 & 2.5000 & $\\pm$ 0.1250 \\\\
    16 & 1.5000 & $\\pm$ 0.1250 & 1.2500 & $\\pm$ 0.1250 \\\\
    \\bottomrule
    \\end{tabular}
    \\par\\smallskip
    {\\footnotesize warning: 1 of 4 rows of q $|$ r have no known label and are left out\\par}
    \\end{table}
    "
  `)
})

describe('text', () => {
  test.each([
    [
      'a_b & 5 % #1 $x {y} ~z ^w \\v',
      'a\\_b \\& 5 \\% \\#1 \\$x \\{y\\} \\textasciitilde{}z \\textasciicircum{}w \\textbackslash{}v',
    ],
    ['p < 0.05 | "x" `y` [z] *', "p $<$ 0.05 $|$ ''x'' {`}y{`} {[}z{]} {*}"],
    ['± × – → − ≤ ½ ρ', '$\\pm$ $\\times$ -- $\\rightarrow$ $-$ $\\leq$ $1/2$ $\\rho$'],
    ['Größe, Łódź, ñ, n\u0303', `Gr\\"{o}\\ss{}e, \\L{}\\'{o}d\\'{z}, \\~{n}, \\~{n}`],
    ['--dims a-b ---', '-{}-dims a-b -{}-{}-'],
    ['中 😀 \u1ec7', '{[}U+4E2D{]} {[}U+1F600{]} {[}U+1EC7{]}'],
    [' a\n\tb\u2028c\0d ', 'a b c d'],
  ])('%j', (text, expected) => {
    expect(latexText(text)).toBe(expected)
  })
})

/** What LaTeX would stop at: environments and braces that do not close, lines of a table with too many cells, and odd letters. */
function expectSound(text: string): void {
  const open: string[] = []
  for (const [, kind, name] of text.matchAll(/\\(begin|end)\{(\w+)\}/g)) {
    if (kind === 'begin') open.push(name!)
    else expect(open.pop()).toBe(name)
  }
  expect(open).toEqual([])
  expect(text).toMatch(/^[\n -~]*$/)
  let depth = 0
  for (const [brace] of text.replaceAll(/\\[{}]/g, '').matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1
    expect(depth).toBeGreaterThanOrEqual(0)
  }
  expect(depth).toBe(0)
  for (const [, columns, body] of text.matchAll(
    /\\begin\{(?:tabular|longtable)\}\{([lr]+)\}([\s\S]*?)\\end\{(?:tabular|longtable)\}/g,
  )) {
    const lines = body!.split('\n').filter((line) => / \\\\$/.test(line))
    expect(lines.length).toBeGreaterThan(1)
    for (const line of lines) expect(line.replaceAll('\\&', '').split('&')).toHaveLength(columns!.length)
  }
}

const long = (rows: number): Report =>
  report(
    Array.from({ length: rows }, (_, i) => ({
      model: 'MRL',
      dim: i + 1,
      metrics: { 'knn@1': fraction(0.5, 0.4, 0.6) },
    })),
  )

test('every report is sound, whatever things are called', () => {
  for (const reports of [[ONE], [SEVERAL], [ODD], [NOTHING], [gated(FAILED)], ALL, [HOSTILE_REPORT], [long(46)]])
    expectSound(tables(renderLatex(named(reports), 'A & B')))
})

test('comments stay comments', () => {
  const { warnings: _, ...rest } = NOTHING
  const text = renderLatex(
    named([{ ...rest, warnings: [{ code: 'x', message: 'one\n\\input{two}\r\\three' }] }]),
    'a\nb',
  )
  for (const line of text.split('\n')) expect(line === '' || line.startsWith('%'), line).toBe(true)
})

test('what a mark means stands below the tables that have it; all else below the last', () => {
  const two = report(
    ['A', 'B'].flatMap((model) => [
      { model, dim: 4, interpolated: false, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6), loss: fraction(1) } },
      { model, dim: 8, interpolated: true, metrics: { 'knn@1': fraction(0.5, 0.4, 0.6), loss: fraction(1) } },
    ]),
    [{ code: 'x', message: 'mind this' }],
  )
  const [first, second] = tables(renderLatex(named([two]))).split('\\end{table}')
  expect(first).toContain('not trained at this dim')
  expect(first).not.toContain('mind this')
  expect(second).toContain('not trained at this dim')
  expect(second).toContain('mind this')
})

test('tables of more than a page break across pages, and say what package they need', () => {
  expect(renderLatex(named([long(45)]))).not.toContain('longtable')
  const text = renderLatex(named([long(46)]))
  expect(text).toContain('\\usepackage{booktabs,longtable}')
  expect(text).toContain('\\begin{longtable}{rrrr}')
})

test('several reports: captions say of what, and no two labels are equal', () => {
  const text = renderLatex(named([ONE, { ...ONE, inputs: [] }, ...ALL]))
  const labels = [...text.matchAll(/\\label\{([^}]+)\}/g)].map(([, label]) => label)
  expect(new Set(labels).size).toBe(labels.length)
  expect(labels.slice(0, 2)).toEqual(['tab:knn-1', 'tab:knn-2'])
  expect(text).toContain('\\caption{Retrieval. ')
})
