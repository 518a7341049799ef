import { fileURLToPath } from 'node:url'

/** A file that pyarrow, pandas, polars, fastparquet or datasets wrote; make_parquet.py says what is in it. */
export function parquetFile(name: string): string {
  return fileURLToPath(new URL(`../files/parquet/${name}.parquet`, import.meta.url))
}
