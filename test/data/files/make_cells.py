"""Writes into cells/ beside this script one table in every format, each with the libraries that users have.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_cells.py

Four rows; of the columns below a file has those that its format and its writer can hold:

    embedding, f16, f64  i - j / 2 for j < 3, as float32, float16 and float64         i8, u8      i + j
    label                2 0 1 0            kind, dictionary  pear apple fig apple    bool        True False True False
    named                ClassLabel: star circle square and -1                         id          r0 … r3
    text                 with quotes, commas, a line end and letters beyond ASCII
    image                pictures/0.png …, inside or as paths                          pixels      those of the pictures

pictures/i.png is grey, 2 × 5, its pixel p of value 16 i + p. Output is the same on every run.
"""

import io
import json
import shutil
import struct
from pathlib import Path

import datasets
import h5py
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
from PIL import Image

HERE = Path(__file__).parent / "cells"
ROWS, WIDTH = 4, 3
I, J = np.arange(ROWS)[:, None], np.arange(WIDTH)[None, :]
X, WHOLE = I - J / 2, I + J
LABELS = [2, 0, 1, 0]
FRUIT = ["pear", "apple", "fig", "apple"]
BOOLS = [True, False, True, False]
NAMED, NAMES = [2, 0, 1, -1], ["circle", "square", "star"]
TEXTS = ["plain", 'a "quoted", word', "Grüße, 世界 🌍", "two\nlines"]
IDS = [f"r{i}" for i in range(ROWS)]
PIXELS = (16 * np.arange(ROWS)[:, None, None] + np.arange(10).reshape(2, 5)).astype("u1")
PATHS = [f"pictures/{i}.png" for i in range(ROWS)]
NUMBERS = {"embedding": X.astype("f4"), "f16": X.astype("f2"), "f64": X, "i8": WHOLE.astype("i1"), "u8": WHOLE.astype("u1")}
FLAT = {"label": LABELS, "kind": FRUIT, "bool": BOOLS, "text": TEXTS, "id": IDS}


def picture(i):
    file = io.BytesIO()
    Image.fromarray(PIXELS[i]).save(file, "PNG")
    return file.getvalue()


def dataset():
    """The whole table, as the datasets library has it."""
    kinds = {"embedding": "float32", "f16": "float16", "f64": "float64", "i8": "int8", "u8": "uint8"}
    features = {name: datasets.List(datasets.Value(kind), length=WIDTH) for name, kind in kinds.items()}
    features |= {"label": datasets.Value("int64"), "kind": datasets.Value("string"), "bool": datasets.Value("bool"),
                 "text": datasets.Value("string"), "id": datasets.Value("string"),
                 "named": datasets.ClassLabel(names=NAMES), "image": datasets.Image(),
                 "pixels": datasets.Array2D((2, 5), "uint8")}
    images = [{"bytes": picture(i), "path": None} for i in range(ROWS)]
    data = {**NUMBERS, **FLAT, "named": NAMED, "image": images, "pixels": PIXELS}
    return datasets.Dataset.from_dict(data, features=datasets.Features(features))


def of_datasets(whole):
    splits = {"train": whole, "test": whole.select([0]).select_columns(["named"])}
    datasets.DatasetDict(splits).save_to_disk(str(HERE / "saved"), num_shards={"train": 2, "test": 1})
    for file in HERE.rglob("state.json"):  # what differs from run to run
        state = json.loads(file.read_text())
        state.pop("_fingerprint", None)
        file.write_text(json.dumps(state, indent=1) + "\n")
    whole.to_parquet(str(HERE / "datasets.parquet"))
    plain = whole.remove_columns(["image", "pixels"]).add_column("image", PATHS)
    plain.to_json(str(HERE / "datasets.jsonl"))
    plain.to_csv(str(HERE / "datasets.csv"))


