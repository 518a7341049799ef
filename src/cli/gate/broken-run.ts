/** A run that broke, told where its result was to go, so that no older JUnit file is taken for it. */
import { extname } from 'node:path'
import { writeWhole } from '../../data/files/whole-file.js'
import { type Broken, renderBroken } from '../../report/junit.js'
import { inputPaths, outputPaths, requireOtherFiles } from '../report/outputs.js'

/**
 * Writes an error into the JUnit files that flags ask for. What cannot be written, or would be written over an input, is left:
 * another error is told already.
 * @param flags values by name
 */
export async function writeBroken(flags: object, command: string, broken: Broken): Promise<void> {
  for (const file of outputPaths(flags).filter((path) => extname(path) === '.xml')) {
    try {
      await requireOtherFiles([file], inputPaths(flags))
      await writeWhole(file, renderBroken(command, broken))
    } catch {
      // see above
    }
  }
}
