"""What trec_eval says of searches and of a run, for retrieval with judgments: trec.json.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_trec.py

Forty documents, six queries, gains 0 to 3. Searches are ordered by NumPy: cosine of prefixes, equal ones with the lower row first.
Their metrics are those of pytrec_eval (trec_eval's own code), which is given a run whose scores fall by one from place to place. The
other system's run has equal scores, scores that float32 cannot tell apart, short lists and queries without one; a query without a list scores 0.
Documents 10 to 19 are copies of documents 0 to 9, with ids later in the alphabet, which trec_eval puts first where scores are equal:
what is written must keep our order all the same.
"""

import json
from pathlib import Path

import numpy as np
import pytrec_eval

HERE = Path(__file__).parent
rng = np.random.default_rng(5)
DOCS, QUERIES, WIDTH, DIMS, KS = 40, 6, 8, [2, 8], [5, 10]

documents = rng.standard_normal((DOCS, WIDTH)).astype(np.float32)
documents[10:20] = documents[:10]
queries = (documents[[3, 14, 21, 22, 30, 39]] + rng.standard_normal((QUERIES, WIDTH)) / 2).astype(np.float32)
doc_ids = [f"{'a' if i < 10 else 'z'}{i}" for i in range(DOCS)]
query_ids = [f"q{i}" for i in range(QUERIES)]
qrels = {}
for q in range(QUERIES - 1):  # the last has no judgments
    judged = rng.choice(DOCS, 5, replace=False)
    qrels[query_ids[q]] = {doc_ids[d]: int(g) for d, g in zip(judged, rng.integers(0, 4, 5))}
qrels["q0"].update({doc_ids[3]: 3, doc_ids[13]: 1})
qrels["q1"].update({doc_ids[4]: 0, doc_ids[14]: 2})


def trec_eval(run):
    measures = {f"{m}_{k}" for m in ("ndcg_cut", "map_cut", "P", "recall", "success") for k in KS}
    evaluator = pytrec_eval.RelevanceEvaluator(qrels, {m.replace("_5", ".5,10") for m in measures if m.endswith("_5")})
    found = evaluator.evaluate(run)
    return {m: sum(values[m] for values in found.values()) / len(qrels) for m in sorted(measures)}


def search(dim):
    x, y = documents[:, :dim].astype(np.float64), queries[:, :dim].astype(np.float64)
    cosine = (y @ x.T) / np.linalg.norm(x, axis=1) / np.linalg.norm(y, axis=1)[:, None]
    order = [sorted(range(DOCS), key=lambda d: (-round(row[d], 9), d))[:10] for row in cosine]
    lists = {query_ids[q]: [doc_ids[d] for d in own] for q, own in enumerate(order) if query_ids[q] in qrels}
    run = {q: {d: float(-r) for r, d in enumerate(own)} for q, own in lists.items()}
    return {"dim": dim, "lists": lists, "metrics": trec_eval(run)}


def other_system():
    run = {}
    for q in ("q0", "q1", "q3", "q5"):  # none for q2 and q4; nobody judged q5
        found = rng.choice(DOCS, 4 if q == "q3" else 15, replace=False)
        run[q] = {doc_ids[d]: float(s) for d, s in zip(found, rng.integers(0, 6, len(found)) + rng.integers(0, 2, len(found)) * 1e-9)}
    lines = [f"{q} Q0 {d} {i} {s!r} other" for q, own in run.items() for i, (d, s) in enumerate(own.items())]
    return {"lines": lines, "metrics": trec_eval(run)}


golden = {
    "documents": {"ids": doc_ids, "values": documents.astype(float).tolist()},
    "queries": {"ids": query_ids, "values": queries.astype(float).tolist()},
    "qrels": [f"{q} 0 {d} {g}" for q, own in qrels.items() for d, g in own.items()],
    "ks": KS,
    "searches": [search(dim) for dim in DIMS],
    "other": other_system(),
}
(HERE / "trec.json").write_text(json.dumps(golden, indent=None, separators=(",", ":")) + "\n")
