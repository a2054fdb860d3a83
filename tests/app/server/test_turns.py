"""Pages take turns, as Streamlit runs them."""

import pytest
from streamlit.testing.v1 import AppTest

from app.server import turns
from ood_core.jobs.fairness import Visitors
from ood_core.serving.turns import Turns


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


def test_the_pages_of_a_crowd_come_one_after_the_other(monkeypatch):
    """Who was here before does not wait for all that the crowd asks for; neither do they, later."""
    monkeypatch.setattr(turns, "_visitors", visitors := Visitors())
    monkeypatch.setattr(turns, "_next", {})
    monkeypatch.setattr(turns, "address", lambda: "10.0.0.1")
    visitors.see("ann", "10.0.0.1", since=1.0)
    crowd = [turns._came(f"crowd {i}") for i in range(20)]
    alone = turns._came("ann")
    assert sorted(crowd) == crowd and crowd[-1] - crowd[0] >= 19 * turns.COST - 0.01
    assert sum(came < alone for came in crowd) <= 2
    assert turns._came("ann") - alone >= turns.COST - 0.01


def test_who_comes_while_a_crowd_has_many_pages_waiting_is_soon_next(monkeypatch):
    """Its hundred pages take longer than it needs to ask for them."""
    monkeypatch.setattr(turns, "_visitors", visitors := Visitors())
    monkeypatch.setattr(turns, "_next", {})
    monkeypatch.setattr(turns, "address", lambda: "10.0.0.1")
    visitors.see("ann", "10.0.0.1", since=1.0)
    now = 100.0
    monkeypatch.setattr(turns.time, "monotonic", lambda: now)
    crowd = [turns._came(f"crowd {i}") for i in range(100)]
    now = 103.0
    alone = turns._came("ann")
    assert sum(came <= alone for came in crowd) <= 3 / turns.COST + 1


def test_a_crowd_does_not_wait_long_for_what_it_asked_for_before(monkeypatch):
    monkeypatch.setattr(turns, "_visitors", Visitors())
    monkeypatch.setattr(turns, "_next", {})
    monkeypatch.setattr(turns, "address", lambda: "10.0.0.1")
    monkeypatch.setattr(turns.time, "monotonic", lambda: 100.0)
    came = [turns._came(f"crowd {i}") for i in range(200)]
    assert sorted(came) == came and came[-1] == 100.0 + turns.LATEST
