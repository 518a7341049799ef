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

function bars(): Progress {
  let bar: SingleBar | null = null
  let count = { done: 0, began: 0 }
  return {
    start(what, total, unit) {
      const format = `${what} {bar} {value}/{total} ${unit}, {speed}/s, {eta_formatted} left`
      count = { done: 0, began: Date.now() }
      bar = new SingleBar(
        {
          format,
          stream: process.stderr,
          hideCursor: true,
          barsize: 24,
          clearOnComplete: true,
          etaBuffer: 50,
        },
        Presets.shades_classic,
      )
      bar.start(total, 0, { speed: '–' })
    },
    advance(units) {
      count.done += units
      bar?.increment(units, { speed: perSecond(count) })
    },
    stop() {
      bar?.stop()
      bar = null
    },
  }
}

function lines(): Progress {
  let [what, unit, total, printed] = ['', '', 0, 0]
  let count = { done: 0, began: 0 }
  return {
    start(newWhat, newTotal, newUnit) {
      ;[what, unit, total, printed] = [newWhat, newUnit, newTotal, Date.now()]
      count = { done: 0, began: Date.now() }
    },
    advance(units) {
      count.done += units
      if (Date.now() - printed < LINE_EVERY) return
      printed = Date.now()
      const left = ((printed - count.began) / count.done) * (total - count.done)
      process.stderr.write(
        `${what} ${count.done}/${total} ${unit}, ${perSecond(count)}/s, ${duration(left)} left\n`,
      )
    },
    stop() {},
  }
}

function perSecond({ done, began }: { done: number; began: number }): string {
  return String(Math.round((1000 * done) / Math.max(1, Date.now() - began)))
}

/** 75,000 ms → "1m15s". */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
