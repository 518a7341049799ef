"""Retrieval settings on the fixtures' embeddings by FAISS and NumPy, for test/golden/retrieval.test.ts.

    npm run build
    pip install -r test/golden/requirements.txt
    python test/golden/make_retrieval.py

Embeds the fixtures with mrl-eval's MRL model, cuts, then normalises (cosine). Shortlists are FAISS's (IndexFlatIP and
IndexHNSWFlat with its defaults), reranking is NumPy's in float64, every metric is written out anew below. Writes
- retrieval.json: means of every metric at k = 10, 25, 50, 100 over all queries, and over those that no near-tie touches
- retrieval.arrow: a row per exact setting. hits: which of the first 10 are relevant, bit 0 the nearest, [queries];
  open_K: whether rounding can change the first K rows in a way that a metric sees, [queries]
To be run again whenever the models in fixtures/ change.
"""

import json
import tempfile
from functools import lru_cache
from pathlib import Path

import faiss
import numpy as np
import pyarrow as pa
import pyarrow.ipc

from make_knn import embed

KS = [10, 25, 50, 100]
DIMS = [8, 16, 32, 64, 128, 256, 512, 1024, 2048]
SHORTLIST = 200
MARGIN = 2e-6  # two rows whose cosines are nearer to each other than this may stand in either order
PAPER_200 = [200, 100, 50, 25, 10]
HNSW_DIMS, HNSW_K = [16, 64], 100


# Metrics. rel: 1 where a ranked row is relevant, [queries x K]; total: relevant rows in the database, [queries].


def average_precision(rel: np.ndarray, k: int, divisor: np.ndarray | int) -> np.ndarray:
    """Sum of the precisions at the hits over the divisor, 0 where that is 0."""
    rel = rel[:, :k]
    summed = (np.cumsum(rel, axis=1) / np.arange(1, rel.shape[1] + 1) * rel).sum(axis=1)
    return np.divide(summed, divisor, out=np.zeros(len(rel)), where=np.broadcast_to(divisor, len(rel)) > 0)


def ndcg(rel: np.ndarray, k: int, total: np.ndarray) -> np.ndarray:
    discounts = 1 / np.log2(np.arange(2, k + 2))
    ideal = np.concatenate([[0], np.cumsum(discounts)])[np.minimum(total, k)]
    return np.divide(rel[:, :k] @ discounts[: rel.shape[1]], ideal, out=np.zeros(len(rel)), where=ideal > 0)


def unique(classes: np.ndarray) -> np.ndarray:
    ordered = np.sort(classes, axis=1)
    return 1 + (ordered[:, 1:] != ordered[:, :-1]).sum(axis=1)


def overlap(ids: np.ndarray, exact: np.ndarray) -> np.ndarray:
    return (ids[:, :, None] == exact[:, None, :]).any(axis=2).mean(axis=1)


def metrics(ids: np.ndarray, exact: np.ndarray, known: np.ndarray, truth: np.ndarray) -> dict[str, np.ndarray]:
    """Every metric of every query at the ks that the lists are long enough for. {id: [queries]}"""
    assert (ids >= 0).all()
    rel = (known[ids] == truth[:, None]).astype(float)
    total = np.bincount(known, minlength=truth.max() + 1)[truth]
    found = {}
    for k in [k for k in KS if k <= ids.shape[1]]:
        hits = rel[:, :k].sum(axis=1)
        found[f"map@{k}"] = average_precision(rel, k, k)
        found[f"map@{k}.min"] = average_precision(rel, k, np.minimum(k, total))
        found[f"map@{k}.hits"] = average_precision(rel, k, hits)
        found[f"precision@{k}"] = hits / k
        found[f"recall@{k}"] = hits / total
        found[f"hit@{k}"] = (hits > 0).astype(float)
        found[f"ndcg@{k}"] = ndcg(rel, k, total)
        found[f"unique@{k}"] = unique(known[ids[:, :k]]).astype(float)
        found[f"overlap@{k}"] = overlap(ids[:, :k], exact[:, :k])
    return found


