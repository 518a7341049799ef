/** Every cell of README's table of formats. The generators beside the files say how each was written. */
import { readFileSync } from 'node:fs'
import { file, GREY, LABELS, NAMES, RGB, WHOLE, X } from './cells.js'
import type { FormatName, Layout, LayoutCell } from './layouts.js'

const COUNT = [0, 1, 2, 3]
const PNG = COUNT.map((i) => Uint8Array.from(readFileSync(file(`cells/pictures/${i}.png`))))
const PICTURES = COUNT.map((i) => {
  return { values: Uint8Array.from({ length: 10 }, (_, p) => 16 * i + p), height: 2, width: 5, channels: 1 }
})
const FRUIT = ['pear', 'apple', 'fig', 'apple']
const HALVES = COUNT.map((i) => [0, 1, 2].map((j) => i - j / 2))
const SUMS = COUNT.map((i) => [0, 1, 2].map((j) => i + j))

/** The columns that make_cells.py writes, by name: their layout, and what is in them. */
const COLUMNS: Readonly<Record<string, readonly [Layout, readonly unknown[]]>> = {
  embedding: ['float32', HALVES],
  f16: ['float16', HALVES],
  f64: ['float64', HALVES],
  i8: ['integers', SUMS],
  u8: ['integers', SUMS],
  label: ['labels: numbers', [2, 0, 1, 0]],
  kind: ['labels: strings, dictionaries, booleans', FRUIT],
  dictionary: ['labels: strings, dictionaries, booleans', FRUIT],
  bool: ['labels: strings, dictionaries, booleans', ['true', 'false', 'true', 'false']],
  named: ['`ClassLabel` names', ['star', 'circle', 'square', null]],
  image: ['images: bytes or paths', PNG],
  pixels: ['images: pixels', PICTURES],
  text: ['texts', ['plain', 'a "quoted", word', 'Grüße, 世界 🌍', 'two\nlines']],
  id: ['ids', ['r0', 'r1', 'r2', 'r3']],
}

const NUMBERS = ['embedding', 'f16', 'f64', 'i8', 'u8']
const FLAT = ['label', 'kind', 'bool', 'text', 'id', 'image']
const OF_DATASETS = [...NUMBERS, ...FLAT, 'named', 'pixels']
const OF_PYARROW = [...OF_DATASETS, 'dictionary']
const OF_POLARS = [...NUMBERS, ...FLAT, 'pixels', 'dictionary']

/** Columns that are found by their usual names; where a table has class names, those are the labels. */
const USUAL = ['embedding', 'image', 'text', 'id', 'named']

/** Columns of a file of make_cells.py. */
function table(format: FormatName, writer: string, name: string, columns: readonly string[]): LayoutCell[] {
  return columns.map((column) => {
    const isFound = USUAL.includes(column) || (column === 'label' && !columns.includes('named'))
    const [layout, expected] = COLUMNS[column]!
    return { format, layout, writer, file: `cells/${name}`, column: isFound ? null : column, expected }
  })
}

/** Columns of a file that another generator wrote: layout, content, and the column that is told. */
function other(
  format: FormatName,
  writer: string,
  name: string,
  columns: readonly (readonly [Layout, readonly unknown[], string?])[],
): LayoutCell[] {
  return columns.map(([layout, expected, column = null]) => ({ format, layout, writer, file: name, column, expected }))
}

/** Rows of make_arrow.py and make_parquet.py. */
const rows = <T>(count: number, of: (i: number) => T) => Array.from({ length: count }, (_, i) => of(i))
const vectors = (width: number) => rows(20, (i) => rows(width, (j) => i + j / 4 - 2))
const whole = (start: number) => rows(20, (i) => rows(6, (j) => 3 * i + j + start))
const CLASSES = rows(20, (i) => ['circle', 'square', 'star'][i % 3])
const THIRDS = rows(20, (i) => i % 3)
const grey = GREY.map((image) => ({ values: Uint8Array.from(image.flat()), height: 4, width: 3, channels: 1 }))
const rgb = RGB.map((image) => ({ values: Uint8Array.from(image.flat(2)), height: 4, width: 3, channels: 3 }))

const STRINGS = 'labels: strings, dictionaries, booleans'

