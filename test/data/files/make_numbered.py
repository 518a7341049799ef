"""Writes tables of numbered columns beside this script, as pandas and polars write what arrays became.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_numbered.py

Eight rows, x[i][j] = i + j / 4 - 2 for j < 12, so that 10 comes after 9, and labels i % 3.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl

HERE = Path(__file__).parent / "numbered"
X = (np.arange(8)[:, None] + np.arange(12)[None, :] / 4 - 2).astype(np.float32)
LABELS = np.arange(8) % 3


def main():
    HERE.mkdir(exist_ok=True)
    frame = pd.DataFrame(X)  # columns 0, 1, 2, …
    frame.to_parquet(HERE / "pandas.parquet")
    frame.to_feather(HERE / "pandas.feather")
    named = frame.add_prefix("dim_")
    named.insert(0, "id", [f"row {i}" for i in range(8)])
    named["label"] = LABELS
    named.set_index("id").to_parquet(HERE / "pandas-named.parquet", row_group_size=3)
    mixed = frame.add_prefix("emb_").astype({"emb_0": "float64", "emb_1": "float16"})
    mixed["emb_2"] = [0, 1, 2, 3, None, 5, 6, 7]
    mixed.assign(label_1=LABELS, label_2=LABELS[::-1]).to_feather(HERE / "pandas-mixed.feather")
    pl.DataFrame((X * 4).astype(np.int64)).write_parquet(HERE / "polars.parquet", use_pyarrow=False)


main()
