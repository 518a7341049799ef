"""Numbers for test/golden/probe.test.ts from scikit-learn's LogisticRegression, written to probe.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_probe.py

Rows are drawn as embeddings are: classes of unequal size around means of their own, a common offset, all values at
least 0, spread falling from the first number to the last; a row of zeros and two equal rows of different classes
among them. Features are prefixes over the root of their mean squared length in training, in float64.
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

ROWS, TEST, WIDTH, CLASSES = 160, 50, 20, 6
CASES = [(2, 3.0), (8, 0.3), (8, 30.0), (20, 10.0), (20, 1000.0)]


def features(rows: np.ndarray, dim: int) -> np.ndarray:
    cut = rows[:, :dim].astype(np.float64)
    return cut / np.sqrt((cut[:ROWS] ** 2).sum(1).mean())


def main() -> None:
    random = np.random.default_rng(41)
    labels = random.choice(CLASSES, ROWS + TEST, p=[0.3, 0.25, 0.2, 0.12, 0.08, 0.05])
    spread = 2.0 / np.sqrt(np.arange(1, WIDTH + 1))
    means = random.normal(0, 1, (CLASSES, WIDTH)) * spread
    rows = np.maximum(0, 0.7 + means[labels] + random.normal(0, 0.9, (ROWS + TEST, WIDTH)) * spread)
    rows = np.round(rows * 8) / 8  # exact in float32, short in JSON
    rows[7] = 0
    rows[9] = rows[8]
    labels[8], labels[9] = 0, 1
    cases = []
    for dim, strength in CASES:
        x = features(rows, dim)
        model = LogisticRegression(C=strength, tol=1e-10, max_iter=100_000).fit(x[:ROWS], labels[:ROWS])
        p = model.predict_proba(x)
        losses = -np.log(p[np.arange(len(p)), labels])
        cases.append(
            {
                "dim": dim,
                "strength": strength,
                "length": float(np.sqrt((rows[:ROWS, :dim] ** 2).sum(1).mean())),
                "weights": np.round(model.coef_, 6).tolist(),
                "bias": np.round(model.intercept_ - model.intercept_.mean(), 6).tolist(),
                "objective": float(strength * losses[:ROWS].sum() + (model.coef_**2).sum() / 2),
                "train": float(losses[:ROWS].mean()),
                "test": float(losses[ROWS:].mean()),
                "predicted": model.predict(x).tolist(),
                "confidence": np.round(p.max(1), 6).tolist(),
            }
        )
    document = {
        "versions": {name: version(name) for name in ("numpy", "scikit-learn")},
        "train": ROWS,
        "labels": labels.tolist(),
        "rows": rows.tolist(),
        "cases": cases,
    }
    path = Path(__file__).with_name("probe.json")
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
