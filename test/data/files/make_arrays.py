"""Writes the small array files beside this script with NumPy, h5py, struct and gzip.

    python3 -m venv .venv && .venv/bin/pip install -r requirements.txt && .venv/bin/python make_arrays.py

Embeddings are eight rows, x[i][j] = i + j / 4 - 2 for j < 4, which every float type holds exactly, or whole numbers
4 i + j; labels are i % 3; pixels of image i at row h, column w (and channel c) are 16 i + 4 h + w (+ 100 c), modulo 256.
Output is the same on every run.
"""

import gzip
import struct
from pathlib import Path

import h5py
import numpy as np

HERE = Path(__file__).parent
ROWS, WIDTH = 8, 4
X = np.arange(ROWS)[:, None] + np.arange(WIDTH)[None, :] / 4 - 2
WHOLE = np.arange(ROWS * WIDTH).reshape(ROWS, WIDTH)
LABELS = np.arange(ROWS) % 3
NAMES = np.array([f"row {i}" if i % 2 else f"Zeile {i} \u00e4\U0001f600" for i in range(ROWS)])
i, h, w, c = np.ogrid[:6, :4, :3, :3]
PIXELS = ((16 * i + 4 * h + w + 100 * c) % 256).astype(np.uint8)


def npy():
    for name in ("f2", "f4", "f8"):
        np.save(HERE / f"array-{name}.npy", X.astype(name))
    for name in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"):
        np.save(HERE / f"array-{name}.npy", WHOLE.astype(name))
    np.save(HERE / "array-bool.npy", WHOLE % 3 == 0)
    np.save(HERE / "array-fortran.npy", np.asfortranarray(X.astype("f4")))
    np.save(HERE / "array-fortran-f8-big.npy", np.asfortranarray(X.astype(">f8")))
    np.save(HERE / "array-big-f4.npy", X.astype(">f4"))
    np.save(HERE / "array-big-i8.npy", WHOLE.astype(">i8"))
    np.save(HERE / "array-text.npy", NAMES)
    np.save(HERE / "array-objects.npy", np.array(["a", None], dtype=object), allow_pickle=True)
    np.save(HERE / "pixels-grey.npy", PIXELS[..., 0])
    np.save(HERE / "pixels-rgb.npy", PIXELS)
    np.save(HERE / "pixels-fortran.npy", np.asfortranarray(PIXELS))
    np.save(HERE / "tensor-f4.npy", np.asfortranarray(PIXELS[..., 0].astype("f4")))
    np.save(HERE / "mrl-X.npy", X.astype("f4"))  # as MRL's reference code saves them
    np.save(HERE / "mrl-y.npy", LABELS.astype("f2")[:, None])


def npz():
    columns = {"X": X.astype("f4"), "y": LABELS, "id": NAMES}
    np.savez(HERE / "columns.npz", **columns)
    np.savez_compressed(HERE / "compressed.npz", **columns)
    np.savez_compressed(HERE / "fortran.npz", embeddings=np.asfortranarray(X), labels=LABELS, width=WIDTH)
    np.savez(HERE / "nameless.npz", X.astype("f2"), LABELS)
    np.savez(HERE / "splits.npz", x_train=X.astype("f4"), y_train=LABELS, x_test=WHOLE[:3], y_test=LABELS[:3])


def vectors():
    for name, values in (("fvecs", X.astype("<f4")), ("ivecs", WHOLE.astype("<i4"))):
        dims = np.full((ROWS, 1), WIDTH, "<i4")
        np.hstack([dims.view(values.dtype), values]).tofile(HERE / f"vectors.{name}")
    dims = np.full((ROWS, 1), WIDTH, "<i4").view("u1")
    np.hstack([dims, WHOLE.astype("u1")]).tofile(HERE / "vectors.bvecs")
    for name, kind, values in (("fbin", "<f4", X), ("u8bin", "u1", WHOLE), ("i8bin", "i1", WHOLE - 16), ("ibin", "<i4", WHOLE)):
        with open(HERE / f"vectors.{name}", "wb") as file:
            np.array([ROWS, WIDTH], "<u4").tofile(file)
            values.astype(kind).tofile(file)


def idx():
    def write(name, values, code):
        header = struct.pack(">BBBB", 0, 0, code, values.ndim) + struct.pack(f">{values.ndim}I", *values.shape)
        content = header + values.astype(values.dtype.newbyteorder(">")).tobytes()
        (HERE / name).write_bytes(gzip.compress(content, mtime=0) if name.endswith(".gz") else content)

    labels = LABELS[:6].astype("u1")
    write("t10k-images-idx3-ubyte", PIXELS[..., 0], 0x08)
    write("t10k-labels-idx1-ubyte", labels, 0x08)
    write("train-images-idx3-ubyte.gz", PIXELS[..., 0], 0x08)
    write("train-labels-idx1-ubyte.gz", labels, 0x08)
    write("vectors.idx", X.astype("f4"), 0x0D)
    write("shorts.idx", WHOLE.astype("i2") - 300, 0x0B)


def hdf5():
    with h5py.File(HERE / "ann.hdf5", "w") as file:  # as ann-benchmarks writes them
        file.attrs["type"] = "dense"
        file.attrs["distance"] = "angular"
        file.attrs["dimension"] = WIDTH
        file.attrs["point_type"] = "float"
        file["train"] = X.astype("f4")
        file["test"] = X[:3].astype("f4") + 1
        file["neighbors"] = WHOLE[:3].astype("i4")
        file["distances"] = X[:3].astype("f4")
    with h5py.File(HERE / "columns.hdf5", "w") as file:
        group = file.create_group("splits/train")
        packed = {"compression": "gzip", "chunks": (3, 2), "shuffle": True}
        group.create_dataset("embedding", data=X.astype("f2"), maxshape=(None, WIDTH), **packed)
        group["label"] = LABELS
        group.create_dataset("id", data=NAMES.tolist(), dtype=h5py.string_dtype())
        group["code"] = np.array([b"a%d" % n for n in range(ROWS)])
        group["odd"] = LABELS == 1
        file["splits/test/embedding"] = X[:3].astype(">f8")
    with h5py.File(HERE / "packed.hdf5", "w", libver="latest") as file:
        file.create_dataset("embedding", data=X.astype("f4"), chunks=(4, 4), compression="gzip", fletcher32=True)
    with h5py.File(HERE / "plain.hdf5", "w") as file:
        file["embedding"] = X.astype("f4")
    with h5py.File(HERE / "odd.hdf5", "w") as file:
        file["records"] = np.zeros(ROWS, dtype=[("a", "<f4"), ("b", "<i4")])
        file["complex"] = X.astype("c8")


if __name__ == "__main__":
    npy()
    npz()
    vectors()
    idx()
    hdf5()
