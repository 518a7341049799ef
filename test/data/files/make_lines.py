"""Writes the small JSON lines, CSV and TSV files and the BEIR folder beside this script, with the libraries that users have.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_lines.py

lines.json holds what each file says, as Python reads it back: every cell of every column by name. Output is the same on every run.
"""

import gzip
import json
from pathlib import Path

import datasets
import numpy as np
import pandas as pd
import polars as pl

HERE = Path(__file__).parent
ROWS, WIDTH = 8, 4
X = np.random.default_rng(3).standard_normal((ROWS, WIDTH))
TEXTS = ["plain", 'a "quoted" word', "comma, and\nline end", "Grüße, 世界 🌍", "[1] cited", " spaces ", "tab\there", "007"]
FRAME = pd.DataFrame({
    "id": [f"row {i}" for i in range(ROWS)],
    "label": [i % 3 for i in range(ROWS)],
    "text": TEXTS,
    "score": [i / 4 for i in range(ROWS)],
    "good": [i % 2 == 0 for i in range(ROWS)],
    "large": [2**40 + i for i in range(ROWS)],
    "gaps": [None if i == 2 else float(i) + 0.5 for i in range(ROWS)],
})
expected = {}


def plain(cell):
    """NaN is a missing cell; NumPy's numbers are Python's."""
    if isinstance(cell, np.ndarray):
        return cell.tolist()
    if isinstance(cell, np.generic):
        cell = cell.item()
    return None if isinstance(cell, float) and np.isnan(cell) else cell


def expect(name, frame):
    expected[name] = {str(column): [plain(cell) for cell in frame[column]] for column in frame}


def json_lines():
    frame = FRAME.assign(embedding=X.tolist())
    frame.to_json(HERE / "pandas.jsonl", orient="records", lines=True, double_precision=15, force_ascii=False)
    expect("pandas.jsonl", frame.assign(embedding=pd.read_json(HERE / "pandas.jsonl", lines=True, dtype=False,
                                                               precise_float=True)["embedding"]))
    datasets.Dataset.from_pandas(frame).to_json(HERE / "datasets.jsonl")
    rounded = [json.loads(line)["embedding"] for line in open(HERE / "datasets.jsonl")]  # it writes ten digits
    expect("datasets.jsonl", frame.assign(embedding=rounded))
    pl.from_pandas(frame).write_ndjson(HERE / "polars.ndjson")
    expect("polars.ndjson", frame)
    with gzip.GzipFile(HERE / "python.jsonl.gz", "wb", mtime=0) as file:
        for row in frame.to_dict("records"):
            file.write((json.dumps({**row, "gaps": plain(row["gaps"])}) + "\n").encode())
    expect("python.jsonl.gz", frame)
    with open(HERE / "vectors.jsonl", "w") as file:  # as vector databases' benchmarks have them
        for row in X.tolist():
            print(json.dumps(row), file=file)
    expect("vectors.jsonl", pd.DataFrame({"embedding": X.tolist()}))


def separated():
    frame = FRAME.assign(embedding=X.tolist())
    frame.to_csv(HERE / "pandas-lists.csv", index=False)
    expect("pandas-lists.csv", frame)
    arrays = FRAME[["id", "label"]].assign(embedding=list(np.round(X, 6)), half=list(X.astype(np.float16)))
    arrays.to_csv(HERE / "pandas-arrays.csv")
    printed = [[float(x) for x in str(row).strip("[]").split()] for row in arrays["embedding"]]
    halves = [[float(x) for x in str(row).strip("[]").split()] for row in arrays["half"]]
    expect("pandas-arrays.csv", pd.DataFrame({"Unnamed: 0": range(ROWS), "id": FRAME["id"], "label": FRAME["label"],
                                              "embedding": printed, "half": halves}))
    scalars = FRAME[["label"]].assign(embedding=[list(row) for row in X.astype(np.float32)])
    scalars.to_csv(HERE / "pandas-scalars.csv", index=False)
    expect("pandas-scalars.csv", scalars.assign(embedding=[[float(str(x)) for x in row] for row in X.astype(np.float32)]))
    pd.DataFrame(X).to_csv(HERE / "pandas-frame.csv", index=False)
    expect("pandas-frame.csv", pd.DataFrame({"embedding": X.tolist()}))
    dims = FRAME.drop(columns="text").assign(text=TEXTS)
    for j in range(WIDTH):
        dims[f"dim_{j}"] = X[:, j]
    pl.from_pandas(dims).write_csv(HERE / "polars-dims.tsv", separator="\t")
    expect("polars-dims.tsv", dims[[c for c in dims if not c.startswith("dim")]].assign(embedding=X.tolist()))
    datasets.Dataset.from_pandas(FRAME).to_csv(HERE / "datasets.csv", index=False, lineterminator="\r\n")
    expect("datasets.csv", FRAME)


def beir():
    """Twelve documents on two subjects, six queries, and judgments of four of them in two splits."""
    folder = HERE / "beir"
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    cats = ["cats purr", "a cat sleeps on the mat", "kittens play", "lions hunt", "tigers swim", "cats chase mice"]
    bread = ["bread rises", "bake the bread", "yeast and flour", "rye bread", "toast with butter", "sourdough starter"]
    with open(folder / "corpus.jsonl", "w") as file:
        for i, text in enumerate(cats + bread):
            title = "" if i % 5 == 4 else ("Animals" if i < 6 else "Baking")
            print(json.dumps({"_id": f"d{i}", "title": title, "text": text, "metadata": {"n": i}}), file=file)
    with open(folder / "queries.jsonl", "w") as file:
        for i, text in enumerate(["cat sounds", "big cats", "baking bread", "what makes dough rise", "mice", "butter"]):
            print(json.dumps({"_id": f"q{i}", "text": text, "metadata": {}}), file=file)
    judged = {"test": [("q0", "d0", 2), ("q0", "d1", 1), ("q2", "d6", 1), ("q2", "d7", 2), ("q2", "d9", 1)],
              "dev": [("q4", "d5", 1), ("q5", "d10", 1), ("q5", "d0", 0)]}
    for split, rows in judged.items():
        with open(folder / "qrels" / f"{split}.tsv", "w") as file:
            print("query-id\tcorpus-id\tscore", file=file)
            for row in rows:
                print(*row, sep="\t", file=file)


if __name__ == "__main__":
    json_lines()
    separated()
    beir()
    (HERE / "lines.json").write_text(json.dumps(expected, ensure_ascii=False, indent=1) + "\n")
