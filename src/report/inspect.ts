/** Facts about files and models → text. */
import type { FileFacts, LabelFacts } from '../data/inspect.js'
import type { ModelFacts } from '../model/inspect.js'
import { formatBytes, formatCount } from './units.js'

const SHOWN_CLASSES = 5

/** What `inspect` says about one file. */
export function renderFacts(facts: FileFacts | ModelFacts): string {
  const lines = facts.kind === 'arrow' ? fileLines(facts) : modelLines(facts)
  return [facts.path, ...lines.map(([title, text]) => `  ${title.padEnd(12)} ${text}`)].join('\n')
}

type Line = readonly [title: string, text: string]

function fileLines(facts: FileFacts): Line[] {
  const lines: Line[] = [
    [
      'Arrow file',
      `${formatCount(facts.rows, 'row')} in ${formatCount(facts.recordBatches, 'record batch', 'record batches')}, ${formatBytes(facts.bytes)}`,
    ],
  ]
  for (const { name, type, role } of facts.columns)
    lines.push(['column', `${name}: ${type}${role === null ? '' : ` → ${role}`}`])
  for (const note of facts.notes) lines.push(['problem', note])
  if (facts.labels !== null) lines.push(...labelLines(facts.labels))
  const { embedding, provenance } = facts
  if (embedding !== null) {
    const { norm } = embedding
    lines.push([
      'embedding',
      `${embedding.width} dimensions${embedding.dims === null ? ', no nesting dims declared' : `, nesting dims ${embedding.dims.join(', ')}`}`,
    ])
    if (norm !== null) lines.push(['norms', `${short(norm.min)} to ${short(norm.max)}, mean ${short(norm.mean)}`])
    if (embedding.meanNorms.length > 1)
      lines.push(['mean norm at', embedding.meanNorms.map(({ dim, norm }) => `${dim}: ${short(norm)}`).join('  ')])
    lines.push([
      faults(embedding) === 0 ? 'faults' : 'problem',
      `${embedding.nanRows} rows with NaN, ${embedding.infiniteRows} with infinities, ${embedding.zeroRows} all zero`,
    ])
  }
  if (provenance !== null) {
    const { model, data } = provenance
    lines.push([
      'made by',
      `mrl-eval ${provenance.tool}, ONNX Runtime ${provenance.onnxruntime} on ${provenance.device}, batches of ${provenance.batch}`,
    ])
    lines.push([
      'model',
      `${model.name} (sha256 ${model.sha256.slice(0, 12)}…)${model.headDims.length > 0 ? `, heads at ${model.headDims.join(', ')}` : ''}`,
    ])
    lines.push(['data', `${data.name} (sha256 ${data.sha256.slice(0, 12)}…), ${data.rows} rows`])
  }
  return lines
}

function faults({
  nanRows,
  infiniteRows,
  zeroRows,
}: {
  nanRows: number
  infiniteRows: number
  zeroRows: number
}): number {
  return nanRows + infiniteRows + zeroRows
}

function labelLines({ known, unknown, classes, absent }: LabelFacts): Line[] {
  const name = ({ label, name: text, rows }: LabelFacts['classes'][number]) => `${text ?? label} (${rows})`
  const summary = `${known} rows in ${classes.length} classes${absent > 0 ? `, ${absent} declared classes without rows` : ''}${unknown > 0 ? `, ${unknown} rows of unknown class` : ''}`
  if (classes.length === 0) return [['labels', summary]]
  return [
    ['labels', summary],
    ['most rows', classes.slice(0, SHOWN_CLASSES).map(name).join(', ')],
    ['fewest rows', classes.slice(-SHOWN_CLASSES).map(name).join(', ')],
    ['rows a class', histogram(classes.map(({ rows }) => rows))],
  ]
}

/** How many classes have how many rows, in doubling bins. */
function histogram(counts: readonly number[]): string {
  const bins = new Map<number, number>()
  for (const count of counts) {
    const bin = 2 ** Math.floor(Math.log2(count))
    bins.set(bin, (bins.get(bin) ?? 0) + 1)
  }
  return [...bins]
    .toSorted(([a], [b]) => a - b)
    .map(([bin, n]) => `${bin === 1 ? '1' : `${bin}–${2 * bin - 1}`}: ${n}`)
    .join('  ')
}

function modelLines(facts: ModelFacts): Line[] {
  const lines: Line[] = [['ONNX model', formatBytes(facts.bytes)]]
  for (const { name, type, shape } of facts.inputs) lines.push(['input', `${name}: ${type} [${shape.join(', ')}]`])
  for (const { name, type, shape } of facts.outputs) lines.push(['output', `${name}: ${type} [${shape.join(', ')}]`])
  lines.push(['embedding', facts.embedding === null ? 'none' : `${facts.embedding}, ${facts.width} dimensions`])
  lines.push([
    'heads',
    facts.heads.length === 0 ? 'none' : facts.heads.map(({ dim, output }) => `${dim} (${output})`).join(', '),
  ])
  lines.push(['nesting dims', facts.dims === null ? 'not declared' : facts.dims.join(', ')])
  if (facts.classes !== null) lines.push(['classes', `${facts.classes} named in the metadata`])
  return lines
}

function short(value: number): string {
  return Number(value.toPrecision(4)).toString()
}
