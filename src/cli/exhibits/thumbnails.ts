/** Images → small pictures that stand in a page itself. */
import sharp, { type Sharp } from 'sharp'
import type { Pixels } from '../../types.js'

/** Longest side in pixels, the most wanted first. */
const SIZES = [64, 48, 32, 24]

/** Characters of all pictures of a page together. */
export const ROOM = 300_000

/**
 * Pictures of one size, the largest that leaves them room together; the least where none does.
 * @param images each once @param uses how often each stands in the page @returns data: URIs; null for what is no image
 */
export async function thumbnails(
  images: readonly (Uint8Array | Pixels)[],
  uses: readonly number[],
  room = ROOM,
): Promise<(string | null)[]> {
  let made: (string | null)[] = []
  for (const size of SIZES) {
    made = []
    for (const image of images) made.push(await thumbnail(image, size))
    if (made.reduce((sum, picture, i) => sum + (picture?.length ?? 0) * uses[i]!, 0) <= room) break
  }
  return made
}

/** Not enlarged; what can be seen through gets a white ground. The smaller one of PNG, for drawings, and WebP. */
async function thumbnail(image: Uint8Array | Pixels, size: number): Promise<string | null> {
  try {
    const small = opened(image)
      .autoOrient()
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
    const png = await small.clone().png({ palette: true, effort: 7 }).toBuffer()
    const webp = await small.webp({ quality: 70 }).toBuffer()
    const [kind, bytes] = png.length <= webp.length ? ['png', png] : ['webp', webp]
    return `data:image/${kind};base64,${bytes.toString('base64')}`
  } catch {
    return null // damaged, or of a format that is not read: its row is told by its id
  }
}

function opened(image: Uint8Array | Pixels): Sharp {
  if (image instanceof Uint8Array) return sharp(image)
  const { values, width, height, channels } = image
  return sharp(values, { raw: { width, height, channels: channels as 1 | 3 | 4 } })
}
