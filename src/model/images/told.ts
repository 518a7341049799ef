/** What was said of images, as it was typed. */
import type { ToldImages } from '../image-options.js'

/** The flags that ask for anything but images as they are. */
export function flagsOf(told: ToldImages): string[] {
  return Object.keys(told)
    .filter((key) => key !== 'preprocess' || told.preprocess?.name !== 'none')
    .map((key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
}
