"""One probe of scikit-learn at one dim and strength: from the vectors in memory to the fit; then its score on other rows."""

import json
import sys
import time
from importlib.metadata import version

import numpy as np
from sklearn.linear_model import LogisticRegression

job = json.loads(sys.argv[1])


def read(files: dict) -> tuple[np.ndarray, np.ndarray]:
    labels = np.fromfile(files["labels"], np.int32)
    return np.fromfile(files["vectors"], np.float32).reshape(len(labels), job["width"]), labels


def features(vectors: np.ndarray, length: float) -> np.ndarray:
    return (vectors[:, : job["dim"]] / length).astype(job["precision"])


(rows, labels), (asked, truth) = read(job["train"]), read(job["test"])
began = time.perf_counter()
mean_length = float(np.sqrt((rows[:, : job["dim"]].astype(np.float64) ** 2).sum(1).mean()))
model = LogisticRegression(C=job["strength"], tol=job["tol"], max_iter=5000).fit(features(rows, mean_length), labels)
seconds = time.perf_counter() - began

p = model.predict_proba(features(asked, mean_length).astype(np.float64))
result = {
    "seconds": seconds,
    "accuracy": float((model.classes_[p.argmax(1)] == truth).mean()),
    "loss": float(-np.log(p[np.arange(len(p)), np.searchsorted(model.classes_, truth)]).mean()),
    "iterations": int(model.n_iter_.max()),
    "version": f"scikit-learn {version('scikit-learn')}, {job['precision']}",
}
print(json.dumps(result))
