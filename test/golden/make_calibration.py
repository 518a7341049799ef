"""Numbers for temperature scaling and calibration from SciPy and NumPy, written to calibration.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_calibration.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

ROWS, CLASSES = 60, 5
SCALES = [0.4, 1.0, 3.0]  # of the heads: too modest, about right, too sure


def loss(log_temperature: float, logits: np.ndarray, labels: np.ndarray) -> float:
    scores = log_softmax(logits / np.exp(log_temperature), axis=1)
    return -scores[np.arange(len(labels)), labels].mean()


def temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    found = minimize_scalar(
        loss, bounds=np.log([0.05, 20]), args=(logits, labels), method="bounded", options={"xatol": 1e-10}
    )
    return float(np.exp(found.x))


def temperatures(random: np.random.Generator) -> dict:
    """One head after the other with the same noise on the true class, at different scales."""
    labels = random.integers(0, CLASSES, ROWS)
    logits = random.normal(0, 1, (ROWS, len(SCALES), CLASSES))
    logits[np.arange(ROWS), :, labels] += 1.2
    logits *= np.array(SCALES)[:, None]
    logits = np.round(logits, 3).astype(np.float32)
    half = np.sort(random.permutation(ROWS)[: ROWS // 2])
    wide = logits.astype(np.float64)
    heads = range(len(SCALES))
    return {
        "classes": CLASSES,
        "labels": labels.tolist(),
        "values": [round(float(value), 3) for value in logits.ravel()],
        "half": half.tolist(),
        "of_all": [temperature(wide[:, g], labels) for g in heads],
        "of_half": [temperature(wide[half, g], labels[half]) for g in heads],
        "loss_of_all": [loss(np.log(temperature(wide[:, g], labels)), wide[:, g], labels) for g in heads],
    }


def bins(confidence: np.ndarray, correct: np.ndarray, count: int) -> dict:
    edges = np.linspace(0, 1, count + 1)
    place = np.maximum(np.searchsorted(edges, confidence, side="left"), 1) - 1  # (low, high], 0 in the first
    reliability, ece = [], 0.0
    for b in range(count):
        inside = place == b
        rows = int(inside.sum())
        mean, accuracy = (confidence[inside].mean(), correct[inside].mean()) if rows else (None, None)
        reliability.append({"rows": rows, "confidence": mean, "accuracy": accuracy})
        if rows:
            ece += rows / len(correct) * abs(accuracy - mean)
    return {"bins": count, "ece": ece, "reliability": reliability}


def calibration(random: np.random.Generator) -> dict:
    """Confidences of no high range, so that bins stay empty; two at 0 and 1, one on an edge of ten bins."""
    confidence = np.concatenate([[0.0, 1.0, 0.5], np.round(random.beta(5, 2, 117), 4)]).astype(np.float32)
    correct = (random.random(len(confidence)) < confidence**1.5).astype(int)
    wide = confidence.astype(np.float64)
    return {
        "confidence": [round(float(value), 4) for value in confidence],
        "correct": correct.tolist(),
        "of": [bins(wide, correct, count) for count in (1, 10, 15)],
    }


if __name__ == "__main__":
    random = np.random.default_rng(1706)
    golden = {
        "versions": {name: version(name) for name in ["numpy", "scipy"]},
        "temperature": temperatures(random),
        "calibration": calibration(random),
    }
    Path(__file__).with_name("calibration.json").write_text(json.dumps(golden) + "\n")
