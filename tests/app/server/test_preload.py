"""The code of Streamlit's that a browser is told to fetch beside a page."""

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import streamlit

from app.blocks.navigation import PAGES
from app.server import preload

STATIC = Path(streamlit.__file__).parent / "static"


@pytest.fixture(scope="module")
def links():
    return preload.links()


def files(link: str) -> set[Path]:
    """Those it names, as a page beside `static` reads it."""
    named = re.findall(r"<\./([^>]+)>; rel=modulepreload", link)
    assert len(named) == link.count("<")
    return {STATIC / name for name in named}


def with_imports(paths: Iterable[Path]) -> set[Path]:
    """The files and what their code imports, read from the code itself."""
    found, left = set(), [*paths]
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            imported = re.findall(r'(?:from|import)"\./([^"]+)"', path.read_text("utf-8"))
            left += [path.parent / name for name in imported]
    return found


def test_every_file_is_there_with_all_that_it_imports_and_none_that_comes_anyway(links):
    entry = re.search(r'src="\./(static/js/index\.[^"]+)"', (STATIC / "index.html").read_text())
    anyway = with_imports([STATIC / entry[1]])
    for link in links.values():
        told = files(link)
        assert told and told == with_imports(told) - anyway


def test_charts_are_told_where_a_page_begins_with_one(links):
    pages = {page.address for page in PAGES.values()}
    assert set(links) - {""} <= pages
    for page, link in links.items():
        assert any("PlotlyChart" in path.name for path in files(link)) == (page != "")


def test_of_an_unknown_version_nothing_is_told(monkeypatch, tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "manifest.json").write_text("{}")
    for there in (tmp_path / "nowhere", tmp_path):
        monkeypatch.setattr(streamlit, "__file__", str(there / "__init__.py"))
        assert preload.links() == {}
