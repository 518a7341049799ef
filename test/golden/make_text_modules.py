"""Tiny text models with random weights, and what sentence-transformers makes of them: every way to pool and every layer.

Writes text-modules/: one BERT of two layers and eight numbers a token as ONNX, with a tokenizer of single letters and a
few words, and text-modules.json: the files of each model around it (its modules and their weights), and its embeddings.

    pip install -r requirements.txt && python make_text_modules.py
"""

import base64
import json
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import LayerNorm, Pooling
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

warnings.filterwarnings("ignore")
HERE = Path(__file__).parent
BASE = HERE / "text-modules"
WIDTH = 8
TEXTS = [
    "Hello world",
    "",
    "the cat sat on the mat and the cat sat on the hat",
    "École 😀 zebra",
    "hello",
    "WORLD hello the end",
]


def make_base() -> None:
    """The transformer and its tokenizer, which tells capital letters apart."""
    shutil.rmtree(BASE, ignore_errors=True)
    letters = [chr(c) for c in range(97, 123)]
    words = ["hello", "Hello", "world", "the", "cat", "sat", "on", "query", "passage", ":"]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words, *letters, *(f"##{c}" for c in letters)]
    tokenizer = Tokenizer(models.WordPiece({word: i for i, word in enumerate(vocabulary)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    special = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, model_max_length=48, **special)
    torch.manual_seed(5)
    model = BertModel(
        BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=WIDTH,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=12,
            max_position_embeddings=48,
            initializer_range=0.6,
        ),
        add_pooling_layer=False,
    ).eval()
    model.set_attn_implementation("eager")
    model.save_pretrained(BASE)
    fast.save_pretrained(BASE)
    export(model)


def export(model: BertModel) -> None:
    class States(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids, attention_mask, token_type_ids):  # noqa: ANN001, ANN202
            return self.model(input_ids, attention_mask, token_type_ids).last_hidden_state

    names = ["input_ids", "attention_mask", "token_type_ids"]
    ids, mask, types = torch.ones(2, 7, dtype=torch.long), torch.ones(2, 7, dtype=torch.long), torch.zeros(2, 7)
    mask[1, 5:] = 0
    axes = {name: {0: "batch", 1: "sequence"} for name in [*names, "last_hidden_state"]}
    (BASE / "onnx").mkdir()
    torch.onnx.export(
        States(),
        (ids, mask, types.long()),
        str(BASE / "onnx" / "model.onnx"),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )


def model_of(*modules, **options) -> SentenceTransformer:
    torch.manual_seed(len(modules))
    return SentenceTransformer(modules=[Transformer(str(BASE)), *modules], device="cpu", **options)


def legacy(folder: Path) -> SentenceTransformer:
    """A folder as sentence-transformers 2 wrote it: a key for each way to pool, cut to 6 tokens, lower-casing."""
    for file in ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"):
        shutil.copy(BASE / file, folder)
    types = ["Transformer", "Pooling", "Normalize"]
    paths = ["", "1_Pooling", "2_Normalize"]
    modules = [
        {"idx": i, "name": str(i), "path": path, "type": f"sentence_transformers.models.{type}"}
        for i, (type, path) in enumerate(zip(types, paths))
    ]
    (folder / "modules.json").write_text(json.dumps(modules))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 6, "do_lower_case": True}))
    (folder / "1_Pooling").mkdir()
    keys = {"cls_token": True, "mean_tokens": True, "max_tokens": False, "mean_sqrt_len_tokens": False}
    pooling = {"word_embedding_dimension": WIDTH, **{f"pooling_mode_{key}": on for key, on in keys.items()}}
    (folder / "1_Pooling" / "config.json").write_text(json.dumps(pooling))
    return SentenceTransformer(str(folder), device="cpu")


def dense(inputs: int, outputs: int, activation, **options) -> Dense:
    torch.manual_seed(inputs * outputs)
    return Dense(inputs, outputs, activation_function=activation, **options)


def layer_norm(width: int) -> LayerNorm:
    module = LayerNorm(width)
    with torch.no_grad():
        module.norm.weight.copy_(torch.linspace(0.5, 2, width))
        module.norm.bias.copy_(torch.linspace(-1, 1, width))
    return module


