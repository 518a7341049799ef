/** Every cell of README's table of formats. */
import { LABELS, NAMES, WHOLE, X } from './cells.js'
import {
  CLASSES,
  FLAT,
  FRUIT,
  grey,
  HALVES,
  NUMBERS,
  OF_DATASETS,
  OF_POLARS,
  OF_PYARROW,
  other,
  PICTURES,
  PNG,
  rgb,
  rows,
  STRINGS,
  SUMS,
  THIRDS,
  table,
  vectors,
  whole,
} from './layout-content.js'
import type { LayoutCell } from './layouts.js'

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
  ...other('`.npy`', 'NumPy', 'cells/fruit-X.npy', [[STRINGS, FRUIT]]),
  ...other('`.npy`', 'NumPy', 'cells/fruit-y.npy', [[STRINGS, FRUIT]]),
  ...other('`.npy`', 'NumPy', 'cells/bools.npy', [[STRINGS, ['true', 'false', 'true', 'false']]]),
  ...other('`.npy`', 'NumPy', 'pixels-grey.npy', [['images: pixels', grey]]),
  ...other('`.npy`', 'NumPy', 'pixels-rgb.npy', [['images: pixels', rgb]]),
  ...other('`.npy`', 'NumPy', 'array-text.npy', [['texts', NAMES, 'id']]),
  ...table('`.npz`', 'NumPy', 'numpy.npz', [...NUMBERS, ...FLAT, 'pixels']),
  ...table('HDF5', 'h5py', 'h5py.hdf5', [...NUMBERS, ...FLAT, 'pixels']),

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
