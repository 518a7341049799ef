"""One measurement of FAISS: from the two files to the neighbours at every dim, with a flat index for each."""

import json
import resource
import sys
import time

import faiss
import numpy as np

job = json.loads(sys.argv[1])
faiss.omp_set_num_threads(job["threads"])


def read(path: str) -> np.ndarray:
    return np.fromfile(path, np.float32).reshape(-1, job["width"])


def prefix(rows: np.ndarray, dim: int) -> np.ndarray:
    cut = rows[:, :dim].copy()
    if job["distance"] == "cosine":
        faiss.normalize_L2(cut)
    return cut


began = time.perf_counter()
database, queries = read(job["database"]), read(job["queryFile"])
found, search_seconds = [], []
for dim in job["dims"]:
    index = (faiss.IndexFlatIP if job["distance"] == "cosine" else faiss.IndexFlatL2)(dim)
    index.add(prefix(database, dim))
    asked = prefix(queries, dim)
    search_began = time.perf_counter()
    found.append(index.search(asked, job["k"])[1])
    search_seconds.append(time.perf_counter() - search_began)
    del index
seconds = time.perf_counter() - began

np.stack(found).astype(np.int32).tofile(job["ids"])
result = {
    "seconds": seconds,
    "searchSeconds": sum(search_seconds),
    "widestSeconds": search_seconds[-1],
    "peakBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    "version": f"{faiss.__version__} {faiss.get_compile_options().strip()}",
}
print(json.dumps(result))
