"""Writes the small Parquet files in parquet/ beside this script, with the libraries that users have, and what they hold.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_parquet.py

../../golden/parquet-cells.json has every cell of every file as pyarrow reads it back: bytes as {"hex": …}, 64-bit integers as strings.
Output is the same on every run.
"""

import datetime
import io
import json
import shutil
from pathlib import Path

import datasets
import fastparquet
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

HERE = Path(__file__).parent / "parquet"
GOLDEN = Path(__file__).parents[2] / "golden" / "parquet-cells.json"
ROWS, WIDTH = 20, 6
X = np.arange(ROWS)[:, None] + np.arange(WIDTH)[None, :] / 4 - 2
WHOLE = np.arange(ROWS)[:, None] * 3 + np.arange(WIDTH)[None, :] - 20


def lists(item, values=X):
    rows = [None if row is None else list(row) for row in values]
    return pa.array([None if row is None else [None if x is None else x for x in row] for row in rows], pa.list_(item))


def embeddings():
    """The usual columns: one vector of equal length, a label, a text."""
    return pa.table({
        "embedding": lists(pa.float32()),
        "label": pa.array([i % 3 for i in range(ROWS)], pa.int64()),
        "text": pa.array([f"row {i % 4} – ä" for i in range(ROWS)]),
    })


def write(name, table, **options):
    pq.write_table(table, HERE / f"{name}.parquet", **options)


def codecs():
    for codec in ("none", "snappy", "zstd", "gzip", "lz4", "brotli"):
        write(codec, embeddings(), compression=codec, row_group_size=8)
    write("v2-pages", embeddings(), compression="snappy", data_page_version="2.0", row_group_size=8, data_page_size=64,
          write_batch_size=2)
    write("v2-plain", embeddings(), compression="none", data_page_version="2.0", use_dictionary=False, data_page_size=64,
          write_batch_size=2)
    write("small-pages", embeddings(), compression="none", data_page_size=32, write_batch_size=2, use_dictionary=False,
          write_page_index=True)
    write("checksums", embeddings(), compression="snappy", write_page_checksum=True)


def types():
    """One column of each type that is read, with a null in each that may have one."""
    n = 12
    day = datetime.date(2024, 2, 28)
    moment = datetime.datetime(2024, 2, 28, 12, 30, 0, 250_000)
    def some(values, kind):
        return pa.array([None if i % 5 == 3 else v for i, v in enumerate(values)], kind)
    columns = {
        "bool": some([i % 3 == 0 for i in range(n)], pa.bool_()),
        "nulls": pa.nulls(n),
        "float16": some([np.float16(i / 4 - 1) for i in range(n)], pa.float16()),
        "float32": some([i / 4 - 1 for i in range(n)], pa.float32()),
        "float64": some([i / 3 for i in range(n)], pa.float64()),
        "date": some([day + datetime.timedelta(i) for i in range(n)], pa.date32()),
        "moment": some([moment + datetime.timedelta(seconds=i) for i in range(n)], pa.timestamp("us")),
        "binary": some([bytes(range(i)) + b"\xff\x80" for i in range(n)], pa.binary()),
        "fixed": some([bytes([i, 255 - i, 128]) for i in range(n)], pa.binary(3)),
        "utf8": some([f"Zeile {i} ☃" for i in range(n)], pa.string()),
        "large": some([f"Zeile {i}" for i in range(n)], pa.large_string()),
        "category": some([f"c{i % 2}" for i in range(n)], pa.string()).dictionary_encode(),
    }
    for bits in (8, 16, 32, 64):
        low, high = -(2 ** (bits - 1)), 2 ** (bits - 1) - 1
        columns[f"int{bits}"] = some([low, high, *range(n - 2)], getattr(pa, f"int{bits}")())
        columns[f"uint{bits}"] = some([0, 2 ** bits - 1, *range(n - 2)], getattr(pa, f"uint{bits}")())
    write("types", pa.table(columns), row_group_size=7)


def nested():
    """Lists, structs and maps, empty and null ones among them."""
    write("lists", pa.table({
        "int8": lists(pa.int8(), WHOLE),
        "uint8": lists(pa.uint8(), WHOLE + 20),
        "float16": pa.array([[np.float16(x) for x in row] for row in X], pa.list_(pa.float16())),
        "float64": lists(pa.float64()),
        "int64": lists(pa.int64(), WHOLE),
        "large": pa.array([list(row) for row in X], pa.large_list(pa.float32())),
        "fixed": pa.array([list(row) for row in X], pa.list_(pa.float32(), WIDTH)),
        "fixed_null": pa.array([None if i in (0, 7, 8, 19) else list(row) for i, row in enumerate(X)],
                               pa.list_(pa.float32(), WIDTH)),
        "fixed_item": pa.array([[None if i == j else x for j, x in enumerate(row)] if i != 2 else None
                                for i, row in enumerate(X)], pa.list_(pa.float32(), WIDTH)),
    }), row_group_size=9)
    inner = pa.struct([("a", pa.int32()), ("b", pa.list_(pa.string()))])
    write("nested", pa.table({
        "ragged": pa.array([[1.5], [], None, [2.5, None, 3.5], [4.5], [], [5.5, 6.5]], pa.list_(pa.float32())),
        "square": pa.array([[[1, 2], [3]], [], None, [[], None, [4]], [[5]], [[None]], [[6], [7, 8]]],
                           pa.list_(pa.list_(pa.int32()))),
        "struct": pa.array([{"a": 1, "b": ["x", None]}, None, {"a": None, "b": None}, {"a": 4, "b": []}, None,
                            {"a": 6, "b": ["y"]}, {"a": 7, "b": ["z", "z"]}], inner),
        "structs": pa.array([[{"a": 1, "b": ["x"]}], [], None, [None, {"a": None, "b": []}], [{"a": 5, "b": None}], [],
                             [{"a": 7, "b": ["u", "v"]}, {"a": 8, "b": ["w"]}]], pa.list_(inner)),
        "map": pa.array([[("k", 1)], [], None, [("l", 2), ("m", None)], [], [("n", 3)], []],
                        pa.map_(pa.string(), pa.int32())),
        "required": pa.array([[i] * 2 for i in range(7)], pa.list_(pa.field("item", pa.int32(), False))),
    }), row_group_size=4)


