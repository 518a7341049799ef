/** Progress on stderr: a bar on a terminal, a line every few seconds elsewhere, or nothing. */
import { Presets, SingleBar } from 'cli-progress'
import ora from 'ora'
import type { Progress } from '../types.js'

const LINE_EVERY = 5000 // milliseconds

/** @param shown false: stay silent */
export function createProgress(shown: boolean): Progress {
  if (!shown) return { start() {}, advance() {}, stop() {} }
  return isTerminal() ? bars() : lines()
}

/** A spinner for a short wait; nothing where there is no terminal. */
export async function wait<T>(text: string, shown: boolean, work: Promise<T>): Promise<T> {
  if (!shown || !isTerminal()) return work
  const spinner = ora({ text, stream: process.stderr }).start()
  try {
    return await work
  } finally {
    spinner.stop()
  }
}

/** A terminal that says how wide it is; on one of no width (a bare pty) spinners and bars draw without end. */
function isTerminal(): boolean {
  return Boolean(process.stderr.isTTY) && process.stderr.columns > 0 && !process.env.CI
}

/** How far work has come, and how fast it goes. */
interface Count {
  what: string
  unit: string
  total: number
  first: number // done before this run
  done: number
  began: number // milliseconds
}

function bars(): Progress {
  let count: Count | null = null
  let bar: SingleBar | null = null
  return {
    start(what, total, unit, first = 0) {
      count = { what, unit, total, first, done: first, began: Date.now() }
      const format = `${what} {bar} {value}/{total} ${unit}, {pace}`
      const options = { format, stream: process.stderr, hideCursor: true, barsize: 24, clearOnComplete: true }
      bar = new SingleBar(options, Presets.shades_classic)
      bar.start(total, first, { pace: '…' })
    },
    advance(units) {
      if (count === null) return
      count.done += units
      bar?.update(count.done, { pace: pace(count) })
    },
    stop() {
      bar?.stop()
      bar = null
    },
  }
}

function lines(): Progress {
  let count: Count | null = null
  let printed = 0
  return {
    start(what, total, unit, first = 0) {
      count = { what, unit, total, first, done: first, began: Date.now() }
      printed = Date.now()
    },
    advance(units) {
      if (count === null) return
      count.done += units
      if (Date.now() - printed < LINE_EVERY) return
      printed = Date.now()
      process.stderr.write(`${count.what} ${count.done}/${count.total} ${count.unit}, ${pace(count)}\n`)
    },
    stop() {
      count = null
    },
  }
}

/** "812/s, 1m15s left". */
function pace({ first, done, total, began }: Count): string {
  const rate = (done - first) / Math.max(0.001, (Date.now() - began) / 1000)
  return `${Math.round(rate)}/s, ${duration((total - done) / rate)} left`
}

/** 75 → "1m15s". */
function duration(seconds: number): string {
  const whole = Math.round(seconds)
  return whole < 60 ? `${whole}s` : `${Math.floor(whole / 60)}m${whole % 60}s`
}