export const CELLS: readonly LayoutCell[] = [
  ...other('Arrow IPC file', 'pyarrow', 'columns-embeddings.arrow', [
    ['float32', HALVES, 'fixed_f32'],
    ['float16', HALVES, 'large_f16'],
    ['float64', HALVES, 'list_f64'],
    ['integers', SUMS, 'fixed_u8'],
  ]),
  ...other('Arrow IPC file', 'pyarrow', 'columns-labels.arrow', [
    ['labels: numbers', [2, 0, 1, 0], 'int64'],
    [STRINGS, FRUIT, 'string'],
    [STRINGS, FRUIT, 'dictionary'],
    [STRINGS, ['true', 'false', null, 'false'], 'bool'],
  ]),
  ...other('Arrow IPC file', 'pyarrow', 'columns-images.arrow', [
    ['images: bytes or paths', PNG.slice(0, 2), 'struct'],
    ['images: bytes or paths', PNG.slice(0, 2), 'paths'],
    ['images: pixels', PICTURES.slice(0, 2), 'hw'],
  ]),
  ...other('Arrow IPC file', 'pyarrow', 'columns-beir.arrow', [['ids', ['d1', 'd2', 'd3', 'd4']]]),
  ...table('Arrow IPC file', 'pyarrow', 'pyarrow-named.arrow', ['named', 'text']),
  ...table('Arrow IPC file', 'polars', 'polars-file.arrow', OF_POLARS),

  ...other('Arrow IPC stream', 'pyarrow', 'arrow/stream.arrow', [
    ['float32', vectors(4)],
    ['float64', vectors(4), 'lists'],
    ['labels: numbers', THIRDS],
    [STRINGS, CLASSES, 'kind'],
  ]),
  ...table('Arrow IPC stream', 'polars', 'polars-stream.arrow', OF_POLARS),
  ...other('Arrow IPC stream', 'datasets', 'datasets-images.arrow', [
    ['`ClassLabel` names', ['circle', 'square', 'star', 'circle', 'square', null]],
  ]),

  ...table('Feather V2, LZ4', 'pyarrow', 'pyarrow-lz4.feather', OF_PYARROW),
  ...table('Feather V2, LZ4', 'pandas', 'pandas-lz4.feather', ['label', 'dictionary', 'bool', 'text', 'id', 'image']),
  ...other('Feather V2, LZ4', 'pandas', 'arrow/pandas.feather', [['float64', vectors(4)]]),
  ...table('Feather V2, ZSTD', 'pyarrow', 'pyarrow-zstd.feather', OF_PYARROW),
  ...other('Feather V2, ZSTD', 'pandas', 'arrow/pandas-zstd.feather', [
    ['float64', vectors(4)],
    ['labels: numbers', THIRDS],
    [STRINGS, CLASSES, 'kind'],
  ]),
  ...other('Feather V2, ZSTD', 'polars', 'arrow/polars-zstd.arrow', [['float32', vectors(4)]]),

  ...table('`save_to_disk` folder, `DatasetDict`', 'datasets', 'saved#train', OF_DATASETS),
  ...table('shards and globs', 'datasets', 'saved/train/*.arrow', OF_DATASETS),
  ...other('shards and globs', 'datasets', 'arrow/cached', [
    ['float32', vectors(4)],
    ['`ClassLabel` names', CLASSES],
  ]),

  ...other('Parquet', 'pyarrow', 'parquet/snappy.parquet', [
    ['float32', vectors(6)],
    ['labels: numbers', THIRDS],
    ['texts', rows(20, (i) => `row ${i % 4} – ä`)],
  ]),
  ...other('Parquet', 'pyarrow', 'parquet/lists.parquet', [
    ['float16', vectors(6), 'float16'],
    ['float64', vectors(6), 'float64'],
    ['integers', whole(-20), 'int8'],
    ['integers', whole(0), 'uint8'],
  ]),
  ...table('Parquet', 'datasets', 'datasets.parquet', OF_DATASETS),
  ...other('Parquet', 'polars', 'parquet/polars.parquet', [
    ['float32', vectors(6)],
    ['labels: numbers', THIRDS],
    ['texts', rows(20, (i) => `t${i}`)],
  ]),
  ...other('Parquet', 'pandas', 'parquet/pandas.parquet', [
    ['float32', vectors(6)],
    [STRINGS, rows(20, (i) => `n${i}`), 'name'],
    ['ids', rows(20, String)],
  ]),
  ...other('Parquet', 'fastparquet', 'parquet/fastparquet.parquet', [['texts', rows(20, (i) => `n${i}`), 'name']]),

  ...other('`.npy`', 'NumPy', 'array-f4.npy', [['float32', X]]),
  ...other('`.npy`', 'NumPy', 'array-f2.npy', [['float16', X]]),
  ...other('`.npy`', 'NumPy', 'array-f8.npy', [['float64', X]]),
  ...other('`.npy`', 'NumPy', 'array-i1.npy', [['integers', WHOLE]]),
  ...other('`.npy`', 'NumPy', 'array-u1.npy', [['integers', WHOLE]]),
  ...other('`.npy`', 'NumPy', 'mrl-X.npy', [['labels: numbers', LABELS]]),
  ...other('`.npy`', 'NumPy', 'labels-i8.npy', [['labels: numbers', [0, 3, null, 1, 2, 2, 1]]]),
  ...other('`.npy`', 'NumPy', 'cells/kinds.npy', [[STRINGS, FRUIT]]),
  ...other('`.npy`', 'NumPy', 'cells/bools.npy', [[STRINGS, [1, 0, 1, 0]]]),
  ...other('`.npy`', 'NumPy', 'pixels-grey.npy', [['images: pixels', grey]]),
  ...other('`.npy`', 'NumPy', 'pixels-rgb.npy', [['images: pixels', rgb]]),
  ...other('`.npy`', 'NumPy', 'array-text.npy', [['texts', NAMES, 'id']]),
  ...table('`.npz`', 'NumPy', 'numpy.npz', [...NUMBERS, ...FLAT.filter((name) => name !== 'bool'), 'pixels']),
  ...other('`.npz`', 'NumPy', 'cells/numpy.npz', [[STRINGS, [1, 0, 1, 0], 'bool']]),
  ...table('HDF5', 'h5py', 'h5py.hdf5', [...NUMBERS, ...FLAT.filter((name) => name !== 'bool'), 'pixels']),
  ...other('HDF5', 'h5py', 'cells/h5py.hdf5', [[STRINGS, [1, 0, 1, 0], 'bool']]),

  ...other('`.fvecs`, `.ivecs`, `.bvecs`', 'NumPy', 'vectors.fvecs', [['float32', X]]),
  ...other('`.fvecs`, `.ivecs`, `.bvecs`', 'NumPy', 'vectors.bvecs', [['integers', WHOLE]]),
  ...other('`.fvecs`, `.ivecs`, `.bvecs`', 'NumPy', 'vectors.ivecs', [['integers', WHOLE]]),
  ...other('`.fbin`, `.u8bin`, `.i8bin`, `.ibin`', 'NumPy', 'vectors.fbin', [['float32', X]]),
  ...other('`.fbin`, `.u8bin`, `.i8bin`, `.ibin`', 'NumPy', 'vectors.u8bin', [['integers', WHOLE]]),
  ...other('`.fbin`, `.u8bin`, `.i8bin`, `.ibin`', 'NumPy', 'vectors.i8bin', [
    ['integers', WHOLE.map((row) => row.map((x) => x - 16))],
  ]),
  ...other('`.fbin`, `.u8bin`, `.i8bin`, `.ibin`', 'NumPy', 'vectors.ibin', [['integers', WHOLE]]),

  ...other('IDX, `.gz`', 'Python', 'vectors.idx', [['float32', X]]),
  ...other('IDX, `.gz`', 'Python', 'cells/vectors-f8.idx', [['float64', HALVES]]),
  ...other('IDX, `.gz`', 'Python', 'cells/vectors-u1.idx', [['integers', SUMS]]),
  ...other('IDX, `.gz`', 'Python', 't10k-images-idx3-ubyte', [
    ['labels: numbers', LABELS.slice(0, 6)],
    ['images: pixels', grey],
  ]),
  ...other('IDX, `.gz`', 'Python', 'train-images-idx3-ubyte.gz', [
    ['labels: numbers', LABELS.slice(0, 6)],
    ['images: pixels', grey],
  ]),

  ...table('JSON lines', 'pandas', 'pandas.jsonl', [...NUMBERS, ...FLAT]),
  ...table('JSON lines', 'datasets', 'datasets.jsonl', [...NUMBERS, ...FLAT]),
  ...table('JSON lines', 'polars', 'polars.ndjson', [...NUMBERS, ...FLAT]),
  ...table('CSV, TSV', 'pandas', 'pandas.csv', [...NUMBERS, ...FLAT]),
  ...table('CSV, TSV', 'polars', 'polars.tsv', ['embedding', ...FLAT]),
  ...table('CSV, TSV', 'datasets', 'datasets.csv', [...NUMBERS, ...FLAT]),

  ...other('BEIR folder', 'Python', 'beir#queries', [
    ['texts', ['cat sounds', 'big cats', 'baking bread', 'what makes dough rise', 'mice', 'butter']],
    ['ids', rows(6, (i) => `q${i}`)],
  ]),
  ...other('BEIR folder', 'Python', 'beir#corpus', [['ids', rows(12, (i) => `d${i}`)]]),
]
