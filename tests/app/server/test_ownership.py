"""Whose runs and benchmarks these are, and what their makers may do with them."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from app.blocks import choices
from app.blocks.navigation import script
from app.data import loading
from app.server import ownership, store, visitor
from app.text import ownership as text
from app.text import say
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.jobs import queue, trash
from ood_core.jobs.orders import Training
from ood_core.runs import run as runs
from ood_core.runs.run import partial_path
from tests.app.fake import make_run
from tests.app.test_pages import MAIN, said
from tests.app.views.test_your_data import dots  # noqa: F401  a fixture
from tests.jobs.test_trash import grow_old

ANN, BOB = "a" * 32, "b" * 32  # their cookies


@pytest.fixture
def ask(monkeypatch):
    """Calls a function as the visitor with that cookie."""

    def asked(cookie, what, *arguments):
        stand_in = SimpleNamespace(context=SimpleNamespace(cookies={"oodlab": cookie}))
        with monkeypatch.context() as patch:
            patch.setattr(visitor, "st", stand_in)
            return what(*arguments)

    return asked


@pytest.fixture
def made(folders, ask):
    """Makes a run of that visitor; None: by the command line."""

    def make(cookie, name, world="plane-blobs", **card):
        make_run(folders / "runs" / "x", world, "energy", **card).rename(folders / "runs" / name)
        if cookie:
            ask(cookie, ownership.record, "run", name)
        return folders / "runs" / name

    return make


def lab(cookie, **link) -> AppTest:
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.session_state["visitor"] = cookie
    at.query_params.update(link)
    at.run().switch_page(script("lab"))
    at.query_params.update(link)
    return at.run()


def keys(at) -> str:
    return " ".join(button.key for button in at.button if button.key)


def test_yours_is_yours_and_everybody_elses_is_not(fake, made):
    fake("plane-blobs", "energy")
    made(ANN, "anns", seed=1), made(BOB, "bobs", seed=2), made(None, "here", seed=3)
    labels = lab(ANN, benchmark="plane-blobs", method="energy").selectbox(key="lab:run").options
    whose = [re.match(r"(.*?): \S+ \S+, seed (\d)", label).groups() for label in labels[1:]]
    assert whose == [("Yours", "1"), ("By others", "2"), ("Made on the server", "3")]
    labels = lab(BOB, benchmark="plane-blobs", method="energy").selectbox(key="lab:run").options
    assert [label.split()[0] for label in labels] == ["Pretrained", "Yours:", "By", "Made"]


def test_compare_tells_runs_apart(fake, made, ask):
    fake("plane-blobs", "energy")
    made(ANN, "one"), made(ANN, "two"), made(BOB, "three")
    ask(BOB, ownership.rename, "three", "λ = 0.2")
    found = ask(ANN, loading.comparable, "plane-blobs")
    assert {name: run.path.name for name, run in found.items()} == {
        "Energy": "energy",
        "Energy, yours: 01-01 00:00": "one",
        "Energy, yours: 01-01 00:00, two": "two",
        "Energy, by others: λ = 0.2": "three",
    }


def test_only_the_maker_can_name_and_delete(made):
    made(ANN, "anns"), made(None, "here")
    for cookie, name, can in ((ANN, "anns", True), (BOB, "anns", False), (ANN, "here", False)):
        at = lab(cookie, benchmark="plane-blobs", method="energy", run=name)
        assert not at.exception
        assert (f"delete:run:{name}:ask" in keys(at)) == can


@pytest.mark.parametrize("name", ["anns", "here", "nothing", "../pretrained", ".jobs", ""])
def test_a_stranger_is_refused_by_the_function_itself(made, ask, name):
    place = made(ANN, "anns")
    made(None, "here")
    for what in (
        lambda: ownership.rename(name, "mine"),
        lambda: ownership.delete("run", name),
        lambda: ownership.delete("benchmark", name),
        lambda: ownership.undo("run", name),
    ):
        with pytest.raises(UserError):
            ask(BOB, what)
    assert place.exists() and ask(ANN, ownership.mark, "run", "anns") == ("yours", "")


def test_a_name_is_given_and_shown(made):
    made(ANN, "anns", seed=4)
    at = lab(ANN, benchmark="plane-blobs", method="energy", run="anns")
    at.text_input(key="title:anns").set_value("  my   best (λ = 0.2) ").run()
    at = at.run()
    assert at.selectbox(key="lab:run").options == ["Yours: my best (λ = 0.2), seed 4"]
    theirs = lab(BOB, benchmark="plane-blobs", method="energy").selectbox(key="lab:run")
    assert theirs.options == ["By others: my best (λ = 0.2), seed 4"]


@pytest.mark.parametrize(
    "title", ["<b>x</b>", "[a](http://b.c)", "$x$", "*x*", "`x`", ":red[x]", "a\u202eb", "x" * 41]
)
def test_a_name_that_is_more_than_a_name_is_refused(made, ask, title):
    made(ANN, "anns")
    with pytest.raises(UserError):
        ask(ANN, ownership.rename, "anns", title)
    assert ask(ANN, ownership.mark, "run", "anns").title == ""


def test_a_run_is_deleted_once_asked_and_comes_back(made):
    place = made(ANN, "anns")
    at = lab(ANN, benchmark="plane-blobs", method="energy", run="anns")
    at.button(key="delete:run:anns:ask").click().run()
    assert say(text.DELETE_RUN) in said(at) and place.exists()
    at.button(key="delete:run:anns:no").click().run()
    assert say(text.DELETE_RUN) not in said(at) and place.exists()
    at.button(key="delete:run:anns:ask").click().run()
    at.button(key="delete:run:anns:yes").click().run()
    assert not at.exception and not at.toast and not place.exists()
    assert "There is no run of Energy" in said(at)
    assert "undo:" not in keys(lab(BOB, benchmark="plane-blobs", method="energy"))
    again = lab(ANN, benchmark="plane-blobs", method="energy")  # a reload
    again.button(key="undo:run:anns").click().run()
    assert not again.exception and place.exists()
    assert again.selectbox(key="lab:run").value == "anns" and "undo:" not in keys(again)


def test_after_ten_seconds_it_is_too_late(made, ask):
    place = made(ANN, "anns")
    ask(ANN, ownership.delete, "run", "anns")
    assert [one.name for one in ask(ANN, ownership.deleted, "run")] == ["anns"]
    assert ask(BOB, ownership.deleted, "run") == []
    grow_old(place.parent, trash.WINDOW)
    assert ask(ANN, ownership.deleted, "run") == []
    with pytest.raises(UserError, match="too late"):
        ask(ANN, ownership.undo, "run", "anns")


def test_a_run_under_way_or_waited_for_is_not_deleted(made, ask, monkeypatch):
    place = made(ANN, "anns")
    busy = SimpleNamespace(out=place, order=None)
    with monkeypatch.context() as patch:
        patch.setattr(queue.Queue, "active", lambda self: [busy])
        with pytest.raises(UserError, match="cancel that first"):
            ask(ANN, ownership.delete, "run", "anns")
    partial_path(place).mkdir()
    lock = runs.hold(partial_path(place) / runs.LOCK)  # resumed by the command line
    with pytest.raises(UserError, match="cancel that first"):
        ask(ANN, ownership.delete, "run", "anns")
    lock.close()
    assert place.exists()


def test_a_benchmark_goes_with_its_runs_and_comes_back_with_them(dots, made, ask):  # noqa: F811
    ask(ANN, ownership.record, "benchmark", "dots")
    places = [made(ANN, "one", "dots"), made(BOB, "two", "dots")]
    other = made(ANN, "three")
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.session_state["visitor"] = ANN
    at.run().switch_page(script("your_data")).run()
    at.button(key="delete:benchmark:dots:ask").click().run()
    assert "The 2 runs that were trained on it, 1 of them by others," in said(at)
    at.button(key="delete:benchmark:dots:yes").click().run()
    assert not at.exception and not custom.found() and other.exists()
    assert not any(place.exists() for place in places)
    assert ask(ANN, ownership.deleted, "run") == []  # they come back with it, not alone
    at.button(key="undo:benchmark:dots").click().run()
    assert not at.exception and "dots" in custom.found() and all(place.exists() for place in places)


def test_a_benchmark_that_is_trained_on_is_not_deleted(dots, ask, monkeypatch):  # noqa: F811
    ask(ANN, ownership.record, "benchmark", "dots")
    asked = {"benchmark": "dots+noise", "method": "energy", "seed": 0, "settings": {}}
    busy = SimpleNamespace(out=Path("x"), order=Training(**asked, out=Path("x")))
    monkeypatch.setattr(queue.Queue, "active", lambda self: [busy])
    with pytest.raises(UserError, match="waiting or under way"):
        ask(ANN, ownership.delete, "benchmark", "dots")
    assert "dots" in custom.found()


def test_benchmarks_that_are_being_made_count(folders, ask, monkeypatch):
    """Or many at once would pass a limit that each by itself keeps."""
    monkeypatch.setattr(custom, "MOST_EACH", 2)

    def three():
        with ownership.making("a"), ownership.making("b"):
            (custom.folder() / "a").mkdir(parents=True)  # the first is done, the second is not
            (custom.folder() / "a" / "benchmark.json").touch()
            with pytest.raises(UserError, match="no visitor may have more"), ownership.making("c"):
                pass

    ask(ANN, three)
    assert ask(ANN, ownership.mark, "benchmark", "b").whose == "yours"
    assert ask(ANN, ownership.mark, "benchmark", "c").whose == "here"
    assert not ownership._making


def test_benchmarks_say_whose_they_are(dots, ask):  # noqa: F811
    assert ask(ANN, choices.title, "dots") == "dots"
    ask(ANN, ownership.record, "benchmark", "dots")
    assert ask(ANN, choices.title, "dots") == "dots (yours)"
    assert ask(BOB, choices.title, "dots") == "dots (by others)"


def test_a_training_is_its_first_askers_and_handed_on_when_they_leave(folders, ask):
    ann, bob = ask(ANN, visitor.browser), ask(BOB, visitor.browser)
    job = SimpleNamespace(out=folders / "runs" / "new", sessions=[ann, bob])
    ask(BOB, ownership.record_job, job)
    assert ask(BOB, ownership.mark, "run", "new").whose == "here"
    ask(ANN, ownership.record_job, job)
    assert ask(BOB, ownership.mark, "run", "new").whose == "others"
    job.sessions = [bob]
    ask(ANN, ownership.hand_on, job)
    assert ask(BOB, ownership.mark, "run", "new").whose == "yours"


def test_what_is_gone_is_forgotten_but_not_what_waits(made, ask, monkeypatch):
    made(ANN, "there")
    ask(ANN, ownership.record, "run", "gone")
    ask(ANN, ownership.forget_gone)
    assert set(store.here().made("run")) == {"there", "gone"}
    monkeypatch.setattr(ownership, "DAY", -1.0)
    ask(ANN, ownership.forget_gone)
    assert set(store.here().made("run")) == {"there"}


def test_without_a_database_nothing_is_anybodys(made, ask, folders, monkeypatch):
    place = made(None, "one")
    monkeypatch.setenv("OODLAB_DATABASE", str(folders / "runs"))  # a folder
    ask(ANN, ownership.record, "run", "one")
    assert ask(ANN, ownership.mark, "run", "one").whose == "here"
    with pytest.raises(UserError):
        ask(ANN, ownership.delete, "run", "one")
    at = lab(ANN, benchmark="plane-blobs", method="energy", run="one")
    assert not at.exception and at.selectbox(key="lab:run").value == "one" and place.exists()
