"""A language that only tests speak: English with each letter outside of formulas, code, links and
places for values replaced by one that English does not have. What is read in plain letters on a
page in it was never said."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from streamlit.testing.v1 import AppTest

import app.text

LANGUAGE = "pseudo"
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
OTHER = "ĀƁĆĎĒƑĜĤĪĴĶĹṂŃŌƤɊŘŚŤŪṼŴẊŶŽāƀćďēƒĝĥīĵķĺṃńōƥɋřśťūṽŵẋŷž"
LETTERS = str.maketrans(PLAIN, OTHER)
CODE = re.compile(  # what a translator leaves as it is
    r"\$\$.*?\$\$|\$[^$]+\$|```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+|<[^>]+>|\{[^{}]*\}"
    r"|:material/\w+:|:(?:red|blue|green|orange|violet|gray|small)\[|\\\w+|&\w+;",
    re.DOTALL,
)
# Names that stay in every language: methods, scores, metrics, data sets, papers' authors, units.
NAMES = re.compile(
    r"\b(OOD|ID|Lab|CSI|GAN|MSP|ODIN|KNN|ViM|ReAct|ASH|GEN|AUROC|AUPR|FPR95?|UMAP|PCA|SVHN|CIFAR|"
    r"MNIST|EMNIST|KMNIST|SimCLR|Lee|Liu|Tack|Hendrycks|Gimpel|Mazeika|Dietterich|et|al|NeurIPS|ICLR|"
    r"ICML|arXiv|CNN|ReLU|softmax|KL|NLL|px|ms|MB|kB|GB|KiB|MiB|PNG|JPEG|WebP|CSV|JSON|XOR|PyTorch|"
    r"80 Million Tiny Images|TinyImageNet|ImageNet(?:-22K)?|LSUN|Places365|Places69|Icons|Chars74K|"
    r"Baseline|Confident classifier \+ GAN|Boundary GAN|Outlier Exposure|Energy|MaxLogit|Entropy|"
    r"Relative Mahalanobis|Mahalanobis|"
    r"Streamlit|README|python|md|py|npz|json|png|svg|zip|csv)\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")
TEXTS = ("body", "label", "help", "caption", "content", "placeholder", "text", "value", "message")
LISTS = ("options", "headers")


class Catalogue(Mapping):
    """Has a translation of everything."""

    def get(self, key: str, default: str = "") -> str:
        return translated(default)

    def __getitem__(self, key: str) -> str:
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def translated(text: str) -> str:
    parts, end = [], 0
    for code in CODE.finditer(text):
        parts += [text[end : code.start()].translate(LETTERS), code[0]]
        end = code.end()
    return "".join([*parts, text[end:].translate(LETTERS)])


def speak(monkeypatch) -> None:
    """From now on pages are read in this language."""
    monkeypatch.setattr(app.text, "catalogue", lambda language: Catalogue())


def plain(text: str) -> str:
    """What is left of a text in plain letters, without code and names; "" where all was said."""
    return " ".join(WORD.findall(NAMES.sub(" ", CODE.sub(" ", text))))


def texts(at: AppTest) -> Iterator[str]:
    """Everything on a page that is read by a visitor: texts, labels, alt texts, charts, widgets."""
    yield from _within(at._tree)


def _within(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    kind = getattr(node, "type", "")
    if proto is not None:
        yield from _of(kind, proto)
    for child in getattr(node, "children", {}).values():
        yield from _within(child)


def _of(kind: str, proto: Any) -> Iterator[str]:
    if kind == "html":
        return  # scripts and styles; our own pictures in HTML are checked by their figures
    if kind == "plotly_chart":
        yield from _chart(json.loads(proto.spec))
    elif kind == "bidi_component":
        data = proto.mixed.json if proto.HasField("mixed") else proto.json
        yield from _data(json.loads(data or "null"))
    elif kind in ("table", "arrow_table", "dataframe", "arrow_data_frame"):
        yield from _table(proto)
    else:
        for field, value in proto.ListFields():
            if field.name in TEXTS and isinstance(value, str):
                yield value
            elif field.name in LISTS:
                yield from (
                    option if isinstance(option, str) else getattr(option, "content", "")
                    for option in value
                )
            elif field.name == "imgs":
                yield from (image.caption for image in value)


def _chart(spec: Any, key: str = "") -> Iterator[str]:
    match spec:
        case dict():
            for name, value in spec.items():
                if name != "template":
                    yield from _chart(value, name)
        case list():
            for value in spec:
                yield from _chart(value, key)
        case str() if key in ("text", "name", "hovertemplate", "ticktext", "title", "label"):
            yield re.sub(r"%\{[^}]*\}", " ", spec)


def _data(data: Any, key: str = "") -> Iterator[str]:
    """What a widget gets: its words, and sentences wherever they are."""
    match data:
        case dict():
            for name, value in data.items():
                yield from _data(value, "words" if key == "words" else name)
        case list():
            for value in data:
                yield from _data(value, key)
        case str() if key == "words" or (" " in data and not data.startswith("data:")):
            yield data


def _table(proto: Any) -> Iterator[str]:
    raw = getattr(proto, "arrow_data", proto)
    data = raw.data if isinstance(raw.data, bytes) else base64.b64decode(raw.data)
    table = pa.ipc.open_stream(data).read_all()
    for name, column in zip(table.column_names, table.columns, strict=True):
        yield name
        yield from (value for value in column.to_pylist() if isinstance(value, str))
