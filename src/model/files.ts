/** The files that a model is made of: the graph, and what lies beside it and shapes its embeddings. */
import { access } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

const SIDECARS = ['preprocessor_config.json']

/** The folder of a model's config files: that of the graph, or the one above it where that is called `onnx`. */
export function configFolder(graph: string): string {
  const folder = dirname(graph)
  return basename(folder) === 'onnx' ? dirname(folder) : folder
}

/** The graph first, then its sidecars that are there. */
export async function modelFiles(graph: string): Promise<readonly string[]> {
  const files = [graph]
  for (const name of SIDECARS) {
    const path = join(configFolder(graph), name)
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      files.push(path)
  }
  return files
}
