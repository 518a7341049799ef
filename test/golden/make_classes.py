"""Accuracies of groups of classes from NumPy and scikit-learn, written to classes.json.

    pip install -r test/golden/requirements.txt
    python test/golden/make_classes.py
"""

import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from sklearn.metrics import accuracy_score, log_loss, recall_score

CLASSES, ROWS, HEADS = 12, 90, 2
SUPERCLASS = {0: "a", 5: "a", 3: "a", 1: "b", 7: "b", 9: "b", 8: "b", 4: "c"}  # 2, 6, 10 and 11 have none
SUBSET = [9, 2, 0, 7, 4, 5]
TRAINING = [5, 20, 100, 101, 19, 0, 300, 50, 21, 99, 20, 7]


def recall(labels: np.ndarray, predicted: np.ndarray, classes: list) -> list[float]:
    return recall_score(labels, predicted, labels=classes, average=None).tolist()


def head(logits: np.ndarray, labels: np.ndarray) -> dict:
    predicted = logits.argmax(1)
    names = np.array([SUPERCLASS.get(c, "") for c in range(CLASSES)])
    truth, said = names[labels], names[predicted]
    listed = truth != ""
    kinds = sorted(set(SUPERCLASS.values()))
    within = {}
    for kind in kinds:
        rows, members = truth == kind, np.flatnonzero(names == kind)
        within[kind] = accuracy_score(labels[rows], members[logits[rows][:, members].argmax(1)])
    frequency = np.array(["few" if n < 20 else "many" if n > 100 else "medium" for n in TRAINING])[labels]
    right = predicted == labels
    member = np.isin(labels, SUBSET)
    ordered = sorted(SUBSET)
    restricted = logits[member][:, ordered].astype(np.float64)
    shifted = restricted - restricted.max(1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(1, keepdims=True)
    return {
        "superclass": accuracy_score(truth, said),
        "listed": accuracy_score(truth[listed], said[listed]),
        "recall": dict(zip(kinds, recall(truth, said, kinds), strict=True)),
        "top1": {kind: accuracy_score(labels[truth == kind], predicted[truth == kind]) for kind in kinds},
        "within": within,
        "perClass": recall(labels, predicted, list(range(CLASSES))),
        "frequency": {kind: right[frequency == kind].mean() for kind in ["many", "medium", "few"]},
        "subset": {
            "top1": accuracy_score(labels[member], np.array(ordered)[restricted.argmax(1)]),
            "loss": log_loss(labels[member], probabilities, labels=ordered),
            "others": int((~member).sum()),
        },
    }


def main() -> None:
    random = np.random.default_rng(7)
    labels = np.concatenate([np.arange(CLASSES), random.integers(0, CLASSES, ROWS - CLASSES)])
    logits = random.normal(0, 1, (ROWS, HEADS, CLASSES))
    for g, lift in enumerate([1.0, 2.2]):
        logits[np.arange(ROWS), g, labels] += lift
    logits = np.round(logits, 3).astype(np.float32)
    golden = {
        "made_with": {name: version(name) for name in ["numpy", "scikit-learn"]},
        "classes": CLASSES,
        "superclasses": {str(c): kind for c, kind in SUPERCLASS.items()},
        "subset": SUBSET,
        "training": TRAINING,
        "labels": labels.tolist(),
        "logits": [round(float(value), 3) for value in logits.ravel()],
        "heads": [head(logits[:, g], labels) for g in range(HEADS)],
    }
    Path(__file__).with_name("classes.json").write_text(json.dumps(golden) + "\n")


if __name__ == "__main__":
    main()
