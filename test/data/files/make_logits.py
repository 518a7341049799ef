"""Writes the small .npy arrays and Arrow files of logits beside this script, and what they hold to ../../golden/logits.json.

    pip install -r test/golden/requirements.txt
    python test/data/files/make_logits.py

Seven rows, two heads (8 and 16), four classes; label 2 is unknown. Every logit is a multiple of 1/8, which float16 holds.
Output is the same on every run.
"""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
from scipy.special import log_softmax, softmax
from scipy.stats import entropy, rankdata

HERE = Path(__file__).parent
GOLDEN = HERE.parent.parent / "golden" / "logits.json"
HEADS, ROWS, CLASSES = 2, 7, 4
random = np.random.default_rng(11)
LOGITS = random.integers(-40, 41, (HEADS, ROWS, CLASSES)) / 8  # [G, N, C]
LOGITS[:, 3, 1] = 60  # softmax is 0 in float16 for all others
LABELS = np.array([0, 3, -1, 1, 2, 2, 1])
MEMBERS = [3, 1]


def arrays():
    np.save(HERE / "logits-f4.npy", LOGITS.astype(np.float32))
    np.save(HERE / "logits-f8-bgc.npy", np.ascontiguousarray(LOGITS.transpose(1, 0, 2)))
    np.save(HERE / "logits-f2.npy", LOGITS.astype(np.float16))
    np.save(HERE / "softmax-f4.npy", softmax(LOGITS, axis=-1).astype(np.float32))
    np.save(HERE / "softmax-f2.npy", softmax(LOGITS, axis=-1).astype(np.float16))
    np.save(HERE / "labels-i8.npy", LABELS)
    np.save(HERE / "labels-f2.npy", LABELS.astype(np.float16)[:, None])
    np.save(HERE / "labels-f2-merged.npy", np.array([0, 2047, 2050, 2049, 1, 1, 1]).astype(np.float16))
    np.save(HERE / "labels-u2.npy", np.where(LABELS < 0, 0, LABELS).astype(np.uint16))
    np.save(HERE / "embeddings-f4.npy", LOGITS[0].astype(np.float32))
    np.save(HERE / "fortran.npy", np.asfortranarray(LOGITS))
    np.save(HERE / "big-endian.npy", LOGITS.astype(">f4"))
    np.save(HERE / "records.npy", np.zeros(ROWS, dtype=[("a", "<f4"), ("b", "<i4")]))
    with open(HERE / "version-2.npy", "wb") as sink:
        np.lib.format.write_array(sink, LOGITS.astype(np.float32), version=(2, 0))


def columns():
    """Three rows a record batch; the larger head stands first."""
    heads = {"logits_16": pa.list_(pa.float32(), CLASSES), "logits_8": pa.list_(pa.float64())}
    table = pa.table(
        {
            "label": pa.array([None if label < 0 else int(label) for label in LABELS], pa.int64()),
            **{n: pa.array(LOGITS[g].tolist(), t) for g, (n, t) in zip((1, 0), heads.items(), strict=True)},
        }
    )
    with pa.OSFile(str(HERE / "logits-columns.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=3)


def scores(logits, labels):
    """Per row and head, as HeadScores has them; [N × G], null without a label."""
    logits = logits.transpose(1, 0, 2)
    known = labels >= 0
    picked = np.arange(ROWS)[:, None], np.arange(HEADS)[None, :], np.where(known, labels, 0)[:, None]
    p = softmax(logits, axis=-1)
    ordered = np.sort(p, axis=-1)
    rank = rankdata(-logits, method="ordinal", axis=-1)[picked]
    loss = -log_softmax(logits, axis=-1)[picked]
    return {
        "classes": logits.argmax(-1).ravel().tolist(),
        "confidence": p.max(-1).ravel().tolist(),
        "rank": np.where(known[:, None], rank, 0).ravel().tolist(),
        "loss": [x if k else None for row, k in zip(loss.tolist(), known, strict=True) for x in row],
        "margin": (ordered[..., -1] - ordered[..., -2]).ravel().tolist(),
        "entropy": (1 - entropy(p, axis=-1) / np.log(CLASSES)).ravel().tolist(),
    }


def main():
    arrays()
    columns()
    others = [c for c in range(CLASSES) if c not in MEMBERS]
    restricted = LOGITS.copy()
    restricted[..., others] = -np.inf
    golden = {
        "labels": LABELS.tolist(),
        "logits": LOGITS.transpose(1, 0, 2).ravel().tolist(),
        "scores": scores(LOGITS, LABELS),
        "temperature": {str(t): scores(LOGITS / t, LABELS) for t in (0.5, 3)},
        "members": MEMBERS,
        "restricted": scores(restricted, np.where(np.isin(LABELS, MEMBERS), LABELS, -1)),
    }
    GOLDEN.write_text(json.dumps(golden, indent=1) + "\n")


main()
