"""Numbers for test/metrics and test/math of paired comparisons, from SciPy and NumPy, written to compare.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_compare.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.special import gammaln
from scipy.stats import binomtest, norm, permutation_test, ttest_rel


def sign_tests() -> list[dict]:
    trials = [(0, 1), (1, 1), (0, 5), (1, 6), (5, 10), (4, 10), (15, 20), (67, 755), (149, 667), (98, 688)]
    large = [(49_000, 100_000), (495_000, 1_000_000), (499_500, 1_000_000), (500_001, 1_000_000), (499_999, 999_999)]
    return [{"successes": k, "trials": n, "p": float(binomtest(k, n).pvalue)} for k, n in trials + large]


def far_tail() -> dict:
    """Beyond what float64 holds as a product: log10 p from log-gamma and the leading terms of the sum."""
    k, n = 482_000, 1_000_000
    i = np.arange(k, k - 20_000, -1)
    logs = gammaln(n + 1) - gammaln(i + 1) - gammaln(n - i + 1) - n * np.log(2)
    log10 = (logs.max() + np.log(np.exp(logs - logs.max()).sum()) + np.log(2)) / np.log(10)
    return {"successes": k, "trials": n, "log10": float(log10)}


def wilson(successes: int, n: int, z: float) -> tuple[float, float]:
    """The two roots of (p̂ − p)² = z² p(1 − p)/n."""
    share = successes / n
    roots = np.roots([1 + z * z / n, -(2 * share + z * z / n), share * share])
    return float(min(roots)), float(max(roots))


def newcombe(a: int, b: int, c: int, d: int) -> list[float]:
    """Method 10 of Newcombe (1998), as Fagerland, Lydersen and Laake (2014) write it out."""
    n, z = a + b + c + d, norm.ppf(0.975)
    p1, p2 = (a + b) / n, (a + c) / n
    (l1, u1), (l2, u2) = wilson(a + b, n, z), wilson(a + c, n, z)
    product = (a + b) * (c + d) * (a + c) * (b + d)
    odds = a * d - b * c
    if odds > n / 2:
        odds -= n / 2
    elif odds >= 0:
        odds = 0
    psi = odds / np.sqrt(product) if product > 0 else 0.0
    low = p1 - p2 - np.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2 - 2 * psi * (p1 - l1) * (u2 - p2))
    high = p1 - p2 + np.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2 - 2 * psi * (u1 - p1) * (p2 - l2))
    return [float(low), float(high)]


def tables() -> list[dict]:
    counts = [(1, 1, 7, 12), (36, 12, 2, 0), (1770, 67, 688, 547), (2400, 0, 0, 672), (0, 3, 4, 1), (5, 1, 1, 0)]
    return [{"counts": list(t), "ci95": newcombe(*t), "p": pvalue(t[1], t[2])} for t in counts]


def pvalue(b: int, c: int) -> float:
    return 1.0 if b + c == 0 else float(binomtest(b, b + c).pvalue)


def holm(ps: np.ndarray) -> list[float]:
    order = np.argsort(ps)
    stepped = np.minimum(1, ps[order] * np.arange(len(ps), 0, -1))
    corrected = np.empty(len(ps))
    corrected[order] = np.maximum.accumulate(stepped)
    return corrected.tolist()


def means(random: np.random.Generator) -> list[dict]:
    """Small ones over all sign patterns, large ones over many by chance; d_z from the paired t-test, t = d_z √n."""
    samples = []
    for n, shift in [(5, 0.2), (9, 0.1), (12, 0.0), (200, 0.01), (400, 0.03)]:
        first, second = np.clip(random.normal(0.5 + shift, 0.2, n), 0, 1), np.clip(random.normal(0.5, 0.2, n), 0, 1)
        if n == 12:  # tenths, so that sums of patterns are equal
            first, second = np.round(first, 1), np.round(second, 1)
        difference = np.round(first - second, 6)
        tested = permutation_test(
            (difference,),
            lambda x, axis: np.sum(x, axis=axis),
            permutation_type="samples",
            vectorized=True,
            n_resamples=100_000 if n > 12 else np.inf,
            rng=random,
        )
        d_z = ttest_rel(difference, np.zeros(n)).statistic / np.sqrt(n)
        samples.append({"differences": difference.tolist(), "p": float(tested.pvalue), "exact": n <= 12, "dz": d_z})
    return samples


if __name__ == "__main__":
    random = np.random.default_rng(1947)
    ps = random.random(7) ** 3
    golden = {
        "versions": {name: version(name) for name in ["numpy", "scipy"]},
        "signTests": sign_tests(),
        "farTail": far_tail(),
        "tables": tables(),
        "holm": {"ps": ps.tolist(), "corrected": holm(ps)},
        "means": means(random),
    }
    Path(__file__).with_name("compare.json").write_text(json.dumps(golden) + "\n")
