/**
 * What the page does besides standing there: tables sort by the column whose head is pressed, charts show the value that is
 * pointed at (or walked to with the arrow keys), and printing opens what is folded. Everything can be read without it.
 */
export const SCRIPT = `(() => {
const number = (text) => {
  const found = /-?\\d+(?:\\.\\d+)?(?:e-?\\d+)?/.exec(text.replace('\\u2212', '-').replace(/^±/, ''))
  return found ? Number(found[0]) : null
}
for (const button of document.querySelectorAll('.sortable th button')) button.addEventListener('click', () => {
  const head = button.parentElement
  const at = head.cellIndex
  const up = head.getAttribute('aria-sort') !== 'ascending'
  const body = head.closest('table').tBodies[0]
  const isNumeric = head.classList.contains('n')
  const key = (row) => {
    const text = row.cells[at].textContent
    return isNumeric ? number(text) : text === '' || text === '–' ? null : text
  }
  const order = (a, b) => isNumeric ? a - b : a.localeCompare(b, 'en', { numeric: true })
  const rows = Array.from(body.rows, (row) => [key(row), row])
  rows.sort(([a], [b]) => a === null ? (b === null ? 0 : 1) : b === null ? -1 : up ? order(a, b) : order(b, a))
  for (const other of head.parentElement.cells) other.removeAttribute('aria-sort')
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending')
  body.append(...rows.map(([, row]) => row))
})

const tip = document.getElementById('tip')
let shown = null
const hide = () => {
  if (shown) shown.classList.remove('here')
  shown = null
  tip.hidden = true
}
const show = (value) => {
  if (value === shown) return
  hide()
  if (!value) return
  shown = value
  value.classList.add('here')
  tip.textContent = value.getAttribute('aria-label')
  tip.hidden = false
  const at = value.getBoundingClientRect()
  const own = tip.getBoundingClientRect()
  const left = at.left + at.width / 2 - own.width / 2
  tip.style.left = Math.max(8, Math.min(left, document.documentElement.clientWidth - own.width - 8)) + 'px'
  tip.style.top = (at.top - own.height - 8 > 0 ? at.top - own.height - 8 : at.bottom + 8) + 'px'
}
const away = (value, x, y) => {
  const { left, right, top, bottom } = value.getBoundingClientRect()
  return Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom))
}
const nearest = (chart, { clientX, clientY, target }) => {
  if (target.closest('.value')) return target.closest('.value')
  let best = null
  let least = 24
  for (const value of chart.querySelectorAll('.value')) {
    const distance = away(value, clientX, clientY)
    if (distance < least) [best, least] = [value, distance]
  }
  return best
}
for (const chart of document.querySelectorAll('svg.chart')) {
  chart.tabIndex = 0
  for (const event of ['pointermove', 'pointerdown']) chart.addEventListener(event, (at) => show(nearest(chart, at)))
  for (const event of ['pointerleave', 'blur']) chart.addEventListener(event, hide)
  chart.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') return hide()
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const values = Array.from(chart.querySelectorAll('.value'))
    const now = values.indexOf(shown)
    show(values[now < 0 ? (step > 0 ? 0 : values.length - 1) : (now + step + values.length) % values.length])
  })
}
addEventListener('scroll', hide, { passive: true })
addEventListener('beforeprint', () => { for (const folded of document.querySelectorAll('details')) folded.open = true })
})()`
