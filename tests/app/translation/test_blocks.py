"""What several pages draw, and the first pages, in another language: whatever a visitor did."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.testing.v1 import AppTest

import app.text
from app.blocks import gallery, tug_of_war
from app.blocks.navigation import PAGES
from app.blocks.training import form
from app.components.tug.words import START_RATES
from app.data import loading
from app.data.confident_mistakes import picks
from app.server import ownership, scripts
from app.text import declared, say
from app.views.canvas import words as canvas_words
from app.views.lab import words as lab_words
from ood_core import paths
from ood_core.errors import UserError
from ood_core.experiments import confident_mistakes
from ood_core.jobs import queue
from ood_core.methods import METHODS
from ood_core.runs.run import Run, partial_path
from ood_core.setting import Setting
from tests.app import pseudo
from tests.app.fake import make_run
from tests.app.test_pages import job, lab, opened, partial
from tests.app.views.test_your_data import dots  # noqa: F401  a fixture

BLOBS = {"benchmark": "plane-blobs", "method": "baseline"}


@pytest.fixture(autouse=True)
def speaks(monkeypatch):
    pseudo.speak(monkeypatch)


def said(at: AppTest, *names: str) -> str:
    """All that was said, once nothing of it is English but these names."""
    assert not at.exception
    assert {word for words in pseudo.left(at).values() for word in words.split()} <= {*names}
    return "\n".join(pseudo.texts(at))


def in_other_letters(text: str) -> str:
    return pseudo.translated(text)


def test_the_menu_is_said(folders):
    """AppTest does not show it: the titles are messages, which `st.Page` cannot take unsaid."""
    said(opened("reproduction"))
    assert not any(pseudo.plain(say(page.title)) for page in PAGES.values())


def test_the_first_pages_after_the_answer(fake):
    for world, method in (("plane-blobs", "baseline"), ("plane-blobs", "confident-gan")):
        fake(world, method)
    for method in METHODS:
        fake("digits", method)
    confident_mistakes.main()  # the pictures of the run that stands in for the committed one
    for page, key in (("home", "surest"), ("overview", "box")):
        at = opened(page)
        at.segmented_control(key=f"guess:{key}").set_value("1").run()
        told = said(at)
        assert page != "home" or in_other_letters("You said:") in told


def test_the_first_page_without_its_runs(folders):
    names = ("baseline", "confident", "gan", "digits", "plane", "blobs")
    assert in_other_letters("The pretrained run of") in said(opened("home"), *names)


def test_the_tug_of_war_of_a_point_of_a_picture_and_of_numbers(fake):
    fake("digits", "baseline")
    fake("digits", "energy")
    confident_mistakes.main()
    at = opened("tug_of_war")
    for one in picks(loading.committed("digits/baseline")):
        at.selectbox(key="tug:input").set_value(f"ood/{one.test}:{one.row}").run()
        said(at)
    for source in ("point", "own"):
        at.segmented_control(key="tug:source").set_value(source).run()
        said(at)
    at.session_state[tug_of_war.PICKED] = {
        **{"canvas": "x", "frame": 3, "method": "csi", "x": -1, "y": 2, "z": [1, 2]},
        **{"rates": START_RATES, "note": canvas_words.RATES},
    }
    at.segmented_control(key="tug:source").set_value("point").run()
    assert "CSI" in said(at) and "(\N{MINUS SIGN}1.0, 2.0)" in said(at)
    run = Run.load(fake("digits", "csi"))
    at.session_state[tug_of_war.KEPT] = {
        **{"name": "307", "picture": np.zeros((28, 28)), "rates": START_RATES, "version": "v"},
        **{"classes": declared.classes(run.benchmark), "logits": {"csi": [0.0] * 10}},
    }
    at.run().segmented_control(key="tug:source").set_value("image").run()
    assert "307" in said(at)


@contextmanager
def changing(monkeypatch) -> Iterator[None]:
    """Pages are in English within it; behind it, what a page run draws is not.

    AppTest writes down the state of the widgets before a run, with the labels they still have.
    """
    monkeypatch.setattr(app.text, "catalogue", lambda language: {})
    yield
    monkeypatch.setattr(
        *(app.text, "catalogue"),
        lambda language: pseudo.Catalogue() if get_script_run_ctx() else {},
    )


def test_an_answer_a_term_and_an_input_stay_chosen_when_the_language_changes(fake, monkeypatch):
    """Their widgets have keys and options that are names: only the labels change."""
    fake("digits", "baseline")
    fake("digits", "energy")
    confident_mistakes.main()
    one = picks(Run.load(paths.PRETRAINED / "digits" / "baseline"))[1]
    with changing(monkeypatch):
        at = opened("tug_of_war")
        at.selectbox(key="tug:input").set_value(f"ood/{one.test}:{one.row}").run()
        lesson = AppTest.from_function(a_lesson, default_timeout=30).run()
        lesson.segmented_control(key="guess:shape").set_value("1").run()
        lesson.pills(key="formula:loss").set_value("1").run()
    at.run()
    assert at.session_state["tug:input"] == f"ood/{one.test}:{one.row}"
    said(at)
    lesson.run()
    assert lesson.session_state["guess:shape"] == lesson.session_state["formula:loss"] == "1"
    assert in_other_letters("It pulls.") in said(lesson)


def a_lesson():
    import streamlit as st

    from app.blocks import lesson
    from app.text import message, say_each

    options = (message("x.up", "up"), message("x.down", "down"))
    if lesson.predict("shape", "", say_each(options)):
        name, meaning = message("x.name", "first"), message("x.meaning", "It pulls.")
        lesson.formula("loss", ["L =", lesson.Term("a", name, meaning)])
    st.session_state[lesson.LECTURE] = True
    lesson.slip("")
    lesson.misread(["1"])
    lesson.onward("csi")


@pytest.mark.parametrize("panel", ["confidence-map", "feature-space"])
def test_a_panel_stays_open_when_the_language_changes(fake, monkeypatch, panel):
    fake("plane-blobs", "baseline")
    with changing(monkeypatch):
        at = lab(**BLOBS)
        at.session_state["panel"] = lab_words.PANELS[panel].text  # as a click does
        at.run()
    at.run()
    assert [tab.label for tab in at.tabs if tab.children] == [
        in_other_letters(lab_words.PANELS[panel].text)
    ]
    said(at)


def test_a_link_to_what_is_not_here(fake):
    fake("plane-blobs", "baseline")
    told = said(lab(benchmark="nowhere", method="magic", job="gone"), "nowhere", "magic")
    for name in ("benchmark", "method"):
        assert in_other_letters(f"The link asks for the {name} ") in told
    assert in_other_letters("The link asks for the run ") in said(lab(**BLOBS, run="gone"), "gone")
    assert in_other_letters("The training in the link is not known here any more.") in told


def test_runs_and_benchmarks_of_others(fake, folders, monkeypatch, dots):  # noqa: F811
    fake("plane-blobs", "baseline")
    made = make_run(folders / "runs" / "x", "plane-blobs", "baseline", status="interrupted")
    made = made.rename(folders / "runs" / "mine")
    whose = {"run": {made.name: ownership.Mark("yours", "7")}}
    whose["benchmark"] = {"dots": ownership.Mark("others", "")}
    monkeypatch.setattr(ownership, "marks", lambda kind: whose[kind])
    at = lab(**BLOBS, run=made.name)
    label = at.selectbox(key="lab:run").options[1]
    assert in_other_letters("stopped at step ") in label and in_other_letters("Yours") in label
    said(at)
    at.button(key=f"delete:run:{made.name}:ask").click().run()
    said(at)


@pytest.mark.parametrize("method", METHODS)
def test_the_form_of_each_method(fake, method):
    fake("plane-blobs", method, trained_on="cuda")
    at = lab(benchmark="plane-blobs", method=method)
    assert at.number_input and in_other_letters("Train ") in said(at)


def test_a_choice_and_a_number_that_is_suggested():
    offered = SimpleNamespace(
        selectbox=lambda label, options, index, format_func, **_: [
            label,
            *map(format_func, options),
        ]
    )
    settings = {"views": Setting("views", str, choices=("rotation", "x"), label="Views", help="?")}
    method = SimpleNamespace(name="toy", settings=settings)
    drawn = form.field(offered, method, "views", None, key="key")
    assert drawn == [in_other_letters("Views"), in_other_letters("quarter turns"), "x"]


def test_a_training_under_way(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    out = partial(folders, "baseline")
    shown = job(monkeypatch, out, "baseline", sessions=["me"])
    told = said(lab(**BLOBS, job="7"))
    assert in_other_letters("Saving the run, step ") in told  # its log says that it is at its end
    for sessions in (["me", "you"], ["me", "you", "they"]):
        shown.sessions = sessions
        assert in_other_letters("Shared with ") in said(lab(**BLOBS, job="7"))
    log = partial_path(out) / "log.jsonl"
    log.write_text("".join(line + "\n" for line in log.read_text().splitlines()[:-2]))
    told = said(lab(**BLOBS, job="7"))
    assert in_other_letters("Training, step ") in told and in_other_letters(" left") in told
    said(lab(**BLOBS, job="7", panel="numbers"))  # how far it is, beside another panel
    log.write_text("")
    assert in_other_letters("Starting…") in said(lab(**BLOBS, job="7"))
    shown.sessions, shown.stopping = ["me"], True
    assert in_other_letters("Stopping…") in said(lab(**BLOBS, job="7"))


@pytest.mark.parametrize("wait", [None, 5.0, 97.0, 500.0, 9000.0])
def test_a_training_that_waits(fake, folders, monkeypatch, wait):
    fake("plane-blobs", "baseline")
    facts = {"state": "waiting", "sessions": ["me"], "place": 2}
    job(monkeypatch, folders / "runs" / "none", "baseline", wait=wait, **facts)
    assert in_other_letters(" waits, place ") in said(lab(**BLOBS, job="7"))
    at = lab(**BLOBS)  # a visit without its link
    assert in_other_letters("Your trainings") in said(at)


def test_a_training_that_has_ended(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    made = make_run(folders / "runs" / "x", "plane-blobs", "baseline")
    job(monkeypatch, made, "baseline", state="done")
    at = lab(**BLOBS, job="7")
    assert in_other_letters("The training is over; its run is selected.") in said(at)
    job(
        monkeypatch,
        folders / "runs" / "none",
        "baseline",
        state="failed",
        error=UserError("error.x", "1"),
    )
    at = lab(**BLOBS, job="7")
    said(at)
    at.button(key="close").click().run()
    said(at)


def test_trainings_that_were_broken_off_or_stopped(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    asked = {"benchmark": "plane-blobs", "method": "baseline", "seed": 3, "config": {}}
    stopped = make_run(folders / "runs" / "x", "plane-blobs", "baseline", status="interrupted")
    broken = partial(folders, "baseline")
    for folder in (stopped, partial_path(broken)):
        (folder / "checkpoint.safetensors").write_bytes(b"")
        (folder / "config.json").write_text(json.dumps(asked))

    def refuse(order, browser):
        raise UserError("x.busy", "Many trainings are waiting already.")

    monkeypatch.setattr(queue, "submit", refuse)
    at = lab(**BLOBS, run=stopped.name)
    assert in_other_letters("This training was stopped at step ") in said(at)
    at.button(key="on:fresh").click().run()
    assert in_other_letters("Many trainings are waiting already.") in said(at)


def test_the_lesson_of_a_method_with_a_run_of_ones_own(fake, folders):
    """Its training under way, and over, beside the rest of the lesson."""
    made = make_run(folders / "runs" / "x", "plane-blobs", "energy")

    def page(world: str, name: str):
        import streamlit as st

        from app.blocks import lesson
        from app.blocks.training import jobs

        st.session_state[jobs.fresh(world, "energy")] = name
        lesson.train(world, "energy")

    for name in (made.name, "gone"):
        facts = {"world": "plane-blobs", "name": name}
        said(AppTest.from_function(page, default_timeout=30, kwargs=facts).run())


def test_a_gallery_of_pictures_and_of_points(fake):
    for world, population in (("digits", "ood/letters"), ("plane-blobs", "id_test")):
        run = Run.load(fake(world, "baseline"))
        for item in gallery.items(run, population, np.arange(3), ["", "", ""]):
            assert not any(map(pseudo.plain, (item.name, *item.lines)))


def test_the_notices_of_a_lost_connection_change_with_the_language(monkeypatch):
    sent = []
    monkeypatch.setattr(scripts.st, "html", lambda html, **_: sent.append(html))
    scripts.load()
    monkeypatch.setattr(app.text, "catalogue", lambda language: {})
    scripts.load()
    ours, english = sent
    assert "is lost. Clicks" in english and "is lost. Clicks" not in ours
    assert ours.index("dataset.notices = ") < ours.index(
        "dataset.connection)"
    )  # each time it comes


def test_the_papers_table_without_its_runs(folders):
    assert not opened("reproduction").table