def of_pyarrow(whole):
    """The table of the datasets library with its metadata, and a dictionary, for which that has no feature."""
    table = whole.data.table
    storage = [c.cast(c.type.storage_type) if isinstance(c.type, pa.ExtensionType) else c for c in table.columns]
    table = pa.table(storage, names=table.column_names, metadata=table.schema.metadata)
    table = table.append_column("dictionary", pa.array(FRUIT).dictionary_encode())
    named = whole.select_columns(["named", "text"]).data.table
    with pa.OSFile(str(HERE / "pyarrow-named.arrow"), "wb") as sink, pa.ipc.new_file(sink, named.schema) as writer:
        writer.write_table(named, max_chunksize=3)
    for codec in ("lz4", "zstd"):
        pa.feather.write_feather(table, HERE / f"pyarrow-{codec}.feather", compression=codec)


def of_pandas():
    frame = pd.DataFrame({**{name: list(values) for name, values in NUMBERS.items()}, **FLAT,
                          "image": PATHS})
    frame.to_json(HERE / "pandas.jsonl", orient="records", lines=True)
    frame.to_csv(HERE / "pandas.csv", index=False)
    flat = frame.drop(columns=[*NUMBERS, "kind"]).assign(dictionary=pd.Categorical(FRUIT))
    flat.to_feather(HERE / "pandas-lz4.feather")


def of_polars():
    kinds = {"embedding": pl.Float32, "f16": pl.Float16, "f64": pl.Float64, "i8": pl.Int8, "u8": pl.UInt8}
    frame = pl.DataFrame({**{name: pl.Series(NUMBERS[name].tolist(), dtype=pl.Array(kind, WIDTH))
                             for name, kind in kinds.items()}, **FLAT,
                          "dictionary": pl.Series(FRUIT, dtype=pl.Categorical),
                          "image": [picture(i) for i in range(ROWS)],
                          "pixels": pl.Series(PIXELS.tolist(), dtype=pl.Array(pl.UInt8, (2, 5)))})
    frame.write_ipc(HERE / "polars-file.arrow", compression="uncompressed")
    frame.write_ipc_stream(HERE / "polars-stream.arrow")
    flat = frame.drop("pixels", "dictionary").with_columns(image=pl.Series(PATHS))
    flat.write_ndjson(HERE / "polars.ndjson")
    for j in range(WIDTH):
        flat = flat.with_columns(pl.Series(f"dim_{j}", NUMBERS["embedding"][:, j]))
    flat.drop(*kinds).write_csv(HERE / "polars.tsv", separator="\t")


def of_arrays():
    columns = {**NUMBERS, **{name: np.array(values) for name, values in FLAT.items()}}
    np.savez_compressed(HERE / "numpy.npz", **columns, pixels=PIXELS, image=np.array(PATHS))
    np.save(HERE / "fruit-X.npy", X.astype("f4"))
    np.save(HERE / "fruit-y.npy", np.array(FRUIT))
    np.save(HERE / "bools.npy", np.array(BOOLS))
    with h5py.File(HERE / "h5py.hdf5", "w", libver="latest") as file:
        for name, values in {**NUMBERS, "label": LABELS, "bool": BOOLS, "pixels": PIXELS}.items():
            file[name] = values
        for name, values in {"kind": FRUIT, "text": TEXTS, "id": IDS, "image": PATHS}.items():
            file.create_dataset(name, data=[value.encode() for value in values], dtype=h5py.string_dtype(length=24))
    for name, code, values in (("f8", 0x0E, X.astype(">f8")), ("u1", 0x08, WHOLE.astype("u1"))):
        header = struct.pack(">BBBBII", 0, 0, code, 2, ROWS, WIDTH)
        (HERE / f"vectors-{name}.idx").write_bytes(header + values.tobytes())


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    (HERE / "pictures").mkdir(parents=True)
    for i in range(ROWS):
        (HERE / "pictures" / f"{i}.png").write_bytes(picture(i))
    whole = dataset()
    of_datasets(whole)
    of_pyarrow(whole)
    of_pandas()
    of_polars()
    of_arrays()
