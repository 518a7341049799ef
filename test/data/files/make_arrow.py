"""Writes the Arrow files and folders in arrow/ beside this script, with the libraries that users have.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_arrow.py

Row i of every table, as far as it has these columns:

    embedding  i + j / 4 - 2 for j < 4         label  i % 3            kind  the label's name: circle, square, star
    text       "row i: " and i times "é"; null where i % 7 == 6         blob  i bytes of value i

lists and large hold what embedding does, as list and large_list; long holds what text does, as large_string.
"""

import json
import shutil
from pathlib import Path

import datasets
import pandas as pd
import polars as pl
import pyarrow as pa

HERE = Path(__file__).parent / "arrow"
ROWS, WIDTH, BATCH = 20, 4, 8
KINDS = ["circle", "square", "star"]


def embedding(i):
    return [i + j / 4 - 2 for j in range(WIDTH)]


def text(i):
    return None if i % 7 == 6 else f"row {i}: " + "é" * i


def kind(i):
    return KINDS[i % 3]


def columns(rows=range(ROWS)):
    vectors = [embedding(i) for i in rows]
    texts = [text(i) for i in rows]
    return {
        "embedding": pa.array(vectors, pa.list_(pa.float32(), WIDTH)),
        "lists": pa.array(vectors, pa.list_(pa.float64())),
        "large": pa.array(vectors, pa.large_list(pa.float32())),
        "label": pa.array([i % 3 for i in rows], pa.int64()),
        "text": pa.array(texts, pa.string()),
        "long": pa.array(texts, pa.large_string()),
        "blob": pa.array([bytes([i]) * i for i in rows], pa.binary()),
        "kind": pa.array([kind(i) for i in rows]).dictionary_encode(),
    }


def write(name, table, stream=False, batch=BATCH, **options):
    opener = pa.ipc.new_stream if stream else pa.ipc.new_file
    options = pa.ipc.IpcWriteOptions(**options)
    with pa.OSFile(str(HERE / f"{name}.arrow"), "wb") as sink, opener(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=batch)


def of_pyarrow():
    table = pa.table(columns())
    write("file", table)
    write("stream", table, stream=True)
    write("file-lz4", table, compression="lz4")
    write("file-zstd", table, compression="zstd")
    write("stream-lz4", table, stream=True, compression="lz4")
    write("stream-zstd", table, stream=True, compression="zstd")

    views = pa.table({
        "embedding": table["embedding"],
        "text": pa.array([text(i) for i in range(ROWS)], pa.string_view()),
        "blob": pa.array([bytes([i]) * i for i in range(ROWS)], pa.binary_view()),
        "label": table["label"],
    })
    write("views", views)
    write("views-lz4", views, compression="lz4")

    # Every batch of a stream may bring its own dictionary, or add to the one before it.
    batches = [pa.record_batch({"kind": pa.array([f"kind {i // 4}" for i in range(at, at + 4)]).dictionary_encode(),
                                "label": pa.array([i % 3 for i in range(at, at + 4)])}) for at in (0, 4, 8)]
    grown = [pa.record_batch({"kind": pa.DictionaryArray.from_arrays(
        pa.array([at // 4] * 4, pa.int32()), [f"kind {k}" for k in range(at // 4 + 1)])}) for at in (0, 4, 8)]
    for name, some, opener, deltas in (("dictionary-replaced", batches, pa.ipc.new_stream, False),
                                       ("dictionary-grown", grown, pa.ipc.new_stream, True),
                                       ("dictionary-grown-file", grown, pa.ipc.new_file, True)):
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas, compression="zstd" if deltas else None)
        with pa.OSFile(str(HERE / f"{name}.arrow"), "wb") as sink, opener(
                sink, some[0].schema, options=options) as writer:
            for batch in some:
                writer.write_batch(batch)

    write("list-view", pa.table({"embedding": pa.array([embedding(i) for i in range(ROWS)],
                                                       pa.list_view(pa.float32()))}))
    write("run-end", pa.table({"label": pa.RunEndEncodedArray.from_arrays([10, 20], [0, 1])}))


def of_pandas():
    frame = pd.DataFrame({
        "embedding": [embedding(i) for i in range(ROWS)],
        "label": [i % 3 for i in range(ROWS)],
        "text": [text(i) for i in range(ROWS)],
        "kind": pd.Categorical([kind(i) for i in range(ROWS)], KINDS),
    })
    frame.to_feather(HERE / "pandas.feather")
    frame.to_feather(HERE / "pandas-zstd.feather", compression="zstd", chunksize=BATCH)
    frame.to_feather(HERE / "pandas-plain.feather", compression="uncompressed")


def of_polars():
    frame = pl.DataFrame({
        "embedding": pl.Series([embedding(i) for i in range(ROWS)], dtype=pl.Array(pl.Float32, WIDTH)),
        "lists": pl.Series([embedding(i) for i in range(ROWS)], dtype=pl.List(pl.Float64)),
        "label": [i % 3 for i in range(ROWS)],
        "text": [text(i) for i in range(ROWS)],
        "blob": [bytes([i]) * i for i in range(ROWS)],
        "kind": pl.Series([kind(i) for i in range(ROWS)], dtype=pl.Enum(KINDS)),
    })
    for compression in ("uncompressed", "lz4", "zstd"):
        frame.write_ipc(HERE / f"polars-{compression}.arrow", compression=compression, record_batch_size=BATCH)
    frame.write_ipc(HERE / "polars-oldest.arrow", compression="lz4", compat_level=pl.CompatLevel.oldest())
    frame.write_ipc_stream(HERE / "polars-stream.arrow", compression="zstd")


FEATURES = datasets.Features({
    "embedding": datasets.List(datasets.Value("float32"), length=WIDTH),
    "label": datasets.ClassLabel(names=KINDS),
    "text": datasets.Value("string"),
})


def data(rows):
    return {"embedding": [embedding(i) for i in rows], "label": [i % 3 for i in rows], "text": [text(i) for i in rows]}


def generate(rows):
    for i in rows:
        yield {name: values[0] for name, values in data([i]).items()}


def of_datasets():
    whole = datasets.Dataset.from_dict(data(range(ROWS)), features=FEATURES)
    whole.save_to_disk(str(HERE / "saved"), num_shards=3)
    splits = {"train": whole.select(range(12)), "test": whole.select(range(12, ROWS))}
    datasets.DatasetDict(splits).save_to_disk(str(HERE / "saved-dict"), num_shards={"train": 2, "test": 1})
    cache = HERE / "cache-of-datasets"
    made = datasets.Dataset.from_generator(generate, features=FEATURES, cache_dir=str(cache),
                                           gen_kwargs={"rows": list(range(ROWS))}, num_proc=2)
    files = [Path(file["filename"]) for file in made.cache_files]
    (HERE / "cached").mkdir()
    for file in [*files, files[0].parent / "dataset_info.json"]:
        shutil.copy(file, HERE / "cached" / file.name)
    shutil.rmtree(cache)
    for file in HERE.rglob("*.json"):  # what differs from run to run, and paths of this machine
        content = json.loads(file.read_text())
        for name in ("_fingerprint", "download_checksums", "cache_dir"):
            content.pop(name, None)
        file.write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    shutil.rmtree(HERE, ignore_errors=True)
    HERE.mkdir()
    of_pyarrow()
    of_pandas()
    of_polars()
    of_datasets()
