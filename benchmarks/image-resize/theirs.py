"""Pillow's and torchvision's side of run.mjs: `files` writes pixels to compare with, `speed` times Pillow.

files FOLDER PHOTO...: for every photo its pixels, and those pixels resized in several ways, as raw bytes; prints what is where.
speed FOLDER PHOTO...: writes 64 JPEG files of 500 x 375 made of the photos, decodes, resizes and crops them; prints images a second.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import PIL
import torch
import torchvision
from PIL import Image
from torchvision.transforms.v2 import functional

KERNELS = {"bilinear": 2, "bicubic": 3, "lanczos": 1}


def files(folder: Path, photos: list[Path]) -> list[dict]:
    cases = []
    for number, path in enumerate(photos):
        photo = Image.open(path).convert("RGB")
        small = photo.resize((32, 32), Image.BICUBIC)
        shorter = min(photo.size)
        ratio = (int(256 * photo.width / shorter), int(256 * photo.height / shorter))
        for what, image, size in [
            ("256", photo, ratio),
            ("64", photo, (64, 64)),
            ("32 to 224", small, (224, 224)),
        ]:
            name = f"{number}-{what.replace(' ', '-')}"
            np.asarray(image).tofile(folder / f"{name}.raw")
            tensor = torch.from_numpy(np.array(image)).permute(2, 0, 1)
            for kernel, code in KERNELS.items():
                np.asarray(image.resize(size, code)).tofile(folder / f"{name}-{kernel}.pillow")
                mode = torchvision.transforms.InterpolationMode(kernel)
                resized = functional.resize(tensor, [size[1], size[0]], mode, antialias=True)
                resized.permute(1, 2, 0).contiguous().numpy().tofile(folder / f"{name}-{kernel}.torchvision")
            cases.append({"what": what, "name": name, "from": image.size, "to": size, "photo": str(path)})
    return cases


def prepared(path: Path) -> np.ndarray:
    image = Image.open(path).convert("RGB")
    shorter = min(image.size)
    image = image.resize((int(256 * image.width / shorter), int(256 * image.height / shorter)), Image.BILINEAR)
    left, top = (image.width - 224) // 2, (image.height - 224) // 2
    return np.asarray(image.crop((left, top, left + 224, top + 224)))


def speed(folder: Path, photos: list[Path]) -> dict:
    names = []
    for number in range(64):
        photo = Image.open(photos[number % len(photos)]).convert("RGB").rotate(number, Image.BICUBIC)
        size = (500, 375) if photo.width >= photo.height else (375, 500)
        names.append(folder / f"speed-{number}.jpg")
        photo.resize(size, Image.BICUBIC).save(names[-1], quality=90)
    found = {}
    for threads in (1, 2):
        with ThreadPoolExecutor(threads) as pool:
            seconds = []
            for _ in range(5):
                began = time.perf_counter()
                list(pool.map(prepared, names))
                seconds.append(time.perf_counter() - began)
            found[threads] = len(names) / sorted(seconds)[2]
    return found


job, folder, *photos = sys.argv[1:]
run = {"files": files, "speed": speed}[job]
versions = {"pillow": PIL.__version__, "torchvision": torchvision.__version__}
print(json.dumps({"found": run(Path(folder), [Path(photo) for photo in photos]), "versions": versions}))
