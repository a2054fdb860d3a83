"""Pages take turns, as Streamlit runs them."""

import pytest
from streamlit.testing.v1 import AppTest

from app.server import turns
from ood_core.serving.turns import Turns, Work


@pytest.fixture(autouse=True)
def taken(monkeypatch):
    monkeypatch.setattr(turns, "_drawing", Turns(1, 1.0))
    turns.take()


def page() -> None:
    import streamlit as st

    from app.server import turns

    @st.fragment
    def part() -> None:
        st.button("again")
        st.text(len(turns._drawing._began))
        with turns.aside(), turns.aside():
            st.text(len(turns._drawing._began))
        st.text(len(turns._drawing._began))

    part()
    if st.button("stop"):
        st.stop()
    if st.button("fail"):
        raise ValueError("wrong")


def test_a_page_and_its_parts_hold_a_place_but_for_while_they_wait():
    run = AppTest.from_function(page).run()
    for _ in range(2):
        assert [text.value for text in run.text] == ["1", "0", "1"]
        assert not turns._drawing._began
        run.button[0].click().run()


@pytest.mark.parametrize("label", ["stop", "fail"])
def test_a_page_that_ends_early_gives_its_place_back(label):
    run = AppTest.from_function(page).run()
    next(one for one in run.button if one.label == label).click().run()
    assert not turns._drawing._began and not turns._drawing._waiting


def test_who_is_known_comes_before_a_crowd(monkeypatch):
    came = []
    monkeypatch.setattr(turns, "browser", lambda: "ann")
    monkeypatch.setattr(turns, "Work", lambda at: came.append(at) or Work(at))
    first = turns.time.monotonic()
    for since in (first, first - turns.KNOWN - 1):
        monkeypatch.setattr(turns, "_since", {"ann": since})
        with turns.turn():
            pass
    assert came[0] >= first > came[1] >= first - turns.HEAD_START
