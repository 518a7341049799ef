"""Writes files of every column layout beside this script, with pyarrow, datasets, polars and pandas.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_columns.py

Embeddings are x[i][j] = i - j / 2 for four rows of three (integers: i - j, unsigned: i + j); labels are 2 0 1 0 or
pear apple fig apple, where a name says so with a null in place of the last; images are small and grey, of pixel p in
image i: 16 i + p.
"""

import io
import shutil
from pathlib import Path

import datasets
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
from PIL import Image

HERE = Path(__file__).parent
ROWS, WIDTH = 4, 3
I, J = np.arange(ROWS)[:, None], np.arange(WIDTH)[None, :]
X = I - J / 2
NAMES = ["pear", "apple", "fig", "apple"]
LABELS = [2, 0, 1, 0]


def write(name, columns, batch=3, metadata=None):
    table = pa.table(columns)
    if metadata is not None:
        table = table.replace_schema_metadata(metadata)
    with pa.OSFile(str(HERE / f"columns-{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=batch)


def embeddings():
    columns = {}
    items = {"f16": (pa.float16(), X), "f32": (pa.float32(), X), "f64": (pa.float64(), X),
             "i8": (pa.int8(), I - J), "u8": (pa.uint8(), I + J), "i16": (pa.int16(), I - J), "i64": (pa.int64(), I - J)}
    for name, (item, values) in items.items():
        flat = pa.array(np.asarray(values).ravel().astype(item.to_pandas_dtype()), item)
        offsets = np.arange(0, ROWS * WIDTH + 1, WIDTH)
        columns[f"fixed_{name}"] = pa.FixedSizeListArray.from_arrays(flat, WIDTH)
        columns[f"list_{name}"] = pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), flat)
        columns[f"large_{name}"] = pa.LargeListArray.from_arrays(pa.array(offsets, pa.int64()), flat)
    raw = [row.tobytes() for row in X.astype("<f4")]
    for name, kind in {"fixed": pa.binary(4 * WIDTH), "plain": pa.binary(), "large": pa.large_binary(),
                       "view": pa.binary_view()}.items():
        columns[f"bytes_{name}"] = pa.array(raw, kind)
    columns["bytes_ragged"] = pa.array([*raw[:2], raw[2][:8], raw[3]], pa.binary())
    columns["bytes_odd"] = pa.array([*raw[:3], raw[3][:7]], pa.binary())
    columns["nested"] = pa.array([[list(row)] for row in X], pa.list_(pa.list_(pa.float32())))
    write("embeddings", columns)


def labels():
    columns = {str(kind): pa.array(LABELS, kind) for kind in
               (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(),
                pa.float32(), pa.float64())}
    columns["bool"] = pa.array([True, False, None, False])
    for name, kind in {"string": pa.string(), "large": pa.large_string(), "view": pa.string_view()}.items():
        columns[name] = pa.array(NAMES, kind)
    columns["dictionary"] = pa.array(NAMES).dictionary_encode()
    columns["large_dictionary"] = pa.array(NAMES, pa.large_string()).dictionary_encode()
    columns["number_dictionary"] = pa.array(LABELS, pa.int64()).dictionary_encode()
    columns["gaps"] = pa.array(["pear", "", "fig", None])
    columns["dictionary_gaps"] = pa.array(["pear", "", "fig", None]).dictionary_encode()
    columns["x"] = pa.FixedSizeListArray.from_arrays(pa.array(X.ravel().astype("f4")), WIDTH)
    write("labels", columns)


def picture(i, mode="PNG"):
    file = io.BytesIO()
    Image.fromarray((16 * i + np.arange(10, dtype=np.uint8)).reshape(2, 5)).save(file, mode)
    return file.getvalue()


