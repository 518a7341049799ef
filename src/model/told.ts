/** What was said of images or texts, as it was typed: `imageSize` is --image-size. */
export function flagsOf(told: object): string[] {
  return Object.keys(told).map((key) => `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
}