def check_metrics() -> None:
    """Worked by hand: 1 0 1 and 0 1 1, of 4 relevant rows and of 2."""
    rel, total = np.array([[1, 0, 1], [0, 1, 1]]), np.array([4, 2])
    expected = {
        "k": [(1 + 2 / 3) / 3, (1 / 2 + 2 / 3) / 3],
        "min": [(1 + 2 / 3) / 3, (1 / 2 + 2 / 3) / 2],
        "hits": [(1 + 2 / 3) / 2, (1 / 2 + 2 / 3) / 2],
    }
    for name, divisor in {"k": 3, "min": np.minimum(3, total), "hits": rel.sum(axis=1)}.items():
        np.testing.assert_allclose(average_precision(rel, 3, divisor), expected[name])
    first, second, third = 1, 0.6309297535714575, 0.5  # 1/log2 of 2, 3, 4
    ideal = [first + second + third, first + second]
    np.testing.assert_allclose(ndcg(rel, 3, total), [(first + third) / ideal[0], (second + third) / ideal[1]])
    np.testing.assert_array_equal(unique(np.array([[7, 2, 7], [5, 5, 5]])), [2, 1])
    np.testing.assert_allclose(overlap(np.array([[4, 9, 2]]), np.array([[2, 4, 6]])), [2 / 3])


# Lists


def unit(vectors: np.ndarray) -> np.ndarray:
    vectors = np.ascontiguousarray(vectors)
    faiss.normalize_L2(vectors)
    return vectors


