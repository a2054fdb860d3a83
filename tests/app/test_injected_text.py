"""Text of strangers on every page: in links, names of classes, columns and files, it is text."""

import io
import itertools
import re
from functools import partial

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import PAGES, script
from app.text import say, say_plain
from app.views.your_data import made as panel
from ood_core.benchmarks.custom import reading
from ood_core.benchmarks.custom import store as custom
from ood_core.benchmarks.custom.sets import File
from ood_core.errors import Sentence, UserError
from tests.app.fake import make_run
from tests.app.test_pages import MAIN

HOSTILE = [
    "[evil](http://evil.example)",
    "![evil](http://evil.example/a.png)",
    "http://evil.example/login",
    "www.evil.example/login",
    "evil@evil.example",
    "$evil^2$",
    "**evil** _evil_ `evil` ~~evil~~",
    ":red[evil] :material/evil:",
    "<img src=x onerror=evil()>",
    "\n\n# evil\n\n- evil",
]
# What of it would be more than text, in Markdown as Streamlit reads it. A backslash takes the
# meaning of the mark behind it, and a space of no width keeps an address from being a link.
LIVE = re.compile(
    r"(?<!\\)\]\((http|www)[^)]*evil|://evil|\bwww\.evil|(?<![\\\w])\w+@evil|(?<!\\)\$evil|(?<!\\)\*\*evil"
    r"|(?<![\\\w])_evil|(?<!\\)`evil|(?<!\\)~~evil|(?<!\\):red(?<!\\)\[evil|(?<!\\):material/evil"
    r"|(?<!\\)<img src|^# evil|^- evil",
    re.MULTILINE,
)
READ_AS_MARKDOWN = {"body", "label", "help", "text", "caption", "placeholder"}
KEYS = {  # of links, on the pages that read them
    *("benchmark", "method", "run", "panel", "part", "score", "lang", "a", "b", "c", "test"),
    *("world", "seed", "source", "title", "name", "methods", "runs", "layers", "step"),
    *("room", "teach"),
}


def texts(at: AppTest):
    """Everything on the page that is read as Markdown."""
    for block in at._tree.children.values():
        for node in block:
            proto = getattr(node, "proto", None)
            if proto is not None and hasattr(proto, "DESCRIPTOR"):
                yield from _strings(MessageToDict(proto))


def _strings(found):
    for key, value in found.items():
        if isinstance(value, str) and key in READ_AS_MARKDOWN:
            yield value
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _strings(inner)


def live(at: AppTest) -> list[str]:
    assert not at.exception
    return [text for text in texts(at) if LIVE.search(text)]


def test_the_look_finds_what_is_live():
    """The expression above, against each as it is, and as pages say it."""
    for text in HOSTILE:
        assert LIVE.search(text), text
        assert not LIVE.search(say(Sentence("x", "It says {it}.", it=text))), text


@pytest.mark.parametrize("page", PAGES)
def test_links_bring_only_names(folders, page):
    for text in HOSTILE:
        at = AppTest.from_file(MAIN, default_timeout=60)
        link = dict.fromkeys(sorted(KEYS), text)
        at.query_params.update(link)
        at.run().switch_page(script(page))
        at.query_params.update(link)
        assert not live(at.run()), text


@pytest.fixture
def brought(folders):
    """A benchmark whose classes, columns and files are called so, and a run on it."""
    lines = ['"x","y","class","' + HOSTILE[1] + '"']
    labels = itertools.cycle(text.replace('"', "").replace("\n", " ") for text in HOSTILE)
    lines += [f'{i % 9}.5,{i // 9}.25,"{next(labels)}",1' for i in range(120)]
    id = File(f"{HOSTILE[0]}.csv", partial(io.BytesIO, "\n".join(lines).encode()))
    far = File("far.csv", partial(io.BytesIO, b"99,99\n98,-9\nevil,1\n"))
    about = custom.make("odd", [id], {"far": custom.Test("far", [far])})
    make_run(folders / "runs", "odd", "baseline")
    return about


@pytest.mark.parametrize("page", PAGES)
def test_names_of_classes_columns_and_files_are_text(brought, page):
    at = AppTest.from_file(MAIN, default_timeout=60)
    link = {"benchmark": "odd", "method": "baseline"}
    at.query_params.update(link)
    at.session_state[panel.NOT_USED] = ("odd", brought.left_out)
    at.run().switch_page(script(page))
    at.query_params.update(link)
    assert not live(at.run())


@pytest.mark.parametrize("text", HOSTILE)
def test_sentences_about_files_say_their_names_as_they_are(text):
    files = {
        f"{text}.csv": b"\xff\x00\x01",
        f"{text}.parquet": b"PAR1",
        f"{text}.zip": b"PK",
        f"{text}/{text}.png": b"",
        "x.csv": f"a,{text.splitlines()[-1]}\n1,b\n".encode(),
    }
    for name, data in files.items():
        try:
            found = reading.read([File(name, partial(io.BytesIO, data))])
            said = [*found.left_out, *(done.filled(set=text) for done in found.done)]
        except UserError as error:
            said = [error]
        assert said
        for sentence in said:
            assert not LIVE.search(say(sentence)), sentence
            assert say_plain(sentence)
