"""Writes the small Arrow files beside this script, with the libraries that users have: pyarrow and datasets.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_files.py

Every embedding file holds the same eight rows, x[i][j] = i + j / 4 - 2 for j < 4, which every float type holds exactly,
and the labels i % 3, unless its name says otherwise. Output is the same on every run.
"""

import io
import shutil
from pathlib import Path

import datasets
import numpy as np
import pyarrow as pa
import pyarrow.feather
from PIL import Image

HERE = Path(__file__).parent
ROWS, WIDTH = 8, 4
X = np.arange(ROWS)[:, None] + np.arange(WIDTH)[None, :] / 4 - 2
LABELS = [i % 3 for i in range(ROWS)]


def lists(kind, item, values=X):
    """A list column of one of Arrow's three kinds."""
    rows = [None if row is None else list(row) for row in values]
    if item == pa.float16():
        rows = [None if row is None else [np.float16(x) for x in row] for row in rows]
    if pa.types.is_integer(item):
        rows = [None if row is None else [int(x) for x in row] for row in rows]
    types = {"fixed": pa.list_(item, WIDTH), "list": pa.list_(item), "large": pa.large_list(item)}
    return pa.array(rows, types[kind])


def write(name, columns, kind="file", batch=3, metadata=None, compression=None):
    """Three rows a record batch, so that every file has more than one."""
    table = pa.table(columns)
    if metadata is not None:
        table = table.replace_schema_metadata(metadata)
    opener = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    options = pa.ipc.IpcWriteOptions(compression=compression)
    with pa.OSFile(str(HERE / f"{name}.arrow"), "wb") as sink, opener(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=batch)


def embeddings():
    label = pa.array(LABELS, pa.int64())
    for kind in ("file", "stream"):
        write(f"fixed-float32-{kind}", {"embedding": lists("fixed", pa.float32()), "label": label}, kind)
    for item in (pa.float16(), pa.float64()):
        write(f"list-{str(item).replace('halffloat', 'float16').replace('double', 'float64')}",
              {"embedding": lists("list", item), "label": label}, "stream")
    write("large-float32", {"embedding": lists("large", pa.float32()), "label": label})
    whole = np.arange(ROWS)[:, None] + np.arange(WIDTH)[None, :]
    write("list-int64", {"embedding": lists("list", pa.int64(), whole), "label": label})
    write("fixed-uint8", {"embedding": lists("fixed", pa.uint8(), whole), "label": label})

    table = pa.table({"embedding": lists("list", pa.float32()), "label": label})
    with pa.OSFile(str(HERE / "sliced.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_batch(table.to_batches()[0].slice(3, 4))  # offsets that do not begin at 0

    null_row = [*X[:5], None, *X[6:]]
    write("null-row", {"embedding": lists("fixed", pa.float32(), null_row), "label": label})
    null_item = [list(row) for row in X]
    null_item[4][1] = None
    write("null-item", {"embedding": pa.array(null_item, pa.list_(pa.float32())), "label": label})
    ragged = [list(row) for row in X]
    ragged[6] = ragged[6][:3]
    write("ragged", {"embedding": pa.array(ragged, pa.list_(pa.float32())), "label": label})
    bad = X.copy()
    bad[7, 2] = np.nan
    write("nan", {"embedding": lists("fixed", pa.float32(), bad), "label": label})
    write("null-labels", {"embedding": lists("fixed", pa.float32()),
                          "label": pa.array([0, None, 2, -1, 1, 2, None, 1], pa.int16())})
    write("text-labels", {"embedding": lists("fixed", pa.float32()), "label": pa.array([f"c{i}" for i in LABELS])})


def containers():
    columns = {"embedding": lists("fixed", pa.float32()), "label": pa.array(LABELS, pa.int64())}
    write("no-rows", {name: column.slice(0, 0) for name, column in columns.items()})
    write("lz4", columns, compression="lz4")
    write("zstd", columns, kind="stream", compression="zstd")
    pyarrow.feather.write_feather(pa.table(columns), HERE / "feather.arrow", compression="uncompressed")
    write("dictionary-id", {**columns, "id": pa.array([f"row {i % 4}" for i in range(ROWS)]).dictionary_encode()})


def halves():
    """Values that float16 is hard about: subnormals, the largest, zeros of both signs."""
    rows = [[2**-24, 3 * 2**-24, 2**-14, 65504.0], [-(2**-24), -0.0, 0.0, -65504.0], [0.1, 1 / 3, -2.5, 1.0]]
    write("float16-extremes", {"embedding": lists("fixed", pa.float16(), np.array(rows))})
    write("float16-infinite", {"embedding": lists("fixed", pa.float16(), np.array([[1, 2, 3, np.inf]]))})
    for name, labels in (("float16-labels", [0, 2048, 7]), ("float16-labels-merged", [0, 2047, 2050])):
        halves = pa.array([np.float16(x) for x in labels], pa.float16())
        write(name, {"embedding": lists("fixed", pa.float32(), X[:3]), "label": halves})


def png(i):
    """A grey square of 4 × 4, its pixel p of value 16 i + p."""
    image = Image.fromarray((16 * i + np.arange(16, dtype=np.uint8)).reshape(4, 4))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def saved_by_datasets():
    """What Dataset.save_to_disk leaves: a stream, with the features in its metadata."""
    features = datasets.Features(
        {"img": datasets.Image(), "kind": datasets.ClassLabel(names=["circle", "square", "star"])})
    data = {"img": [{"bytes": png(i), "path": None} for i in range(6)], "kind": [0, 1, 2, 0, 1, -1]}
    folder = HERE / "saved"
    datasets.Dataset.from_dict(data, features=features).save_to_disk(str(folder))
    shutil.move(folder / "data-00000-of-00001.arrow", HERE / "datasets-images.arrow")
    shutil.rmtree(folder)


if __name__ == "__main__":
    embeddings()
    containers()
    halves()
    saved_by_datasets()