def encodings():
    """Encodings that pyarrow writes when asked to."""
    n = 300  # more than two blocks of 128 differences
    table = pa.table({
        "int32": pa.array([(i * 7919) % 1000 - 500 for i in range(n)], pa.int32()),
        "int64": pa.array([(i * 7919) % 1000 - 2 ** 40 for i in range(n)], pa.int64()),
        "length": pa.array(["x" * (i % 5) + str(i) for i in range(n)]),
        "prefix": pa.array([f"common beginning {i // 10} {i % 10}" for i in range(n)]),
        "split": pa.array([i / 8 for i in range(n)], pa.float32()),
        "flags": pa.array([i % 7 < 3 for i in range(n)]),
    })
    write("encodings", table, use_dictionary=False, data_page_version="2.0", compression="none", column_encoding={
        "int32": "DELTA_BINARY_PACKED", "int64": "DELTA_BINARY_PACKED", "length": "DELTA_LENGTH_BYTE_ARRAY",
        "prefix": "DELTA_BYTE_ARRAY", "split": "BYTE_STREAM_SPLIT", "flags": "RLE"})


def unsupported():
    moments = pa.array([datetime.datetime(2024, 1, 1 + i) for i in range(4)], pa.timestamp("ns"))
    decimals = pa.array([None, 1, 2, 3], pa.decimal128(9, 2))
    write("unsupported", pa.table({"when": moments, "price": decimals, "label": pa.array([0, 1, 0, 1])}),
          use_deprecated_int96_timestamps=True)
    write("all-unsupported", pa.table({"when": moments}), use_deprecated_int96_timestamps=True)
    write("no-rows", embeddings().slice(0, 0))


def png(i):
    """A grey square of 4 × 4, its pixel p of value 16 i + p."""
    image = Image.fromarray((16 * i + np.arange(16, dtype=np.uint8)).reshape(4, 4))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def others():
    frame = pd.DataFrame({"emb": [np.float32(row) for row in X], "id": np.arange(ROWS), "name": [f"n{i}" for i in range(ROWS)]})
    frame.to_parquet(HERE / "pandas.parquet")
    flat = pd.DataFrame({"id": np.arange(ROWS), "x": X[:, 0], "name": [f"n{i}" for i in range(ROWS)]})
    fastparquet.write(str(HERE / "fastparquet.parquet"), flat, compression="GZIP")
    pl.DataFrame({"embedding": X.astype(np.float32), "label": np.arange(ROWS) % 3, "text": [f"t{i}" for i in range(ROWS)]},
                 schema_overrides={"embedding": pl.Array(pl.Float32, WIDTH)}).write_parquet(HERE / "polars.parquet")
    features = datasets.Features({
        "image": datasets.Image(), "label": datasets.ClassLabel(names=["circle", "square", "star"]),
        "text": datasets.Value("string"), "embedding": datasets.Sequence(datasets.Value("float32"), length=WIDTH),
        "ragged": datasets.Sequence(datasets.Value("float32")), "pixels": datasets.Array2D((2, 3), "uint8")})
    data = {"image": [{"bytes": png(i), "path": None if i % 2 else f"{i}.png"} for i in range(6)],
            "label": [0, 1, 2, 0, 1, -1], "text": [f"text {i}" for i in range(6)],
            "embedding": X[:6].tolist(), "ragged": [list(row[:i]) for i, row in enumerate(X[:6])],
            "pixels": [(np.arange(6).reshape(2, 3) + i).tolist() for i in range(6)]}
    datasets.Dataset.from_dict(data, features=features).to_parquet(str(HERE / "datasets.parquet"), batch_size=4)


def plain(value):
    """A cell as JSON."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, dict):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, tuple):
        return {"key": plain(value[0]), "value": plain(value[1])}
    if isinstance(value, (list, np.ndarray)):
        return [plain(x) for x in value]
    if isinstance(value, datetime.datetime):
        return int(value.replace(tzinfo=datetime.timezone.utc).timestamp() * 1000)
    if isinstance(value, datetime.date):
        return (value - datetime.date(1970, 1, 1)).days * 86_400_000
    if isinstance(value, np.floating):
        return float(value)
    return value


def as_text(value):
    """64-bit integers, which JSON does not hold."""
    if isinstance(value, list):
        return [as_text(x) for x in value]
    return None if value is None else str(value)


def cells():
    found = {}
    for path in sorted(HERE.glob("*.parquet")):
        table = pq.read_table(path)
        columns = {}
        for name in table.column_names:
            is_wide = "int64" in str(table.schema.field(name).type)
            columns[name] = [as_text(plain(x)) if is_wide else plain(x) for x in table.column(name).to_pylist()]
        if path.stem in ("unsupported", "all-unsupported"):
            columns.update({name: [None] * table.num_rows for name in ("when", "price") if name in columns})
        found[path.stem] = columns
    GOLDEN.write_text(json.dumps(found, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    codecs()
    types()
    nested()
    encodings()
    unsupported()
    others()
    cells()