def ordered(ids: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """By falling score, equal scores by row."""
    order = np.lexsort((ids, -scores), axis=1)
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(scores, order, axis=1)


class Retrieval:
    def __init__(self, database: np.ndarray, queries: np.ndarray) -> None:
        self.database, self.queries = database, queries

    def flat(self, dim: int) -> tuple[np.ndarray, np.ndarray]:
        """Ids and cosines of the nearest SHORTLIST + 1 rows."""
        index = faiss.IndexFlatIP(dim)
        index.add(unit(self.database[:, :dim]))
        scores, ids = index.search(unit(self.queries[:, :dim]), SHORTLIST + 1)
        return ordered(ids, scores)

    def hnsw(self, dim: int, order: np.ndarray) -> np.ndarray:
        """Ids of IndexHNSWFlat, M = 32 and all else as it comes, with the rows added in this order."""
        index = faiss.IndexHNSWFlat(dim, 32)
        index.add(unit(self.database[order, :dim]))
        return order[index.search(unit(self.queries[:, :dim]), HNSW_K)[1]]

    @lru_cache(maxsize=1)
    def cosines(self, dim: int) -> np.ndarray:
        """Of every query with every row, in float64."""
        cut = [vectors[:, :dim].astype(np.float64) for vectors in (self.queries, self.database)]
        queries, rows = [vectors / np.linalg.norm(vectors, axis=1, keepdims=True) for vectors in cut]
        return queries @ rows.T

    def rerank(self, ids: np.ndarray, dim: int) -> tuple[np.ndarray, np.ndarray]:
        return ordered(ids, np.take_along_axis(self.cosines(dim), ids, axis=1))


def near(scores: np.ndarray) -> np.ndarray:
    """Whether rounding can swap each row with the next. [queries x (K - 1)]"""
    return scores[:, :-1] - scores[:, 1:] < MARGIN


def open_queries(ids: np.ndarray, scores: np.ndarray, known: np.ndarray, truth: np.ndarray, k: int) -> np.ndarray:
    """Whether near-ties change what is relevant where among the first k, or which rows these are. [queries]"""
    rel = known[ids] == truth[:, None]
    within = (near(scores) & (rel[:, :-1] != rel[:, 1:]))[:, :k].any(axis=1)
    return within | near(scores)[:, k - 1] if k < ids.shape[1] else within


def run_stages(retrieval: Retrieval, dim: int, stages: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids and scores after the last stage, and for which queries a near-tie decides who goes on to a stage."""
    ids, scores = retrieval.flat(dim)
    undecided = np.zeros(len(ids), dtype=bool)
    for rows, at in stages:
        undecided |= near(scores)[:, rows - 1]
        ids, scores = retrieval.rerank(ids[:, :rows], at)
    return ids, scores, undecided


def funnel(dim: int) -> list[tuple[int, int]]:
    """The paper's: the next four doublings, then the full dim."""
    return list(zip(PAPER_200, [2 * dim, 4 * dim, 8 * dim, 16 * dim, DIMS[-1]]))


def main() -> None:
    check_metrics()
    with tempfile.TemporaryDirectory() as folder:
        database, known = embed("mrl", "database", folder)
        queries, truth = embed("mrl", "queries", folder)
    retrieval = Retrieval(database, queries)
    exact, exact_scores = retrieval.flat(DIMS[-1])
    settings = [(dim, []) for dim in DIMS]
    settings += [(dim, [(SHORTLIST, DIMS[-1])]) for dim in (8, 16)]
    settings += [(dim, funnel(dim)) for dim in (8, 16, 32)]
    means, rows = [], []
    for dim, stages in settings:
        ids, scores, undecided = run_stages(retrieval, dim, stages)
        found = metrics(ids[:, : KS[-1]], exact, known, truth)
        setting = {"shortlist": dim, "stages": [{"rows": rows, "dim": at} for rows, at in stages]}
        closed, flags = {}, {}
        for k in [k for k in KS if k <= ids.shape[1]]:
            touched = undecided | open_queries(ids, scores, known, truth, k) | near(exact_scores)[:, k - 1]
            flags[f"open_{k}"] = touched
            own = [name for name in found if name.split("@")[1].split(".")[0] == str(k)]
            closed |= {name: float(found[name][~touched].mean()) for name in own}
        bits = (known[ids[:, :10]] == truth[:, None]) @ (1 << np.arange(10))
        rows.append({"shortlist": dim, "stages": json.dumps(setting["stages"]), "hits": bits, **flags})
        means.append(setting | {"all": {name: float(values.mean()) for name, values in found.items()}, "closed": closed})
        print(dim, stages, f"map@10 {means[-1]['all']['map@10']:.4f}", {k: round(float(v.mean()), 4) for k, v in flags.items()})
    hnsw = []
    faiss.omp_set_num_threads(1)
    for dim in HNSW_DIMS:
        orders = {"in order": np.arange(len(database)), "shuffled": np.random.default_rng(0).permutation(len(database))}
        for build, order in orders.items():
            found = metrics(retrieval.hnsw(dim, order), exact, known, truth)
            hnsw.append({"dim": dim, "build": build, "all": {name: float(values.mean()) for name, values in found.items()}})
    for one, other in zip(hnsw[::2], hnsw[1::2]):
        print("HNSW", one["dim"], {name: round(other["all"][name] - one["all"][name], 6) for name in one["all"]})

    versions = {"faiss": faiss.__version__, "numpy": np.__version__}
    document = {"versions": versions, "queries": len(truth), "exact": means, "hnsw": hnsw}
    Path(__file__).with_name("retrieval.json").write_text(json.dumps(document, indent=1) + "\n")
    lists = [("hits", pa.list_(pa.int16(), len(truth)))] + [(f"open_{k}", pa.list_(pa.bool_(), len(truth))) for k in KS]
    table = pa.Table.from_pylist(rows, pa.schema([("shortlist", pa.int32()), ("stages", pa.string()), *lists]))
    with pa.ipc.new_file(Path(__file__).with_name("retrieval.arrow"), table.schema) as file:
        file.write_table(table)


if __name__ == "__main__":
    main()
