"""A presentation: one part a screen, the class's answers, nothing kept of them."""

from hashlib import sha256

from streamlit.testing.v1 import AppTest

from app.server import store

COOKIE = "a" * 32
BROWSER = sha256(COOKIE.encode()).hexdigest()[:32]


def page():
    import streamlit as st

    from app.blocks import lesson, present

    present.settle()

    def first():
        st.info("part one")
        lesson.show(lambda: st.info("inside part one"))

    def second():
        if guess := lesson.predict("energy:constant", "What?", ("a", "b", "c")):
            st.info(f"answer {guess}")

    lesson.begin("energy", "Title", "Lede")
    lesson.show(first)
    lesson.show(second)
    lesson.misread(["A point."], ["energy:constant"])
    lesson.onward("csi")


def seen(at) -> list[str]:
    return [
        *(t.value for t in at.title),
        *(i.value for i in at.info),
        *(h.value for h in at.header),
    ]


def opened(**query):
    at = AppTest.from_function(page, default_timeout=30)
    at.session_state["visitor"] = COOKIE
    at.query_params.update(query)
    return at.run()


def test_without_the_link_the_page_is_whole(folders):
    at = opened()
    assert seen(at) == ["Title", "part one", "inside part one", "How to misread this"]
    assert not [b for b in at.button if b.key.startswith("slides-")]


def test_each_part_has_the_screen_for_itself_and_answers_wait(folders):
    store.here().answer(BROWSER, "energy:constant", "0")  # the teacher knows it
    at = opened(present="1")
    assert seen(at) == ["Title"] and at.button(key="slides-back").disabled
    at.button(key="slides-on").click().run()
    assert seen(at) == ["Title", "part one", "inside part one"]  # the title for who hears it
    at.button(key="slides-on").click().run()
    assert seen(at) == ["Title"]
    at.segmented_control(key="presented:energy:constant").set_value("c").run()
    assert seen(at) == ["Title", "answer c"]
    assert store.here().answers(BROWSER)["energy:constant"] == "0"  # nobody's vote has changed
    at.button(key="slides-on").click().run()
    assert seen(at) == ["Title", "How to misread this"] and at.button(key="slides-on").disabled
    assert any("A point." in m.value for m in at.markdown)  # the class has answered
    at.button(key="slides-back").click().run()
    assert seen(at) == ["Title", "answer c"]
    at.button(key="slides-end").click().run()
    assert seen(at) == ["Title", "part one", "inside part one", "answer a", "How to misread this"]
    assert not at.exception
