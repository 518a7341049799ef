"""Pearson and Spearman by SciPy, with ties, for test/metrics/correlation.test.ts. Needs numpy and scipy (requirements.txt)."""

import json
import pathlib

import numpy as np
from scipy.stats import pearsonr, spearmanr

rng = np.random.default_rng(5)
cases = []
for n, levels in [(5, None), (40, 6), (200, None), (200, 3)]:
    x = rng.normal(size=n)
    y = 0.6 * x + rng.normal(size=n)
    if levels is not None:
        y = np.round(y * levels / 4)
    x, y = np.round(x, 6), np.round(y, 6)
    r = pearsonr(x, y)
    interval = r.confidence_interval(0.95)
    cases.append(
        {
            "x": x.tolist(),
            "y": y.tolist(),
            "pearson": r.statistic,
            "interval": [interval.low, interval.high],
            "spearman": spearmanr(x, y).statistic,
        }
    )
path = pathlib.Path(__file__).with_name("correlation.json")
path.write_text(json.dumps(cases) + "\n")
