"""A language that only tests speak: English with each letter outside of formulas, code, links and
places for values replaced by one that English does not have. What is read in plain letters on a
page in it was never said."""

import base64
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
from google.protobuf.message import Message as Protobuf
from streamlit.runtime.scriptrunner_utils.script_run_context import in_cached_function
from streamlit.testing.v1 import AppTest

import app.text

LANGUAGE = "pseudo"
PLAIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
OTHER = "ĀƁĆĎĒƑĜĤĪĴĶĹṂŃŌƤɊŘŚŤŪṼŴẊŶŽāƀćďēƒĝĥīĵķĺṃńōƥɋřśťūṽŵẋŷž"
LETTERS = str.maketrans(PLAIN, OTHER)
CODE = re.compile(  # what a translator leaves as it is
    r"\$\$.*?\$\$|\$[^$]+\$|```.*?```|`[^`]*`|\]\([^)]*\)|https?://\S+|<sub>\w+</sub>|<[^>]+>|\{[^{}]*\}"
    r"|:material/\w+:|\S*pretrained/\S*|\b\w_\w+|:(?:red|blue|green|orange|violet|gray|small)\[|\\\w+|&\w+;",
    re.DOTALL,
)
# Names that stay in every language; a longer one stands before the one it begins with.
NAMES = re.compile(
    r"\b("
    r"OOD|ID|Lab|English|"
    r"80 Million Tiny Images|TinyImageNet|ImageNet(?:-22K)?|CIFAR|SVHN|EMNIST|KMNIST|MNIST|LSUN|"
    r"Places365|Places69|Icons|Chars74K|Gaussian|Rademacher|Bernoulli|Blobs|Textures|"  # data sets
    r"Baseline|Boundary GAN|Outlier Exposure|Energy|CSI|SimCLR|GAN|"
    r"MSP, T = 1000|MSP|MaxLogit|Entropy|GEN|KL-matching|GradNorm|Relative Mahalanobis|"  # scores
    r"Mahalanobis|KNN|NNGuide|SHE|ViM|fDBD|NCI|ReAct|ASH-S|ASH-B|ASH|SCALE|DICE|ODIN|"
    r"con|cls|"  # the parts of CSI's score
    r"AUROC|AUPR-out|AUPR-in|AUPR|FPR95?|UMAP|PCA|CNN|ReLU|softmax|KL|NLL|XOR|"
    r"Lee|Liu|Tack|Hendrycks|Gimpel|Mazeika|Dietterich|et|al|NeurIPS|ICLR|ICML|arXiv|"
    r"OpenOOD|pytorch-ood|PyTorch|Streamlit|Python|python|README|"
    r"px|ms|MB|kB|GB|KiB|MiB|PNG|JPEG|WebP|CSV|JSON|SVG|md|py|npz|json|png|svg|zip|csv|"
    r"con|cls|"  # parts of the score of CSI
    r"outliers-(?:noise|photographs|white-letters)|energy-wrong-margins|simclr|"  # folders of runs
    r"passes\.npz"
    r")\b"
)
WORD = re.compile(r"[A-Za-z]{2,}")

# What no visitor reads: fields of Streamlit's messages, ...
SILENT = {
    *("id", "form_id", "icon", "content_icon", "type", "tag", "url", "format", "config", "spec"),
    *("raw_value", "raw_values", "default", "deferred_file_id", "element_type", "theme"),
    *("page", "page_script_hash"),  # of a link to a page
}
# ... entries of what a widget gets, of all widgets (None) or of one, ...
NAMES_OF_DATA = {
    None: {"version", "kind", "kinds", "symbol", "symbols", "dash", "role", "hinge", "view"},
    "oodlab_canvas": {"name", "score", "shows"},
    "oodlab_circle": {"highlighted"},
    "oodlab_logits": {"highlighted"},
    "oodlab_network": {"name"},
    "oodlab_sketch": {"text"},
    "oodlab_space": {"xy"},
    "oodlab_threshold": {"name"},
    "oodlab_tuning": {"highlighted"},
    "oodlab_uniform": {"push"},
}
NO_TEXT = re.compile(r"#[0-9a-fA-F]{3,8}|data:.*|[\w+/=]{40,}", re.DOTALL)  # colours, pictures
# ... while of a chart there are few entries that one does read.
OF_CHART = {"text", "name", "hovertemplate", "ticktext", "title", "label", "x", "y", "customdata"}


