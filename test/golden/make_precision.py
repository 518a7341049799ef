"""Searches in codes by FAISS and NumPy, and intervals of a ratio by a bootstrap, for test/golden/precision.test.ts.

    pip install -r test/golden/requirements.txt
    python test/golden/make_precision.py

The numbers are those of `rows` below, which the test makes again. Writes precision.json:
- decoded: what FAISS's QT_8bit and QT_fp16 read of the first rows, after all were coded
- searches: ids of the K nearest by store, distance and dim. l2 and ip of int8 and float16 by IndexScalarQuantizer, binary by
  IndexBinaryFlat; cosine by NumPy in float64 from what FAISS decodes, normalised after the cut
- rescored: ids of the K nearest after FACTOR * K candidates of IndexBinaryFlat were ordered anew, by NumPy in float64
- ratios: counts of queries right under both, the first, the second and neither; percentile intervals of the ratio by 20,000 paired
  resamples, and Bonett and Price's interval
"""

import json
from pathlib import Path

import faiss
import numpy as np

N, QUERIES, WIDTH, DIMS, K, FACTOR = 400, 40, 24, [5, 8, 24], 3, 4
Z = 1.959963984540054


def rows(count: int, seed: int) -> np.ndarray:
    """[count x WIDTH]: cubes of numbers in [-1, 1) by Numerical Recipes' generator, wider and further off from dim to dim."""
    values, state = [], seed
    for _ in range(count * WIDTH):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append(state / 2**31 - 1)
    uniform = np.array(values).astype(np.float32).astype(np.float64).reshape(count, WIDTH)
    j = np.arange(WIDTH)
    return (uniform**3 * (1 + j) + 0.125 * (j % 5)).astype(np.float32)


def nearest(scores: np.ndarray, k: int) -> np.ndarray:
    """Row numbers by score, highest first, equal ones by row."""
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def sorted_ids(index, queries: np.ndarray, k: int, higher: bool) -> np.ndarray:
    """FAISS leaves the order of equal scores open: all are asked for, and sorted by score and row."""
    scores, ids = index.search(queries, index.ntotal)
    order = np.lexsort((ids, -scores if higher else scores), axis=1)
    return np.take_along_axis(ids, order, axis=1)[:, :k]


def scalar(kind: int, metric: int, database: np.ndarray):
    index = faiss.IndexScalarQuantizer(database.shape[1], kind, metric)
    index.train(database)
    index.add(database)
    return index


def unit(values: np.ndarray) -> np.ndarray:
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def hamming(database: np.ndarray):
    index = faiss.IndexBinaryFlat(8 * ((database.shape[1] + 7) // 8))
    index.add(np.packbits(database > 0, axis=1))
    return index


def bonett_price(both: int, wins: int, losses: int) -> list[float]:
    x, n = np.array([both + wins, both + losses], float), both + wins + losses
    spread = np.sqrt((1 - (x + 1) / (n + 2)) / (x + 1)).sum()
    z = Z * np.sqrt((wins + losses + 2) / np.prod(x + 1)) / spread
    half = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
    low, high = (2 * x + z**2 - half) / (2 * (n + z**2)), (2 * x + z**2 + half) / (2 * (n + z**2))
    return [low[0] / high[1], high[0] / low[1]]


def bootstrap(counts: list[int]) -> list[float]:
    both, wins, losses, _ = np.random.default_rng(0).multinomial(sum(counts), np.array(counts) / sum(counts), 20_000).T
    return np.percentile((both + wins) / (both + losses), [2.5, 97.5]).tolist()


def main() -> None:
    database, queries = rows(N, 1), rows(QUERIES, 2)
    kinds = {"float16": faiss.ScalarQuantizer.QT_fp16, "int8": faiss.ScalarQuantizer.QT_8bit}
    searches, rescored, decoded = [], [], {}
    for precision, kind in kinds.items():
        whole = scalar(kind, faiss.METRIC_L2, database)
        read = whole.sa_decode(whole.sa_encode(database))
        decoded[precision] = read[:16].ravel().tolist()
        for dim in DIMS:
            q, x = queries[:, :dim].copy(), database[:, :dim].copy()
            l2 = sorted_ids(scalar(kind, faiss.METRIC_L2, x), q, K, False)
            ip = sorted_ids(scalar(kind, faiss.METRIC_INNER_PRODUCT, x), q, K, True)
            cosine = nearest(unit(q.astype(float)) @ unit(read[:, :dim].astype(float)).T, K)
            for distance, ids in [("l2", l2), ("ip", ip), ("cosine", cosine)]:
                searches.append({"precision": precision, "distance": distance, "dim": dim, "ids": ids.ravel().tolist()})
    for dim in DIMS:
        q, x = queries[:, :dim], database[:, :dim]
        ids = sorted_ids(hamming(x), np.packbits(q > 0, axis=1), FACTOR * K, False)
        searches.append({"precision": "binary", "distance": "cosine", "dim": dim, "ids": ids[:, :K].ravel().tolist()})
        signs = np.where(x > 0, 1.0, -1.0)
        for by, rows_at in [("codes", signs), ("float32", unit(x.astype(float)))]:
            listed = np.sort(ids, axis=1)  # equal scores go to the lower row
            scores = np.einsum("qd,qkd->qk", q.astype(float), rows_at[listed])
            order = np.take_along_axis(listed, nearest(scores, K), axis=1)
            rescored.append({"rescore": by, "dim": dim, "ids": order.ravel().tolist()})
    tables = [[2300, 60, 90, 622], [700, 5, 100, 195], [60, 25, 20, 15], [900, 12, 3, 85], [450, 0, 450, 100]]
    ratios = [{"counts": c, "bootstrap": bootstrap(c), "ci95": bonett_price(*c[:3])} for c in tables]
    golden = {"faiss": faiss.__version__, "decoded": decoded, "searches": searches, "rescored": rescored, "ratios": ratios}
    Path(__file__).with_name("precision.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
