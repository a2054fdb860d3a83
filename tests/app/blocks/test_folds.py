"""What a page keeps closed."""

from streamlit.testing.v1 import AppTest

from app.blocks import layout

FOLDED = layout.folded  # as it is: the other tests open every fold


def page():
    import streamlit as st

    from app.blocks import layout

    layout.folded("More", lambda: st.markdown("found"), "more")


def test_what_is_folded_is_made_once_it_is_opened(monkeypatch):
    monkeypatch.setattr(layout, "folded", FOLDED)
    at = AppTest.from_function(page, default_timeout=30).run()
    assert [e.label for e in at.expander] == ["More"] and not at.markdown
    at.session_state["more"] = True  # as a click on it does
    assert [m.value for m in at.run().markdown] == ["found"] and not at.exception