def cases():
    """Name, model, what `encode` is told, what mrl-eval is told."""
    prompts = {"query": "query: ", "passage": "passage: the ", "other": "on "}
    every = ("cls", "max", "mean", "mean_sqrt_len_tokens", "weightedmean", "lasttoken")
    yield "mean", model_of(Pooling(WIDTH, "mean"), Normalize()), {}, {}
    yield "every pooling", model_of(Pooling(WIDTH, every)), {}, {}
    left = model_of(Pooling(WIDTH, every))
    left.tokenizer.padding_side = "left"
    yield "padded on the left", left, {}, {}
    nn = torch.nn
    yield (
        "layers",
        model_of(
            Pooling(WIDTH, "mean"),
            dense(8, 6, nn.Tanh()),
            layer_norm(6),
            dense(6, 6, nn.GELU(), bias=False, use_residual=True),
            dense(6, 10, nn.SiLU(), use_residual=True),
            dense(10, 5, nn.Sigmoid()),
            dense(5, 4, nn.ReLU()),
            dense(4, 7, None),
            Normalize(),
        ),
        {},
        {},
    )
    asked = model_of(Pooling(WIDTH, "mean"), prompts=prompts, default_prompt_name="other", truncate_dim=4)
    yield "default prompt, cut to 4", asked, {}, {}
    yield "query", asked, {"prompt_name": "query"}, {"side": "query"}
    yield "document, called passage", asked, {"prompt_name": "passage"}, {"side": "document"}
    yield "a told prompt", asked, {"prompt": "cat "}, {"side": "query", "texts": {"queryPrompt": "cat "}}
    yield "no prompt, as told", asked, {"prompt": ""}, {"texts": {"prompt": ""}}
    kept_out = model_of(Pooling(WIDTH, every, include_prompt=False), prompts=prompts)
    yield "prompt not pooled", kept_out, {"prompt_name": "query"}, {"side": "query"}
    left_out = model_of(Pooling(WIDTH, every, include_prompt=False), prompts=prompts)
    left_out.tokenizer.padding_side = "left"
    yield "prompt not pooled, padded on the left", left_out, {"prompt_name": "query"}, {"side": "query"}
    short = model_of(Pooling(WIDTH, "mean"))
    short.max_seq_length = 5
    yield "cut to 5 tokens", short, {}, {}
    plain = model_of(Pooling(WIDTH, "mean"))
    plain.max_seq_length = 7
    yield "cut to 7 tokens, as told", plain, {}, {"texts": {"maxLength": 7}}
    yield "pooled as told", model_of(Pooling(WIDTH, "max")), {}, {"texts": {"pooling": "max"}}


def files_of(model: SentenceTransformer, folder: Path) -> dict:
    """The files that make the model, but for the transformer's own weights and tokenizer."""
    model.save_pretrained(str(folder), create_model_card=False)
    return read_files(folder)


def read_files(folder: Path) -> dict:
    own = {"tokenizer.json", "config.json", "README.md", "model.safetensors"}
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and str(path.relative_to(folder)) not in own)
    return {
        str(path.relative_to(folder)): json.loads(path.read_text())
        if path.suffix == ".json"
        else base64.b64encode(path.read_bytes()).decode()
        for path in paths
    }


def rounded(embeddings: np.ndarray) -> list:
    return [[float(f"{value:.8g}") for value in row] for row in embeddings]


def main() -> None:
    make_base()
    found = []
    for name, model, how, told in cases():
        with tempfile.TemporaryDirectory() as folder:
            files = files_of(model, Path(folder)) if "as told" not in name or name.startswith("no prompt") else {}
            embeddings = model.encode(TEXTS, **how)
        if model.tokenizer.padding_side == "left":
            files["tokenizer_config.json"]["padding_side"] = "left"  # which save_pretrained leaves out
        found.append({"name": name, "files": files, **told, "embeddings": rounded(embeddings)})
    with tempfile.TemporaryDirectory() as folder:
        model = legacy(Path(folder))
        found.append(
            {
                "name": "as version 2 wrote it",
                "files": read_files(Path(folder)),
                "embeddings": rounded(model.encode(TEXTS)),
            }
        )
    hugging_face = SentenceTransformer(str(BASE), device="cpu")
    found.append({"name": "a transformer alone", "files": {}, "embeddings": rounded(hugging_face.encode(TEXTS))})
    means = torch.tensor(model_of(Pooling(WIDTH, "mean")).encode(TEXTS))
    normed = torch.nn.functional.normalize(torch.nn.functional.layer_norm(means, (WIDTH,)), dim=-1)
    files = next(case["files"] for case in found if case["name"] == "mean")
    told = {"texts": {"layerNorm": True}}
    found.append({"name": "layer norm, as told", "files": files, **told, "embeddings": rounded(normed.numpy())})
    (BASE / "model.safetensors").unlink()
    text = json.dumps({"texts": TEXTS, "cases": found}, ensure_ascii=False)
    (HERE / "text-modules.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
