"""Where a visitor stands: what its widgets were set to is asked for once in a session."""

import json

from streamlit.testing.v1 import AppTest

from app.server import store


def settings():
    import streamlit as st

    from app.server import place

    for name in ("steps", "seed", "width"):
        first = place.begin(name, 1, lambda kept: kept < 100)
        st.number_input(name, value=first, **place.keeps(name))


def test_widgets_begin_with_what_was_kept_where_it_fits():
    at = AppTest.from_function(settings, default_timeout=30)
    at.session_state["visitor"] = "a" * 32  # what the browser's cookie says
    at.run().number_input(key="steps").set_value(7).run()
    at.number_input(key="width").set_value(700).run()
    again = AppTest.from_function(settings, default_timeout=30)
    again.session_state["visitor"] = "a" * 32
    again.run()
    assert not again.exception
    assert [one.value for one in again.number_input] == [7, 1, 1]


def test_all_widgets_of_a_session_ask_once(monkeypatch):
    asked = []

    def answers(self, visitor):
        asked.append(visitor)
        return {"set:seed": json.dumps(5)}

    monkeypatch.setattr(store.Store, "answers", answers)
    at = AppTest.from_function(settings, default_timeout=30).run()
    assert [one.value for one in at.number_input] == [1, 5, 1]
    at.number_input(key="steps").set_value(3).run()
    assert len(asked) == 1