class Catalogue(Mapping):
    """Has a translation of everything."""

    def get(self, key: str, default: str = "") -> str:
        assert not in_cached_function.get(), f"{key!r} is said for one visitor and kept for all"
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


def offer(monkeypatch) -> None:
    """From now on a visitor reads this language whose session says so."""
    pages = {LANGUAGE: Catalogue()}
    monkeypatch.setattr(app.text, "catalogue", lambda language: pages.get(language, {}))


def plain(text: str) -> str:
    """What is left of a text in plain letters, without code and names; "" where all was said."""
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)  # as Markdown shows it
    return " ".join(WORD.findall(NAMES.sub(" ", CODE.sub(" ", text))))


def texts(at: AppTest) -> Iterator[str]:
    """Everything on a page that is read by a visitor: texts, labels, alt texts, charts, widgets."""
    yield from _within(at._tree)


def left(at: AppTest) -> dict[str, str]:
    """Texts of a page that were never said -> what is plain in them."""
    return {text: words for text in texts(at) if (words := plain(text))}


def _within(node: Any) -> Iterator[str]:
    proto, kind = getattr(node, "proto", None), getattr(node, "type", "")
    if proto is not None:
        yield from _of(kind, proto)
    for child in getattr(node, "children", {}).values():
        yield from _within(child)


def _of(kind: str, proto: Any) -> Iterator[str]:
    match kind:
        case "code":
            return
        case "html":
            yield re.sub(r"<(script|style)\b.*?</\1>", " ", proto.body, flags=re.DOTALL)
        case "bidi_component":
            data = json.loads((proto.mixed.json if proto.HasField("mixed") else proto.json) or "0")
            yield from _data(
                data, NAMES_OF_DATA[None] | NAMES_OF_DATA.get(proto.component_name, set())
            )
        case "table" | "arrow_table" | "dataframe" | "arrow_data_frame":
            yield from _table(proto)
        case "plotly_chart":
            yield from _chart(json.loads(proto.spec))
            yield from _fields(proto)
        case _:
            yield from _fields(proto)


def _fields(proto: Any) -> Iterator[str]:
    """The texts of one of Streamlit's messages, and of those in it."""
    for field, value in proto.ListFields():
        if field.name in SILENT:
            continue
        is_one = isinstance(value, (str, bytes, int, float, Protobuf))
        for part in [value] if is_one else value:
            if isinstance(part, str):
                yield part
            elif isinstance(part, Protobuf):
                yield from _fields(part)


def _chart(spec: Any, key: str = "") -> Iterator[str]:
    match spec:
        case dict():
            for name, value in spec.items():
                if name != "template":
                    yield from _chart(value, name)
        case list():
            for value in spec:
                yield from _chart(value, key)
        case str() if key in OF_CHART:
            yield re.sub(r"%\{[^}]*\}", " ", spec)


def _data(data: Any, names: set[str], key: str = "") -> Iterator[str]:
    """What a widget gets, but for what the entries called `names` hold."""
    match data:
        case dict():
            for name, value in data.items():
                yield from _data(value, set() if name == "words" else names, name)
        case list():
            for value in data:
                yield from _data(value, names, key)
        case str() if key not in names and not NO_TEXT.fullmatch(data):
            yield data


def _table(proto: Any) -> Iterator[str]:
    """Cells, and headers as they are shown."""
    raw = getattr(proto, "arrow_data", proto)
    data = raw.data if isinstance(raw.data, bytes) else base64.b64decode(raw.data)
    table = pa.ipc.open_stream(data).read_all()
    looks = json.loads(getattr(proto, "columns", "") or "{}")
    for name, column in zip(table.column_names, table.columns, strict=True):
        look = looks.get(name) or {}
        if look.get("hidden"):
            continue
        if not name.startswith("__index"):
            yield look.get("label") or name
        yield look.get("help") or ""
        for value in column.to_pylist():
            parts = value if isinstance(value, list) else [value]
            yield from (part for part in parts if isinstance(part, str))
