"""Nearest class means by scikit-learn and NumPy, for test/golden/few-shot.test.ts, written to few-shot.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_few_shot.py

Three cases: all classes, four classes a trial, and queries that are the rows learnt from (left out where they are). Values
are whole numbers. Which rows each trial learns from is part of the file. Outcomes are a digit a query: 0 wrong, 1 right, 2 not asked.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.stats import norm
from sklearn.neighbors import NearestCentroid
from sklearn.preprocessing import normalize

CLASSES, WIDTH, DIMS, SHOTS, TRIALS = 9, 12, [2, 5, 12], [1, 3, 5], 4


def rows_of(random: np.random.Generator, centers: np.ndarray, each: int) -> tuple[np.ndarray, np.ndarray]:
    labels = random.permutation(np.repeat(np.arange(len(centers)), each))
    spread = random.normal(0, 1, (len(labels), WIDTH))
    return np.rint(100 * (centers[labels] + spread)).astype(int), 3 * labels + 2  # class numbers have gaps


def draw(random: np.random.Generator, labels: np.ndarray, shots: int, ways: int | None) -> dict:
    classes = np.unique(labels) if ways is None else np.sort(random.choice(np.unique(labels), ways, replace=False))
    rows = [random.choice(np.flatnonzero(labels == label), shots, replace=False) for label in classes]
    return {"shots": shots, "classes": classes.tolist(), "rows": np.concatenate(rows).tolist()}


def predict(support: np.ndarray, labels: np.ndarray, queries: np.ndarray, distance: str) -> np.ndarray:
    support, queries = support.astype(np.float64), queries.astype(np.float64)
    if distance == "cosine":
        support, queries = normalize(support), normalize(queries)
    with np.errstate(invalid="ignore"):  # one row has no variance, which is not used
        model = NearestCentroid().fit(support, labels)
    if distance == "cosine":
        model.centroids_ = normalize(model.centroids_)  # between vectors of length 1 both distances order alike
    distances = np.sort(np.linalg.norm(queries[:, None] - model.centroids_, axis=2), axis=1)
    margin = 2e-6 * distances.max()
    assert np.min(distances[:, 1] - distances[:, 0]) > margin, "a query lies between two means: choose another seed"
    return model.predict(queries)


def summary(outcomes: np.ndarray) -> dict:
    """Of the trials of one shot count. [trials x queries]"""
    asked = outcomes != 2
    accuracies = np.array([own[keep].mean() for own, keep in zip(outcomes, asked)])
    counted = asked.any(axis=0)
    shares = (outcomes == 1).sum(axis=0)[counted] / asked.sum(axis=0)[counted]
    half = norm.ppf(0.975) * shares.std(ddof=1) / np.sqrt(len(shares))
    mean = accuracies.mean()
    return {"value": mean, "sd": accuracies.std(ddof=1), "ci95": [max(0, mean - half), min(1, mean + half)]}


def case(random: np.random.Generator, name: str, ways: int | None, one_file: bool) -> dict:
    centers = random.normal(0, 0.8, (CLASSES, WIDTH))
    support, labels = rows_of(random, centers, 6)
    queries, truth = (support, labels) if one_file else rows_of(random, centers, 5)
    draws = [draw(random, labels, shots, ways) for shots in SHOTS for _ in range(TRIALS)]
    expected = []
    for distance in ["cosine", "l2"]:
        for dim in DIMS:
            outcomes = []
            for own in draws:
                known = labels[own["rows"]]
                found = predict(support[own["rows"], :dim], known, queries[:, :dim], distance)
                outcome = (found == truth).astype(int)
                outcome[~np.isin(truth, own["classes"])] = 2
                if one_file:
                    outcome[own["rows"]] = 2
                outcomes.append(outcome)
            by_shots = np.array(outcomes).reshape(len(SHOTS), TRIALS, -1)
            expected.append(
                {
                    "distance": distance,
                    "dim": dim,
                    "outcomes": ["".join(map(str, own)) for own in outcomes],
                    "accuracy": [summary(trials) for trials in by_shots],
                }
            )
    return {
        "name": name,
        "one_file": one_file,
        "support": support.tolist(),
        "labels": labels.tolist(),
        "queries": None if one_file else queries.tolist(),
        "truth": truth.tolist(),
        "draws": draws,
        "expected": expected,
    }


def main() -> None:
    random = np.random.default_rng(20240612)
    document = {
        "versions": {name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
        "dims": DIMS,
        "shots": SHOTS,
        "trials": TRIALS,
        "cases": [
            case(random, "all classes", None, False),
            case(random, "four classes a trial", 4, False),
            case(random, "one file", None, True),
        ],
    }
    text = json.dumps(document, default=float)
    Path(__file__).with_name("few-shot.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