def images():
    folder = HERE / "columns-pictures"
    folder.mkdir(exist_ok=True)
    for i in range(2):
        (folder / f"{i}.png").write_bytes(picture(i))
    paths = ["columns-pictures/0.png", "columns-pictures/1.png"]
    grid = [(16 * i + np.arange(10)).reshape(2, 5) for i in range(2)]
    color = [np.stack([g, g + 100, g + 200], -1) % 256 for g in grid]
    nested = lambda arrays, kind: pa.array([a.tolist() for a in arrays], kind)
    lists = pa.list_(pa.list_(pa.list_(pa.uint8())))
    struct = [("path", pa.string()), ("bytes", pa.binary())]
    write("images", {
        "binary": pa.array([picture(i) for i in range(2)], pa.binary()),
        "large_binary": pa.array([picture(i) for i in range(2)], pa.large_binary()),
        "view": pa.array([picture(i) for i in range(2)], pa.binary_view()),
        "struct": pa.array([{"bytes": picture(i), "path": None} for i in range(2)],
                           pa.struct([("bytes", pa.binary()), ("path", pa.string())])),
        "swapped": pa.array([{"bytes": None, "path": paths[0]}, {"bytes": picture(1), "path": "elsewhere.png"}],
                            pa.struct(struct)),
        "paths": pa.array(paths),
        "lost": pa.array([{"bytes": picture(0), "path": None}, {"bytes": None, "path": "/home/ada/1.png"}],
                         pa.struct(struct)),
        "hw": nested(grid, pa.list_(pa.list_(pa.int64()))),
        "hwc": nested(color, lists),
        "chw": nested([c.transpose(2, 0, 1) for c in color], lists),
        "fixed": nested(color, pa.list_(pa.list_(pa.list_(pa.uint8(), 3), 5), 2)),
        "sizes": nested([grid[0], grid[1][:, :2]], pa.list_(pa.list_(pa.uint8()))),
        "deep": nested(grid, pa.list_(pa.list_(pa.int16()))),
        "beyond": nested([grid[0], grid[1] + 250], pa.list_(pa.list_(pa.int16()))),
        "floats": nested([g / 2 for g in grid], pa.list_(pa.list_(pa.float32()))),
    }, batch=2)


def texts():
    data = {"string": ["a b", "", "ünï 😀", "d"], "title": ["T", None, " t ", ""]}
    write("texts", {
        "string": pa.array(data["string"]), "large": pa.array(data["string"], pa.large_string()),
        "view": pa.array(data["string"], pa.string_view()), "dictionary": pa.array(data["string"]).dictionary_encode(),
        "heading": pa.array(data["title"]), "nulls": pa.array(["a", None, "c", "d"])})
    write("beir", {"_id": pa.array(["d1", "d2", "d3", "d4"]), "title": pa.array(data["title"]),
                   "text": pa.array(data["string"])})
    write("pairs", {
        "sentence1": pa.array(["a", "b", "c", "d"]), "sentence2": pa.array(["A", "B", "C", "D"]),
        "score": pa.array([0.5, 1, 4.75, 0], pa.float32()), "label": pa.array([0.5, 1, 4.75, 0]),
        "nan": pa.array([0.5, 1, float("nan"), 0]), "null": pa.array([1, 2, 3, None], pa.int16())})


def saved(name, data, features):
    """The stream that Dataset.save_to_disk leaves, with the features in its metadata."""
    folder = HERE / "saved"
    datasets.Dataset.from_dict(data, features=datasets.Features(features)).save_to_disk(str(folder))
    shutil.move(folder / "data-00000-of-00001.arrow", HERE / f"columns-{name}.arrow")
    shutil.rmtree(folder)


def by_datasets():
    grid = [np.stack([16 * i + np.arange(6).reshape(2, 3)] * 3, -1).astype("u1") for i in range(2)]
    saved("datasets-arrays", {"image": grid, "fine_label": [1, 0], "coarse_label": [0, 0]},
          {"image": datasets.Array3D((2, 3, 3), "uint8"), "fine_label": datasets.ClassLabel(names=["dog", "cat"]),
           "coarse_label": datasets.ClassLabel(names=["animal"])})
    saved("datasets-vectors", {"embedding": X.astype("f4"), "label": LABELS},
          {"embedding": datasets.List(datasets.Value("float32"), length=WIDTH),
           "label": datasets.ClassLabel(names=["a", "b", "c"])})
    saved("datasets-array2d", {"embedding": X.astype("f4")[:, None]},
          {"embedding": datasets.Array2D((1, WIDTH), "float32")})
    saved("datasets-texts", {"sentence": ["one", "two"], "label": [0, -1]},
          {"sentence": datasets.Value("large_string"), "label": datasets.ClassLabel(names=["no", "yes"])})


def by_others():
    frame = pl.DataFrame({"id": ["r0", "r1", "r2", "r3"], "embedding": X.astype("f4").tolist(), "label": NAMES},
                         schema_overrides={"embedding": pl.List(pl.Float32), "label": pl.Categorical})
    frame.write_ipc(HERE / "columns-polars.arrow", compression="uncompressed")
    fixed = pl.DataFrame({"text": NAMES, "embedding": X.astype("f4").tolist()},
                         schema_overrides={"embedding": pl.Array(pl.Float32, WIDTH)})
    fixed.write_ipc(HERE / "columns-polars-array.arrow", compression="uncompressed")
    table = pd.DataFrame({"embedding": list(X.astype("f4")), "label": pd.Categorical(NAMES), "id": list("wxyz")})
    table.to_feather(HERE / "columns-pandas.arrow", compression="uncompressed")


if __name__ == "__main__":
    embeddings()
    labels()
    images()
    texts()
    by_datasets()
    by_others()
