/** Facts about files and models → text. */
import type { ImageFacts, TextFacts } from '../data/facts/input-facts.js'
import type { FileFacts } from '../data/facts/inspect.js'
import type { LabelFacts } from '../data/facts/label-facts.js'
import type { EmbeddingFacts } from '../data/facts/vector-facts.js'
import type { ModelFacts } from '../model/inspect.js'
import type { Provenance } from '../types.js'
import { formatBytes, formatCount } from './units.js'

const SHOWN_CLASSES = 5

/** What `inspect` says about one file. */
export function renderFacts(facts: FileFacts | ModelFacts): string {
  const lines = facts.kind === 'data' ? fileLines(facts) : modelLines(facts)
  return [facts.path, ...lines.map(([title, text]) => `  ${title.padEnd(12)} ${text}`)].join('\n')
}

type Line = readonly [title: string, text: string]

function fileLines(facts: FileFacts): Line[] {
  const batches = formatCount(facts.recordBatches, 'record batch', 'record batches')
  const lines: Line[] = [
    ['format', facts.formatName],
    ['rows', `${formatCount(facts.rows, 'row')} in ${batches}, ${formatBytes(facts.bytes)}`],
  ]
  for (const { name, type, role } of facts.columns)
    lines.push(['column', `${name}: ${type}${role === null ? '' : ` → ${role}`}`])
  for (const note of facts.notes) lines.push(['problem', note])
  if (facts.labels !== null) lines.push(...labelLines(facts.labels))
  if (facts.embedding !== null) lines.push(...embeddingLines(facts.embedding))
  if (facts.texts !== null) lines.push(...textLines(facts.texts))
  if (facts.images !== null) lines.push(imageLine(facts.images))
  if (facts.provenance !== null) lines.push(...provenanceLines(facts.provenance))
  return lines
}

function provenanceLines({ tool, onnxruntime, device, batch, model, data }: Provenance): Line[] {
  const heads = model.headDims.length > 0 ? `, heads at ${model.headDims.join(', ')}` : ''
  return [
    ['made by', `mrl-eval ${tool}, ONNX Runtime ${onnxruntime} on ${device}, batches of ${batch}`],
    ['model', `${model.name} (sha256 ${model.sha256.slice(0, 12)}…)${heads}`],
    ['data', `${data.name} (sha256 ${data.sha256.slice(0, 12)}…), ${data.rows} rows`],
  ]
}

function embeddingLines({ width, dims, norm, meanNorms, ...faults }: EmbeddingFacts): Line[] {
  const declared = dims === null ? 'no nesting dims declared' : `nesting dims ${dims.join(', ')}`
  const lines: Line[] = [['embedding', `${width} dimensions, ${declared}`]]
  if (norm !== null) lines.push(['norms', `${short(norm.min)} to ${short(norm.max)}, mean ${short(norm.mean)}`])
  if (meanNorms.length > 1)
    lines.push(['mean norm at', meanNorms.map(({ dim, norm }) => `${dim}: ${short(norm)}`).join('  ')])
  const { nanRows, infiniteRows, zeroRows, duplicateRows, constantDims } = faults
  lines.push([
    nanRows + infiniteRows + zeroRows === 0 ? 'faults' : 'problem',
    `${nanRows} rows with NaN, ${infiniteRows} with infinities, ${zeroRows} all zero`,
  ])
  if (duplicateRows > 0) lines.push(['problem', `${formatCount(duplicateRows, 'row')} equal to a row before them`])
  if (constantDims.length > 0) lines.push(['problem', constantText(constantDims, width)])
  return lines
}

const SHOWN_DIMS = 8

function constantText(dims: readonly number[], width: number): string {
  const more = dims.length > SHOWN_DIMS ? ', …' : ''
  return `${dims.length} of ${width} dimensions have one value in all rows: ${dims.slice(0, SHOWN_DIMS).join(', ')}${more}`
}

function textLines({ rows, meanLength, maxLength, emptyRows, duplicateRows }: TextFacts): Line[] {
  const length = meanLength === null ? '' : `, ${short(meanLength)} characters on average, at most ${maxLength}`
  const lines: Line[] = [['texts', `${formatCount(rows, 'row')}${length}`]]
  if (emptyRows > 0) lines.push(['problem', `${formatCount(emptyRows, 'text')} empty`])
  if (duplicateRows > 0) lines.push(['problem', `${formatCount(duplicateRows, 'text')} equal to one before`])
  return lines
}

function imageLine({ sampled, formats, bytes }: ImageFacts): Line {
  const kinds = Object.entries(formats).map(([format, rows]) => `${rows} ${format}`)
  const sizes =
    bytes === null
      ? ''
      : `, ${formatBytes(bytes.min)} to ${formatBytes(bytes.max)}, ${formatBytes(Math.round(bytes.mean))} on average`
  return ['images', `${kinds.join(', ') || 'none'} (the first ${formatCount(sampled, 'row')})${sizes}`]
}

function labelLines({ known, unknown, classes, absent }: LabelFacts): Line[] {
  const name = ({ label, name: text, rows }: LabelFacts['classes'][number]) => `${text ?? label} (${rows})`
  const summary = `${formatCount(known, 'row')} in ${formatCount(classes.length, 'class', 'classes')}${absent > 0 ? `, ${absent} declared classes without rows` : ''}${unknown > 0 ? `, ${unknown} rows of unknown class` : ''}`
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
  lines.push(['reads', facts.preprocessing])
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
