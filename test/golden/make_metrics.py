"""Numbers for test/metrics and test/math from SciPy, statsmodels and scikit-learn, written to metrics.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_metrics.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.special import log_softmax, softmax
from scipy.stats import norm, rankdata, sem
from sklearn.metrics import log_loss, top_k_accuracy_score
from sklearn.neighbors import KNeighborsClassifier
from statsmodels.stats.proportion import proportion_confint


def wilson() -> list[dict]:
    trials = [(0, 1), (1, 1), (0, 10), (10, 10), (1, 2), (3, 7), (2166, 3072), (1, 50_000), (49_999, 50_000)]
    return [
        {"successes": s, "trials": n, "ci95": list(map(float, proportion_confint(s, n, 0.05, "wilson")))}
        for s, n in trials
    ]


def normal(random: np.random.Generator) -> list[dict]:
    samples = [random.exponential(2, 7), random.normal(0, 1e-3, 40), 1e9 + random.normal(0, 1, 25)]
    return [
        {"values": v.tolist(), "mean": v.mean(), "ci95": list(norm.interval(0.95, v.mean(), sem(v)))} for v in samples
    ]


def logits(random: np.random.Generator) -> dict:
    """Some rows in whole numbers, so that logits tie; rankdata's `ordinal` gives the lower class the better rank."""
    rows = np.concatenate([random.normal(0, 3, (8, 9)), random.integers(-2, 3, (8, 9)), random.normal(300, 90, (8, 9))])
    rows = rows.astype(np.float32).astype(np.float64)
    labels = random.integers(0, 9, len(rows))
    picked = np.arange(len(rows)), labels
    untied = np.array([len(set(row)) == len(row) for row in rows])  # scikit-learn's top-k breaks ties otherwise
    return {
        "rows": rows.tolist(),
        "labels": labels.tolist(),
        "predicted": rows.argmax(axis=1).tolist(),
        "confidence": softmax(rows, axis=1).max(axis=1).tolist(),
        "rank": rankdata(-rows, method="ordinal", axis=1)[picked].tolist(),
        "loss": (-log_softmax(rows, axis=1)[picked]).tolist(),
        "mean_loss_of_first_16": log_loss(labels[:16], softmax(rows[:16], axis=1), labels=range(9)),
        "untied": untied.tolist(),
        "top": {
            str(k): top_k_accuracy_score(labels[untied], rows[untied], k=k, labels=range(9)) for k in (1, 2, 5)
        },
    }


def votes(random: np.random.Generator) -> dict:
    """Two classes and odd k: no vote can tie, so every rule for ties gives scikit-learn's accuracy."""
    points, truth_points = random.normal(0, 1, (30, 3)), random.normal(0, 1, (20, 3))
    labels, truth = (points[:, 0] + random.normal(0, 0.7, 30) > 0).astype(int), (truth_points[:, 0] > 0).astype(int)
    width = 9
    ids = KNeighborsClassifier(width).fit(points, labels).kneighbors(truth_points, return_distance=False)
    accuracy = {str(k): KNeighborsClassifier(k).fit(points, labels).score(truth_points, truth) for k in (1, 3, 5, 9)}
    return {
        "labels": labels.tolist(),
        "truth": truth.tolist(),
        "width": width,
        "ids": ids.ravel().tolist(),
        "accuracy": accuracy,
    }


if __name__ == "__main__":
    random = np.random.default_rng(2205)
    packages = ["numpy", "scipy", "scikit-learn", "statsmodels"]
    golden = {
        "versions": {name: version(name) for name in packages},
        "wilson": wilson(),
        "normal": normal(random),
        "logits": logits(random),
        "votes": votes(random),
    }
    Path(__file__).with_name("metrics.json").write_text(json.dumps(golden) + "\n")
