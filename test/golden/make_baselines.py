"""Numbers for test/math/bootstrap and test/math/principal from SciPy and scikit-learn, written to baselines.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_baselines.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.stats import bootstrap
from sklearn.decomposition import PCA, TruncatedSVD


def intervals(random: np.random.Generator) -> list[dict]:
    """100,000 resamples, so that only the other side's have an error worth allowing for."""
    samples = {
        "hits": random.integers(0, 2, 60),
        "rare hits": (random.random(200) < 0.03).astype(int),
        "reciprocal ranks": 1 / random.integers(1, 30, 150),
        "far from 0": 1000 + random.normal(0, 0.01, 80),
        "two": np.array([0.25, 0.75]),
    }
    cases = []
    for name, values in samples.items():
        found = bootstrap((values,), np.mean, n_resamples=100_000, method="percentile", rng=random, batch=1000)
        cases.append(
            {
                "name": name,
                "values": values.tolist(),
                "mean": float(values.mean()),
                "ci95": list(map(float, found.confidence_interval)),
                "standard_error": float(found.standard_error),
            }
        )
    return cases


def principal(random: np.random.Generator) -> dict:
    """Rows around a point far from the origin, so that centring matters; variances well apart."""
    rows, width = 40, 6
    rotation = np.linalg.qr(random.normal(0, 1, (width, width)))[0]
    values = (random.normal(0, [5, 3, 2, 1, 0.5, 0.25], (rows, width)) @ rotation + [2, -1, 4, 0, 1, -3]).astype(np.float32)
    pca = PCA(svd_solver="full").fit(values.astype(np.float64))
    svd = TruncatedSVD(width - 1, algorithm="arpack", random_state=0).fit(values.astype(np.float64))
    return {
        "rows": values.tolist(),
        "pca": {"components": pca.components_.tolist(), "explained_variance": pca.explained_variance_.tolist()},
        "svd": {"components": svd.components_.tolist(), "singular_values": svd.singular_values_.tolist()},
    }


def main() -> None:
    random = np.random.default_rng(20240607)
    document = {
        "versions": {name: version(name) for name in ("numpy", "scipy", "scikit-learn")},
        "bootstrap": intervals(random),
        "principal": principal(random),
    }
    Path(__file__).with_name("baselines.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
