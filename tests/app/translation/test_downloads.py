"""What is made to be read elsewhere is in the visitor's language, too; data is as it is."""

import json
import re
from html import unescape
from threading import Thread

import pytest

from app.blocks import layout
from app.text import LANGUAGE
from ood_core.runs.notebook import notebook
from ood_core.runs.report import report
from ood_core.runs.run import Run
from tests.app import pseudo
from tests.app.test_pages import opened


@pytest.fixture
def files(monkeypatch):
    """Key of a button -> what makes its file, once a page has been drawn."""
    found = {}
    monkeypatch.setattr(
        layout, "download", lambda label, make, file, kind, key, *_, **__: found.update({key: make})
    )
    return found


def made(make) -> str:
    """As Streamlit has it made: in a thread in which nobody reads a page."""
    done = []
    thread = Thread(target=lambda: done.append(make()))
    thread.start()
    thread.join()
    return done[0] if isinstance(done[0], str) else done[0].decode()


@pytest.fixture
def lab(fake, files, monkeypatch):
    """The run that the Lab shows in another language."""
    run = Run.load(fake("digits", "baseline"))
    pseudo.offer(monkeypatch)
    at = opened("lab", benchmark="digits", method="baseline", panel="numbers")
    at.session_state[LANGUAGE] = pseudo.LANGUAGE
    assert not at.run().exception
    return run


def test_the_report(lab, files):
    found = made(files["report"])
    assert f'<html lang="{pseudo.LANGUAGE}">' in found
    page, content = found.split('<script type="application/json" id="content">')
    page = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    content = json.loads(content.partition("</script>")[0])
    texts = [page, *content["words"].values(), content["runs"][0]["benchmark"]]
    tests = [of["test"] for of in content["runs"][0]["tests"]]
    kinds = set(content["runs"][0]["kinds"].values()) | {of for of in lab.groups.values() if of}
    texts += [content["names"][name] for name in (*tests, *lab.kinds, *kinds)]
    assert not [text for text in texts if pseudo.plain(unescape(text))]


def test_the_notebook_but_for_its_code(lab, files):
    cells = json.loads(made(files["notebook"]))["cells"]
    said = [cell["source"] for cell in cells if cell["cell_type"] == "markdown"]
    code = [cell["source"] for cell in cells if cell["cell_type"] == "code"]
    said += [part.partition("#")[2] for part in code[0].splitlines()]
    assert not [text for text in said if pseudo.plain(text.replace("msp", ""))]
    english = json.loads(notebook(lab))["cells"]
    words = r"#.*|;\", .+?, f\""  # comments, and what is printed between two numbers
    bare = [re.sub(words, "", cell["source"]) for cell in english]
    assert [re.sub(words, "", source) for source in code] == bare[1::2]


def test_a_chart(fake, files, monkeypatch):
    for method in ("baseline", "energy"):
        fake("plane-blobs", method)
    pseudo.offer(monkeypatch)
    at = opened("compare", benchmark="plane-blobs")
    at.session_state[LANGUAGE] = pseudo.LANGUAGE
    assert not at.run().exception
    found = made(files["html:fpr95-heat-map"])
    assert f'<html lang="{pseudo.LANGUAGE}">' in found
    assert not pseudo.plain(unescape(re.search(r'aria-label="([^"]*)"', found)[1]))
    config = found.rpartition('"locales": ')[2]
    assert json.dumps(pseudo.translated("Reset axes")) in config


def test_data_has_the_same_columns_in_each_language(fake, files, monkeypatch):
    fake("plane-blobs", "baseline")
    pseudo.speak(monkeypatch)
    assert not opened("compare", benchmark="plane-blobs").exception
    assert made(files["compare:csv"]).startswith("run,")


def test_the_command_line_stays_in_english(fake):
    found = report([Run.load(fake("plane-blobs", "baseline"))]).decode()
    assert '<html lang="en">' in found and "how to make it again" in found.lower()
