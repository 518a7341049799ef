"""Nearest neighbours and k-NN votes on the fixtures' embeddings by FAISS, for test/golden/knn.test.ts.

    npm run build
    pip install -r test/golden/requirements.txt
    python test/golden/make_knn.py

Embeds the fixtures with mrl-eval, cuts them to every dim, normalises after the cut (cosine) or not at all (l2), and
searches with IndexFlatIP or IndexFlatL2. Writes knn.arrow, a row per model, distance and dim:
- right_1, right_5: which queries 1-NN and 5-NN (majority, ties to the nearest) get right, [queries]
- ids: the 10 nearest rows of the first 256 queries, [256 x 10], for one model
To be run again whenever the models in fixtures/ change.
"""

import os
import subprocess
import tempfile
from pathlib import Path

import faiss
import numpy as np
import pyarrow as pa
import pyarrow.ipc

ROOT = Path(__file__).parents[2]
NESTED = [8, 12, 16, 32, 48, 64, 128, 256, 300, 512, 1024, 2048]  # 12, 48 and 300 are no trained dims
MODELS = {"mrl": NESTED, "mrl-e": NESTED, "ff-64": [64]}
WITH_NEIGHBORS = ["mrl"]
KEPT_QUERIES, K = 256, 10


def embed(model: str, name: str, folder: str) -> tuple[np.ndarray, np.ndarray]:
    """Embeddings [rows x D] and labels [rows] as `mrl-eval embed` writes them."""
    path = f"{folder}/{name}-{model}.arrow"
    fixtures = ROOT / "fixtures"
    model_path, data_path = fixtures / "models" / f"{model}.onnx", fixtures / "icons" / f"{name}.arrow"
    command = ["node", ROOT / "bin/run.js", "embed", "--model", model_path, "--data", data_path, "--output", path]
    environment = {**os.environ, "XDG_CACHE_HOME": folder}
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
    table = pa.ipc.open_file(path).read_all()
    values = table["embedding"].combine_chunks().flatten().to_numpy()
    return values.reshape(len(table), -1).astype(np.float32), table["label"].to_numpy()


def search(database: np.ndarray, queries: np.ndarray, distance: str) -> np.ndarray:
    """Row numbers [queries x K], nearest first; FAISS leaves the order of equal scores open, so they are sorted by row."""
    database, queries = database.copy(), queries.copy()
    if distance == "cosine":
        faiss.normalize_L2(database)
        faiss.normalize_L2(queries)
    index = (faiss.IndexFlatIP if distance == "cosine" else faiss.IndexFlatL2)(database.shape[1])
    index.add(database)
    scores, ids = index.search(queries, K)
    order = np.lexsort((ids, -scores if distance == "cosine" else scores), axis=1)
    return np.take_along_axis(ids, order, axis=1)


def vote(labels: np.ndarray) -> np.ndarray:
    """The most frequent of each row's labels; argmax takes the first, that is nearest, of equally frequent ones."""
    counts = (labels[:, :, None] == labels[:, None, :]).sum(axis=2)
    return labels[np.arange(len(labels)), counts.argmax(axis=1)]


def main() -> None:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for model, dims in MODELS.items():
            database, known = embed(model, "database", folder)
            queries, truth = embed(model, "queries", folder)
            for distance in ["cosine", "l2"]:
                for dim in dims:
                    ids = search(database[:, :dim], queries[:, :dim], distance)
                    right = {f"right_{k}": vote(known[ids[:, :k]]) == truth for k in (1, 5)}
                    kept = ids[:KEPT_QUERIES].ravel() if model in WITH_NEIGHBORS else None
                    rows.append({"model": model, "distance": distance, "dim": dim, **right, "ids": kept})
                    print(model, distance, dim, {name: int(flags.sum()) for name, flags in right.items()})
    flags = pa.list_(pa.bool_(), len(truth))
    keys = [("model", pa.string()), ("distance", pa.string()), ("dim", pa.int32())]
    lists = [("right_1", flags), ("right_5", flags), ("ids", pa.list_(pa.int16()))]
    table = pa.Table.from_pylist(rows, pa.schema(keys + lists, metadata={"faiss": faiss.__version__}))
    with pa.ipc.new_file(Path(__file__).with_name("knn.arrow"), table.schema) as file:
        file.write_table(table)


if __name__ == "__main__":
    main()
