/**
 * Text → LaTeX in plain ASCII, which every engine and font encoding sets alike. Accented letters become their commands and
 * symbols their formulas; what pdfLaTeX has no letter for (中) stands as its number, [U+4E2D], since it would stop there.
 */

/** Of ASCII, what LaTeX takes for something else: commands, marks between cells, options, and letters that OT1 has not. */
const SPECIAL: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  $: '\\$',
  '&': '\\&',
  '#': '\\#',
  '%': '\\%',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '|': '$|$',
  '"': "''",
  '`': '{`}',
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
}

const SYMBOLS: Readonly<Record<string, string>> = {
  '±': '$\\pm$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '−': '$-$',
  '→': '$\\rightarrow$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '≈': '$\\approx$',
  '√': '$\\surd$',
  Σ: '$\\Sigma$',
  Δ: '$\\Delta$',
  α: '$\\alpha$',
  β: '$\\beta$',
  λ: '$\\lambda$',
  μ: '$\\mu$',
  ρ: '$\\rho$',
  σ: '$\\sigma$',
  τ: '$\\tau$',
  '½': '$1/2$',
  '°': '$^{\\circ}$',
  '²': '$^{2}$',
  '³': '$^{3}$',
  '₁': '$_{1}$',
  '₂': '$_{2}$',
  '–': '--',
  '—': '---',
  '…': '\\ldots{}',
  '‘': '{`}',
  '’': "'",
  '“': '{``}',
  '”': "''",
  ß: '\\ss{}',
  æ: '\\ae{}',
  Æ: '\\AE{}',
  œ: '\\oe{}',
  Œ: '\\OE{}',
  ø: '\\o{}',
  Ø: '\\O{}',
  ł: '\\l{}',
  Ł: '\\L{}',
}

/** Commands of the combining marks that follow a letter once it is decomposed. */
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0300': '`',
  '\u0301': "'",
  '\u0302': '^',
  '\u0303': '~',
  '\u0304': '=',
  '\u0306': 'u',
  '\u0307': '.',
  '\u0308': '"',
  '\u030a': 'r',
  '\u030b': 'H',
  '\u030c': 'v',
  '\u0327': 'c',
}

/** One line: breaks and other control characters are spaces. */
export function latexText(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu, ' ').trim()
  const runs = line.replace(/-{2,}/g, (dashes) => [...dashes].join('\0')) // else they would join to a longer dash
  return [...runs.normalize('NFC')].map(character).join('')
}

function character(text: string): string {
  if (text === '\0') return '{}'
  const own = SPECIAL[text] ?? SYMBOLS[text]
  if (own !== undefined) return own
  if (/^[ -~]$/.test(text)) return text
  const [letter = '', mark = '', ...more] = text.normalize('NFD')
  const accent = ACCENTS[mark]
  if (accent !== undefined && more.length === 0 && /^[A-Za-z]$/.test(letter)) return `\\${accent}{${letter}}`
  return `{[}U+${text.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}{]}`
}
