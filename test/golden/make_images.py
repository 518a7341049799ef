"""Images as Pillow, torchvision and transformers prepare them, for test/golden/images.test.ts.

    pip install -r test/golden/requirements-images.txt
    python test/golden/make_images.py

Writes images.json, and small files of every colour mode into images/. Arrays are kept as the SHA-256 of their bytes:
- decoded: fixtures/photos as Pillow decodes them, uint8 [H, W, 3]
- resized: those pixels resized by Pillow, uint8
- torchvision: photos through torchvision's transforms, float32 [3, H, W], and some of the numbers
- processors: photos through the image processors of transformers (Pillow's backend) by their configs, float32 [3, H, W]
- modes: the files of images/, upright, as RGB and as grey, uint8 in base64
"""

import base64
import hashlib
import json
from pathlib import Path

import numpy as np
import transformers
from PIL import Image, ImageCms, ImageOps
from torchvision import transforms
from torchvision.transforms import InterpolationMode

HERE = Path(__file__).parent
PHOTOS = HERE.parents[1] / "fixtures" / "photos"
FILES = HERE / "images"
NAMES = ["flower", "grace_hopper", "rocket"]
KERNELS = {"nearest": 0, "lanczos": 1, "bilinear": 2, "bicubic": 3}
SIZES = [(256, 383), (224, 224), (36, 36), (64, 31), (700, 500), (427, 100)]  # height, width
CLIP_MEAN = [0.48145466, 0.4578275, 0.40821073]


