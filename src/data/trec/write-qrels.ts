/** Relevance judgments → TREC and BEIR files. */
import { dataError } from '../../errors.js'
import { requireWord } from '../files/text-output.js'
import { writeWhole } from '../files/whole-file.js'
import { HEADER, type Qrels, type QrelsFormat } from './qrels.js'

/**
 * Writes judgments, in their order.
 * @throws UserError (exit 3) for ids and gains that the format cannot hold, and where the file cannot be written
 */
export async function writeQrels(
  path: string,
  { judgments }: Pick<Qrels, 'judgments'>,
  format: QrelsFormat,
): Promise<void> {
  const lines = [...judgments].flatMap(([query, gains]) =>
    [...gains].map(([document, gain]) => {
      for (const id of [query, document]) requireWord(id, path, format === 'trec' ? /\s/ : /[\t\r\n]/)
      if (format === 'trec' && !Number.isInteger(gain)) {
        const what = `${path}: query "${query}" and document "${document}" have the gain ${gain}`
        throw dataError('qrels-gain', `${what}; trec_eval reads whole numbers`, 'write BEIR qrels')
      }
      return format === 'trec' ? `${query} 0 ${document} ${gain}` : [query, document, gain].join('\t')
    }),
  )
  await writeWhole(path, [...(format === 'beir' ? [HEADER.join('\t')] : []), ...lines].join('\n').concat('\n'))
}
