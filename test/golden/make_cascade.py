"""MRL's cascade rule by NumPy, and chances of being right by SciPy, on the fixtures' heads, for test/cascade, written to cascade.json.

    npm run build
    pip install -r test/golden/requirements.txt
    python test/golden/make_cascade.py

Takes class and confidence of 600 rows x 9 heads of two models, as `mrl-eval embed` wrote them, and does what
model_analysis/Model_Cascades.ipynb in RAIVNLab/MRL does on three seeded splits: for every pair of neighbouring heads the smallest of
100 thresholds with the best accuracy, then every cap. Confidences are float32, thresholds float64 arrays: compared in float64.
The chances (src/cascade/agreement.ts) are fitted by a general optimizer on the first 120 rows. To be run again whenever the models in fixtures/ change.
"""

import base64
import json
import subprocess
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.optimize import minimize
from scipy.special import logsumexp

ROOT = Path(__file__).resolve().parents[2]
DIMS = np.array([8, 16, 32, 64, 128, 256, 512, 1024, 2048])
ROWS, LEARN, SPLITS, FITTED = 600, 250, 3, 120


def heads_of(model: str, folder: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Labels [n], classes [n, G] and confidences [n, G] of the first rows of the queries."""
    path = Path(folder) / f"{model}.arrow"
    command = ["node", ROOT / "bin/run.js", "embed", "--model", ROOT / f"fixtures/models/{model}.onnx"]
    subprocess.run([*command, "--data", ROOT / "fixtures/icons/queries.arrow", "--output", path, "--quiet"], check=True)
    table = pa.ipc.open_file(path).read_all().slice(0, ROWS)
    classes = np.stack(table["head_class"].to_numpy()).astype(np.int16)
    confidence = np.stack(table["head_confidence"].to_numpy()).astype(np.float32)
    return table["label"].to_numpy().astype(np.int16), classes, confidence


def learn(confidence: np.ndarray, right: np.ndarray) -> list[float]:
    grid = np.linspace(0.1, 1, 100)
    thresholds = []
    for j in range(len(DIMS) - 1):
        answers = confidence[:, j, None] > grid[None, :]
        accuracy = np.where(answers, right[:, j, None], right[:, j + 1, None]).mean(axis=0)
        thresholds.append(float(grid[np.argmax(accuracy)]))  # argmax gives the first, the smallest
    return thresholds


def apply(confidence: np.ndarray, right: np.ndarray, thresholds: list[float], cap: int) -> dict:
    sure = confidence[:, :cap] > np.array(thresholds)[None, :cap]
    exits = np.where(sure.any(axis=1), sure.argmax(axis=1), cap)
    return {
        "accuracy": float(right[np.arange(len(exits)), exits].mean()),
        "expectedDim": float(DIMS[exits].mean()),
        "cumulativeDim": float(np.cumsum(DIMS)[exits].mean()),
        "exits": np.bincount(exits, minlength=len(DIMS)).tolist(),
    }


def chances(labels: np.ndarray, classes: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """P(head j is right) [n, G]: a row's classes compete with each other and with a score of 0."""
    heads = len(DIMS)
    clipped = np.clip(confidence.astype(np.float64), 1e-4, 1 - 1e-4)
    logits = np.log(clipped / (1 - clipped))
    ridge = np.array([1, 1, 1] + [100] * (2 * heads))

    def scores(weights: np.ndarray, row: int) -> dict[int, float]:
        bias, level, slope = weights[:3]
        levels, slopes = level + weights[3 : 3 + heads], slope + weights[3 + heads :]
        found = dict.fromkeys(classes[row].tolist(), bias)
        for j in range(heads):
            found[int(classes[row, j])] += levels[j] + slopes[j] * logits[row, j]
        return found

    def objective(weights: np.ndarray) -> float:
        value = (ridge * weights**2).sum() / 2
        for row in range(len(labels)):
            own = scores(weights, row)
            value += logsumexp([0, *own.values()]) - own.get(int(labels[row]), 0)
        return value

    found = minimize(objective, np.zeros(3 + 2 * heads), method="BFGS", options={"gtol": 1e-4})
    result = np.empty(classes.shape)
    for row in range(len(labels)):
        own = scores(found.x, row)
        total = logsumexp([0, *own.values()])
        result[row] = [np.exp(own[int(k)] - total) for k in classes[row]]
    return result


def text(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode()


def main() -> None:
    random = np.random.default_rng(20220526)
    models = {}
    with tempfile.TemporaryDirectory() as folder:
        for model in ("mrl", "mrl-e"):
            labels, classes, confidence = heads_of(model, folder)
            right = classes == labels[:, None]
            splits = []
            for _ in range(SPLITS):
                order = random.permutation(ROWS)
                rows, rest = order[:LEARN], order[LEARN:]
                thresholds = learn(confidence[rows], right[rows])
                caps = [apply(confidence[rest], right[rest], thresholds, cap) for cap in range(1, len(DIMS))]
                splits.append({"learn": rows.tolist(), "thresholds": thresholds, "caps": caps})
            arrays = {"labels": text(labels), "classes": text(classes), "confidence": text(confidence)}
            few = chances(labels[:FITTED], classes[:FITTED], confidence[:FITTED])
            models[model] = {**arrays, "splits": splits, "chances": text(few)}
    document = {"numpy": np.__version__, "dims": DIMS.tolist(), "rows": ROWS, "models": models}
    Path(__file__).with_name("cascade.json").write_text(json.dumps(document) + "\n")


if __name__ == "__main__":
    main()
