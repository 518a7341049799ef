"""Embeddings, retrieval and sentence similarity of fixtures/text by sentence-transformers in PyTorch, to text.json.

    pip install -r fixtures/text/requirements.txt
    python test/golden/make_text.py

The transformer's weights are taken out of the ONNX graph and run by PyTorch; tokenizing, pooling, Dense, Normalize are
sentence-transformers' own. Writes
- texts: odd texts, and `embeddings`: for each prompt their vectors at full width, [40 x 128], rounded to 7 decimals;
  `truncated`: without prompt, cut by encode(truncate_dim=...) after Normalize and not normalized anew
- tokens: how many tokens each text has with each prompt, special ones included and cut at 64
- retrieval: by dimension InformationRetrievalEvaluator's means over all queries (cosine; prompts on both sides; title,
  blank, text; every gain above 0 is relevant; map@10 divides by min(10, relevant)), and `graded_ndcg@10`:
  scikit-learn's ndcg_score, linear gains
- pairs: by dimension EmbeddingSimilarityEvaluator's Pearson and Spearman of cosine and score, without prompt
To be run again whenever fixtures/text changes.
"""

import csv
import json
import sys
from pathlib import Path

import numpy as np
import onnxruntime
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.evaluation import (
    EmbeddingSimilarityEvaluator,
    InformationRetrievalEvaluator,
)
from sentence_transformers.util import cos_sim
from sklearn.metrics import ndcg_score

HERE = Path(__file__).parent
TEXT = HERE.parents[1] / "fixtures" / "text"
sys.path.insert(0, str(TEXT))

from export import restore

DIMS = [8, 16, 32, 64, 128]
TEXTS = [
    "",
    " ",
    "a",
    "dog",
    "Dog",
    "DOG",
    "dogs",
    "a dog barks",
    "The quick brown fox jumps over the lazy dog.",
    "THE QUICK BROWN FOX JUMPS OVER THE LAZY DOG!",
    "  blanks   before, between\tand after \n",
    "two\nlines\r\nof text",
    "any of various domestic animals kept as pets",
    "he walked slowly along the river bank",
    "she deposited the cheque at the bank",
    "the financial institution that accepts deposits",
    "sloping land beside a body of water",
    "café naïve résumé Ångström",
    "cafe\u0301 nai\u0308ve",  # the same accents as combining marks
    "Straße ÆØÅ Œuvre",
    "Ελληνικά και Кириллица",
    "日本語の文章 mixed with English",
    "한국어 العربية עברית हिन्दी",
    "😀 emoji 🐕‍🦺 with joiners 👩🏽‍🚀",
    "☃ ± × ÷ € £ “quotes” — dashes…",
    "zero\u200bwidth soft\u00adhyphen no\u00a0break",
    "control \u0001 and replacement \ufffd",
    "[CLS] special [SEP] tokens [PAD] [MASK] [UNK] typed out",
    "query: a text that brings a prompt of its own",
    "passage: another",
    "1234567890 3.14159 1,000,000 50% $9.99 12:30",
    "don't can't it's rock'n'roll o'clock",
    "https://example.org/a/path?query=1&other=two#end",
    'snake_case camelCase kebab-case <b>markup</b> {"json": true}',
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis",
    "x" * 150,  # longer than WordPiece takes for one word: one [UNK]
    "word " * 61 + "end",  # 62 tokens and two special ones: just fits, without prompt
    "word " * 62 + "end",  # one too many
    "a very long text that is cut: " + "the animal ran over the hill and into the wood, " * 40,
    "日本語" * 60,
]


def rounded(values: np.ndarray) -> list:
    return [[round(float(x), 7) for x in row] for row in values]


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def table(path: Path, delimiter: str) -> list[dict]:
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def check_graph(model: SentenceTransformer) -> float:
    """Largest difference of a token's embedding between ONNX Runtime and PyTorch, padding left out."""
    session = onnxruntime.InferenceSession(
        str(TEXT / "model" / "onnx" / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    features = model.preprocess(TEXTS)
    names = [value.name for value in session.get_inputs()]
    (found,) = session.run(None, {name: features[name].numpy() for name in names})
    expected = model[0](features)["token_embeddings"].detach().numpy()
    return float(np.abs(found - expected)[features["attention_mask"].numpy() == 1].max())


def retrieval(model: SentenceTransformer) -> dict:
    beir = TEXT / "beir"
    corpus = {row["_id"]: f"{row['title']} {row['text']}" for row in rows(beir / "corpus.jsonl")}
    queries = {row["_id"]: row["text"] for row in rows(beir / "queries.jsonl")}
    gains = np.zeros((len(queries), len(corpus)))
    places = ({id: i for i, id in enumerate(queries)}, {id: i for i, id in enumerate(corpus)})
    relevant: dict[str, set[str]] = {}
    for row in table(beir / "qrels" / "test.tsv", "\t"):
        gains[places[0][row["query-id"]], places[1][row["corpus-id"]]] = int(row["score"])
        relevant.setdefault(row["query-id"], set()).add(row["corpus-id"])
    full = {
        "queries": model.encode(list(queries.values()), prompt_name="query"),
        "corpus": model.encode(list(corpus.values()), prompt_name="document"),
    }
    found = {}
    for dim in DIMS:
        evaluate = InformationRetrievalEvaluator(
            queries,
            corpus,
            relevant,
            mrr_at_k=[10],
            ndcg_at_k=[10],
            accuracy_at_k=[1, 10],
            precision_recall_at_k=[1, 10],
            map_at_k=[10, 100],
            truncate_dim=dim,
            query_prompt_name="query",
            corpus_prompt_name="document",
            write_csv=False,
        )
        means = {name.removeprefix("cosine_"): float(value) for name, value in evaluate(model).items()}
        scores = cos_sim(full["queries"][:, :dim], full["corpus"][:, :dim]).numpy()
        found[str(dim)] = {**means, "graded_ndcg@10": float(ndcg_score(gains, scores, k=10))}
    return found


def similarity(model: SentenceTransformer) -> dict:
    pairs = table(TEXT / "pairs.csv", ",")
    sides = [[pair[side] for pair in pairs] for side in ("sentence1", "sentence2")]
    scores = [float(pair["score"]) for pair in pairs]
    found = {}
    for dim in DIMS:
        values = EmbeddingSimilarityEvaluator(*sides, scores, truncate_dim=dim, write_csv=False)(model)
        found[str(dim)] = {name: float(values[f"{name}_cosine"]) for name in ("pearson", "spearman")}
    return found


def main() -> None:
    model = restore(TEXT / "model")
    prompts = {"none": None, "query": "query", "document": "document"}
    tokens = {
        name: model.preprocess(TEXTS, prompt=model.prompts.get(name))["attention_mask"].sum(1) for name in prompts
    }
    golden = {
        "texts": TEXTS,
        "embeddings": {name: rounded(model.encode(TEXTS, prompt_name=prompt)) for name, prompt in prompts.items()},
        "truncated": {str(dim): rounded(model.encode(TEXTS, truncate_dim=dim)) for dim in (32, 8)},
        "tokens": {name: counts.tolist() for name, counts in tokens.items()},
        "retrieval": retrieval(model),
        "pairs": similarity(model),
    }
    (HERE / "text.json").write_text(json.dumps(golden, ensure_ascii=True, separators=(",", ":")) + "\n", "utf-8")
    print("ONNX Runtime and PyTorch differ by at most", check_graph(model))
    print(json.dumps({"retrieval": golden["retrieval"], "pairs": golden["pairs"]}, indent=1))


if __name__ == "__main__":
    main()
