"""Words live in words.py: no sentence and no label stands in another module of a page."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.components.brush.words import BRUSH
from app.components.canvas.words import MAPS
from app.components.clocks.words import CLOCKS
from app.components.film.words import FILM
from app.components.game.words import GAME
from app.components.network.words import NETWORK
from app.components.pad.words import PAD
from app.components.shadow.words import SHADOW
from app.components.share.words import SHARE
from app.components.sketch.words import SKETCH
from app.components.threshold.words import THRESHOLD
from app.components.tug.words import TUG
from app.components.tuning.words import TUNING
from app.components.uniform.words import UNIFORM
from app.text import say_each, template
from app.views.images import words as images_words
from app.views.lessons.csi import words as csi_words
from app.views.lessons.energy import words as energy_words

APP = Path(__file__).resolve().parents[2] / "app"
MODULES = {str(path.relative_to(APP)): path for path in sorted(APP.rglob("*.py"))}
WORD_MODULES = {  # where English stands
    *(name for name in MODULES if name.endswith("words.py")),
    *("text/names.py", "text/ownership.py", "text/declared.py"),
    "blocks/navigation.py",  # the menu: titles beside addresses
}
SQL = {"server/store.py", "server/sqlite.py", "server/postgres.py", "server/rooms.py"}
SQL |= {"server/room_votes.py", "server/hand_ins.py", "server/boards.py"}
CODE = [name for name in MODULES if name not in WORD_MODULES | SQL]
RUNS_AT_IMPORT = {name for name in MODULES if name.endswith("page.py")} | {"main.py"}
SAYS = {"say", "say_each", "passage", "glossary", "population_label", "populations"}
HTML = sorted((APP / "components").rglob("*.html"))
SCRIPTS = sorted((APP / "components").rglob("*.js"))
WORDS = {  # widget -> its words
    "brush": BRUSH,
    "canvas": MAPS,
    "clocks": CLOCKS,
    "circle": say_each(csi_words.ON_CIRCLE),
    "film": FILM,
    "frames": {},
    "game": GAME,
    "logits": say_each(energy_words.SAMPLE),
    "network": NETWORK,
    "pad": PAD,
    "pairs": say_each(csi_words.MATRIX),
    "shadow": SHADOW,
    "share": SHARE,
    "severity": say_each(images_words.SEVERITY),
    "sketch": SKETCH,
    "space": {},
    "threshold": THRESHOLD,
    "tug": TUG,
    "tuning": TUNING,
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
SPOKEN = {
    "alt",
    "label",
    "help",
    "placeholder",
    "title_text",
    "hovertemplate",
}  # arguments, and variables, that are texts
WORD = re.compile(r"[A-Za-z]{2}")
PROSE = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
NO_WORDS = re.compile(
    r":material/\w+:|^python -m .*|\b(?:PCA|UMAP|AUROC|OOD Lab)\b"  # icons, commands, names
    r"|<[^>]*>?|%\{[^}]*\}|^const |'use strict'|\"use strict\""  # HTML and JavaScript
    r"|^(?:top|middle|bottom) (?:left|center|right)$|^\"Source Sans.*"  # Plotly's places, a font
)


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
            case (
                ast.Raise() | ast.Expr(value=ast.Constant()) | ast.Call(func=ast.Name("UserError"))
            ):
                continue
            case ast.Subscript():
                waiting.append(node.value)
                continue
        waiting += ast.iter_child_nodes(node)
    return found


@cache
def parsed(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


@pytest.mark.parametrize("name", CODE)
def test_code_holds_no_words(name):
    tree = parsed(name)
    labels = [part for text in texts(tree) for part in parts(text) if says(part, WORD)]
    assert not labels + prose(tree), "put these into words.py"


def called(node: ast.AST) -> str:
    """The name of the function that a node calls, without its module; "" where it calls none."""
    func = getattr(node, "func", None)
    return getattr(func, "attr", getattr(func, "id", "")) if isinstance(node, ast.Call) else ""


@pytest.mark.parametrize("name", CODE)
def test_messages_are_declared_beside_the_words(name):
    assert not [node.lineno for node in ast.walk(parsed(name)) if called(node) == "message"]


def at_import(node: ast.AST) -> Iterator[ast.AST]:
    """What Python runs when it reads a module: all but the insides of functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            children = [*child.decorator_list, *child.args.defaults, *child.args.kw_defaults]
        else:
            children = [] if isinstance(child, ast.Lambda) else [child]
        for inner in filter(None, children):
            yield inner
            yield from at_import(inner)


def kept(tree: ast.Module) -> Iterator[ast.AST]:
    """What stands in functions that Streamlit caches."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            decorators = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
            if any(re.search(r"cache", ast.unparse(d)) for d in decorators):
                yield from ast.walk(node)


@pytest.mark.parametrize("name", MODULES)
def test_text_is_made_for_one_visitor_while_a_page_runs(name):
    """Never at import, for everybody who ever comes; never to be kept; never in a figure."""
    tree = parsed(name)
    wrong = [] if name in RUNS_AT_IMPORT else list(at_import(tree))
    wrong += kept(tree)
    if name.startswith("figures/"):
        wrong += ast.walk(tree)
    assert not [node.lineno for node in wrong if called(node) in SAYS]


@pytest.mark.parametrize("name", CODE)
def test_a_message_is_filled_in_when_it_is_said(name):
    """`say(MESSAGE, n=3)`: a translation may need its values in another order, or said first."""
    filled = [node for node in ast.walk(parsed(name)) if called(node) == "format"]
    assert not [
        node.lineno
        for node in filled
        if called(getattr(node.func, "value", node)) in {"say", "say_each"}
    ]


def test_keys_are_lower_case_with_a_room_and_a_name():
    keys = {said.key for said, _ in template.written()}
    assert not [key for key in keys if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_-]+)+", key)]


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