def sha(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def photo(name: str) -> Image.Image:
    return Image.open(PHOTOS / f"{name}.jpg").convert("RGB")


def resized() -> list[dict]:
    return [
        {"photo": name, "kernel": kernel, "size": [h, w], "sha256": sha(np.asarray(photo(name).resize((w, h), code)))}
        for name in NAMES[:2]
        for kernel, code in KERNELS.items()
        for h, w in SIZES
    ]


def by_torchvision() -> list[dict]:
    found = []
    mean, std = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
    for size, crop, kernel in [(256, 224, "bilinear"), (256, 223, "bicubic"), (37, 32, "bilinear"), (40, 33, "lanczos")]:
        steps = transforms.Compose(
            [
                transforms.Resize(size, InterpolationMode(kernel)),
                transforms.CenterCrop(crop),
                transforms.ToTensor(),
                transforms.Normalize(mean, std),
            ]
        )
        for name in NAMES:
            values = steps(photo(name)).numpy()
            some = [float(v) for v in values.reshape(-1)[:: max(1, values.size // 11)]]
            found.append({"photo": name, "size": size, "crop": crop, "kernel": kernel, "sha256": sha(values), "some": some})
    return found


CONFIGS = [
    {"image_processor_type": "ViTImageProcessor"},
    {"feature_extractor_type": "ViTFeatureExtractor", "size": 96, "resample": 3, "do_normalize": True},
    {"image_processor_type": "CLIPImageProcessor"},
    {"image_processor_type": "CLIPImageProcessor", "size": 100, "crop_size": 96, "image_mean": CLIP_MEAN},
    {"image_processor_type": "BitImageProcessor", "size": {"shortest_edge": 257}, "crop_size": {"height": 221, "width": 223}},
    {"image_processor_type": "SiglipImageProcessor", "do_rescale": False, "do_normalize": False},
    {"image_processor_type": "DeiTImageProcessor", "resample": 1},
    {"image_processor_type": "BeitImageProcessor", "do_center_crop": None, "size": {"height": 120, "width": 130}, "crop_size": 101},
    {"image_processor_type": "ConvNextImageProcessor", "size": {"shortest_edge": 224}},
    {"image_processor_type": "ConvNextImageProcessorFast", "size": {"shortest_edge": 384}, "resample": 0},
    {"image_processor_type": "ConvNextFeatureExtractor", "size": 100, "crop_pct": 0.9},
    {"image_processor_type": "MobileNetV1ImageProcessor"},
    {"image_processor_type": "MobileNetV2ImageProcessor", "size": {"shortest_edge": 60}, "crop_size": 55},
    {"image_processor_type": "PvtImageProcessor", "do_convert_rgb": None, "size": {"height": 50, "width": 60}},
    {"image_processor_type": "BlipImageProcessor", "size": {"height": 48, "width": 48}, "rescale_factor": 0.01},
    {"image_processor_type": "ChineseCLIPImageProcessor", "do_normalize": False},
]


def processor(config: dict, ending: str):
    name = config.get("image_processor_type", config.get("feature_extractor_type"))
    name = name.replace("FeatureExtractor", "ImageProcessor").removesuffix("Fast") + ending
    return getattr(transformers, name).from_dict({k: v for k, v in config.items() if not k.endswith("_type")})


def by_processors() -> list[dict]:
    found = []
    for config in CONFIGS:
        name = NAMES[len(found) % len(NAMES)]
        values = processor(config, "Pil")(photo(name), return_tensors="np")["pixel_values"][0].astype(np.float32)
        other = processor(config, "")(photo(name), return_tensors="np")["pixel_values"][0]
        apart = np.abs(values - other) if values.shape == other.shape else np.array([np.inf])
        print(f"{json.dumps(config)[:90]:90} torchvision backend differs by {apart.mean():.2g}, at most {apart.max():.2g}")
        found.append({"config": config, "photo": name, "shape": list(values.shape), "sha256": sha(values)})
    return found


def write_modes() -> None:
    FILES.mkdir(exist_ok=True)
    small = Image.fromarray(np.asarray(photo("flower").resize((20, 14), 3)))  # without the photo's profile
    grey = small.convert("L")
    see_through = small.copy()
    see_through.putalpha(grey)
    small.save(FILES / "rgb.png")
    small.save(FILES / "rgb.jpg", quality=90)
    small.save(FILES / "rgb.webp")
    small.save(FILES / "rgb.tif")
    small.save(FILES / "progressive.jpg", quality=90, progressive=True)
    small.convert("CMYK").save(FILES / "cmyk.jpg", quality=95)
    small.convert("CMYK").save(FILES / "cmyk.tif")
    small.quantize(16).save(FILES / "palette.png")
    small.quantize(16).save(FILES / "palette-transparent.png", transparency=0)
    small.save(FILES / "frame.gif")
    small.save(FILES / "animated.gif", save_all=True, append_images=[small.rotate(180)], duration=50)
    see_through.save(FILES / "rgba.png")
    see_through.convert("LA").save(FILES / "la.png")
    grey.save(FILES / "grey.png")
    grey.save(FILES / "grey.jpg", quality=90)
    small.convert("1").save(FILES / "bits.png")
    Image.fromarray(np.asarray(grey).astype(np.uint16) * 257).save(FILES / "grey16.png")
    for turn in range(2, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        small.save(FILES / f"turned-{turn}.png", exif=exif)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp_", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"tmp_", b"bXYZ", 1)
    small.save(FILES / "profile.png", icc_profile=swapped)  # red and blue light exchanged


def modes() -> dict:
    found = {}
    for path in sorted(FILES.iterdir()):
        image = ImageOps.exif_transpose(Image.open(path))
        if image.mode.startswith("I"):  # Pillow cuts 16 bits off at 255; the upper eight are wanted
            image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
        over = Image.alpha_composite(Image.new("RGBA", image.size, (255,) * 4), image.convert("RGBA"))
        text = {
            "rgb": np.asarray(image.convert("RGB")),
            "grey": np.asarray(image.convert("L")),
            "white": np.asarray(over.convert("RGB")),
        }
        found[path.name] = {"size": [image.height, image.width]} | {
            key: base64.b64encode(array.tobytes()).decode() for key, array in text.items()
        }
    return found


write_modes()
golden = {
    "decoded": {name: sha(np.asarray(photo(name))) for name in NAMES},
    "resized": resized(),
    "torchvision": by_torchvision(),
    "processors": by_processors(),
    "modes": modes(),
}
(HERE / "images.json").write_text(json.dumps(golden, indent=1) + "\n")
