"""Words live in words.py: no sentence and no label stands in another module of a page."""

import ast
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.components.brush.words import BRUSH
from app.components.canvas.words import MAPS
from app.components.film.words import FILM
from app.components.pad.words import PAD
from app.components.sketch.words import SKETCH
from app.components.threshold.words import THRESHOLD
from app.components.tug.words import TUG
from app.components.uniform.words import UNIFORM
from app.text import say_each
from app.views.images import words as images_words
from app.views.lessons.csi import words as csi_words
from app.views.lessons.energy import words as energy_words

APP = Path(__file__).resolve().parents[2] / "app"
VIEWS = [path for path in (APP / "views").rglob("*.py") if not path.stem.endswith("words")]
LABELLED = [APP / "views/your_data/made.py"]  # it keeps its labels beside its controls
CODE = [APP / "blocks" / "lesson.py", *(path for path in VIEWS if path not in LABELLED)]
HTML = sorted((APP / "components").rglob("*.html"))
SCRIPTS = sorted((APP / "components").rglob("*.js"))
WORDS = {  # widget -> its words
    "brush": BRUSH,
    "canvas": MAPS,
    "circle": say_each(csi_words.ON_CIRCLE),
    "film": FILM,
    "frames": {},
    "logits": say_each(energy_words.SAMPLE),
    "margins": say_each(energy_words.HINGES),
    "pad": PAD,
    "pairs": say_each(csi_words.MATRIX),
    "severity": say_each(images_words.SEVERITY),
    "sketch": SKETCH,
    "threshold": THRESHOLD,
    "tug": TUG,
    "uniform": UNIFORM,
    "verdicts": say_each(images_words.CARDS),
}

SPEAKS = {  # functions -> which argument is read by the visitor
    **dict.fromkeys(("title", "header", "subheader", "markdown", "caption", "slip"), 0),
    **dict.fromkeys(("info", "success", "warning", "error", "toast", "metric", "expander"), 0),
    **dict.fromkeys(("button", "toggle", "selectbox", "number_input", "slider", "pills"), 0),
    **dict.fromkeys(("segmented_control", "choice", "image"), 0),
    **dict.fromkeys(("chart", "predict"), 1),
}
SPOKEN = {"alt", "label", "help", "placeholder"}  # arguments, and variables, that are texts
WORD = re.compile(r"[A-Za-z]{2}")
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
NO_WORDS = re.compile(r":material/\w+:|^python -m .*|\b(?:PCA|UMAP)\b")  # icons, commands, names


def says(text: str, pattern: re.Pattern[str]) -> bool:
    return bool(pattern.search(NO_WORDS.sub("", text)))


def parts(node: ast.expr) -> list[str]:
    """What stands literally in a text: the constants of it, outside of what is filled in."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=values):
            return [v.value for v in values if isinstance(v, ast.Constant)]
        case ast.BinOp(left=left, right=right):
            return parts(left) + parts(right)
        case ast.IfExp(body=body, orelse=other):
            return parts(body) + parts(other)
        case ast.Call(func=ast.Attribute(value=text, attr="format" | "join")):
            return parts(text)
    return []


def texts(tree: ast.Module) -> list[ast.expr]:
    """The expressions that a visitor gets to read."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in SPEAKS:
                found += node.args[SPEAKS[name] :][:1]
            found += [k.value for k in node.keywords if k.arg in SPOKEN]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in SPOKEN:
            found.append(node.value)
    return found


def prose(tree: ast.Module) -> list[str]:
    """Constants anywhere that hold two words in a row, but for docstrings, errors and keys."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        match node:
            case ast.Constant(value=str(text)) if says(text, PROSE):
                found.append(text)
            case ast.Raise() | ast.Expr(value=ast.Constant()):
                continue
            case ast.Subscript():
                waiting.append(node.value)
                continue
        waiting += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(APP)))
def test_code_holds_no_words(path):
    tree = ast.parse(path.read_text("utf-8"))
    labels = [part for text in texts(tree) for part in parts(text) if says(part, WORD)]
    assert not labels + prose(tree), "put these into words.py"


class Heard(HTMLParser):
    """The texts of a page, and those of its attributes that are read aloud or shown."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.feed(html)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value or "" for name, value in attrs if name in {"aria-label", *SPOKEN}]


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.stem)
def test_html_holds_no_words(path):
    assert not [text for text in Heard(path.read_text("utf-8")).texts if says(text, WORD)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_scripts_hold_no_prose(path):
    """Two words in a row within quotes; comments, tags and what is filled in left out."""
    code = re.sub(r"//.*|</?\w[^<>]*>|\$\{[^{}`]*\}", "", path.read_text("utf-8"))
    quoted = [a or b for a, b in re.findall(r'"([^"\n]*)"|`([^`\n]*)`', code)]
    # a selector, a length in pixels, or a template in a template
    code_within = re.compile(r"^[.\[]|^px |\$\{")
    assert not [text for text in quoted if PROSE.search(text) and not code_within.search(text)]


@pytest.mark.parametrize("path", HTML, ids=lambda path: path.stem)
def test_a_widget_asks_only_for_words_that_are_there(path):
    asked = set(re.findall(r'data-(?:say|label)="(\w+)"', path.read_text("utf-8")))
    asked |= set(re.findall(r"\bwords\.(\w+)", path.with_suffix(".js").read_text("utf-8")))
    assert asked <= set(WORDS[path.stem])
