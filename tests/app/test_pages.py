"""Both pages, run without a browser. Charts are opaque here: figures have tests of their own."""

import json
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.blocks import layout
from app.blocks.navigation import script
from app.blocks.training import jobs, live
from app.data.confident_mistakes import picks
from app.server import visitor
from app.text import message, say
from app.views.home import words
from app.views.lab import words as lab_words
from ood_core import paths
from ood_core.errors import UserError
from ood_core.experiments import confident_mistakes
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import read_arrays, write_arrays
from ood_core.jobs import queue
from ood_core.jobs.job import Job
from ood_core.jobs.orders import Training
from ood_core.jobs.retention import Bounds
from ood_core.methods import METHODS
from ood_core.runs.run import Run, partial_path
from tests.app.fake import make_run

MAIN = Path(__file__).resolve().parents[2] / "app" / "main.py"


def home() -> AppTest:
    return AppTest.from_file(MAIN, default_timeout=60).run()


def opened(view: str, **link: str) -> AppTest:
    """A page by its link."""
    at = AppTest.from_file(MAIN, default_timeout=60)
    at.query_params.update(link)
    at.run().switch_page(script(view))
    at.query_params.update(link)
    return at.run()


def lab(**link: str) -> AppTest:
    return opened("lab", **link)


def said(at: AppTest) -> str:
    return "\n".join(
        element.value for kind in ("markdown", "info", "error") for element in at.get(kind)
    )


@pytest.fixture
def all_methods(fake):
    for method in ("baseline", "confident-gan"):
        fake("plane-blobs", method)
    return {method: fake("digits", method) for method in METHODS}


def test_home_asks_first_and_tells_after_the_guess(all_methods):
    confident_mistakes.main()
    at = home()
    assert not at.exception
    assert "You said" not in said(at)
    at.segmented_control(key="guess:surest").set_value(say(words.GUESSES[1])).run()
    assert not at.exception
    assert f"You said: *{say(words.GUESSES[1])}*" in said(at)


def test_pictures_of_another_run_are_not_shown_for_this_ones(fake):
    run = Run.load(fake("digits", "baseline"))
    confident_mistakes.main()
    assert [one.test for one in picks(run)] == list(run.benchmark.ood_tests)
    kept = read_arrays(paths.PRETRAINED / CONFIDENT_MISTAKES)
    write_arrays(paths.PRETRAINED / CONFIDENT_MISTAKES, kept | {"run": np.array("2020-01-01")})
    with pytest.raises(UserError, match="missing or damaged"):
        picks(run)
    assert "missing or damaged" in said(home())


def test_home_reports_the_accuracy_of_the_card(fake):
    card = Run.load(fake("digits", "baseline")).card
    assert f"classifies {card['metrics']['accuracy']:.1%} of" in said(home())


def test_home_without_runs_is_one_sentence(folders):
    at = home()
    assert not at.exception
    assert "pretrained run of baseline on digits is missing" in said(at)


def test_the_overview_asks_first_and_puts_every_method_on_the_map(all_methods):
    at = AppTest.from_file(MAIN, default_timeout=60).run().switch_page(script("overview")).run()
    assert not at.exception and "You said" not in said(at)
    at.segmented_control(key="guess:box").set_value("Neither").run()
    assert not at.exception
    trained = [method for method in METHODS.values() if method.name != "baseline"]
    assert all(f"**{method.title}**" in said(at) for method in trained)


@pytest.mark.parametrize("world", ["plane-blobs", "plane-three", "digits"])
@pytest.mark.parametrize("method", METHODS)
def test_every_panel_draws(fake, world, method):
    fake(world, method)
    for panel in (
        "Threshold",
        "Confidence map",
        "Feature space",
        "Generated samples",
        "Conventions",
    ):
        at = lab(benchmark=world, method=method, panel=panel)
        assert not at.exception, panel
        assert not at.error, panel


@pytest.mark.parametrize("world", ["plane-moons", "digits"])
def test_replay_and_numbers_draw(fake, world):
    fake(world, "energy")
    for panel in ("Training replay", "Numbers"):
        at = lab(benchmark=world, method="energy", panel=panel)
        assert not at.exception
        assert not at.error


def test_the_link_chooses_and_the_choice_goes_into_the_link(fake):
    fake("plane-rings", "energy")
    at = lab(benchmark="plane-rings", method="energy")
    assert at.segmented_control(key="lab:benchmark").value == "plane-rings"
    at.segmented_control(key="lab:method").set_value("csi").run()
    assert at.query_params["method"] in ("csi", ["csi"])


def test_a_link_with_unknown_names_falls_back(fake):
    fake("plane-blobs", "baseline")
    at = lab(benchmark="nowhere", method="magic", run="gone", job="gone")
    assert not at.exception
    assert at.segmented_control(key="lab:method").value == "baseline"


def test_lab_without_a_run_is_one_sentence(folders):
    at = lab(benchmark="plane-blobs", method="csi")
    assert not at.exception
    assert "There is no run of CSI on Two Gaussians yet" in said(at)


def test_damaged_evidence_is_a_sentence(fake):
    (fake("plane-blobs", "baseline") / "evidence.npz").write_bytes(b"not a zip")
    at = lab(benchmark="plane-blobs", method="baseline")
    assert not at.exception
    assert "not readable evidence" in said(at)


def test_own_runs_are_offered_and_chosen_by_the_link(fake, folders):
    fake("plane-blobs", "baseline")
    path = make_run(folders / "runs" / "x", "plane-blobs", "baseline", status="interrupted", seed=7)
    at = lab(benchmark="plane-blobs", method="baseline", run=path.name)
    assert at.selectbox(key="lab:run").value == path.name
    assert any(
        "seed 7, stopped at step 40" in option for option in at.selectbox(key="lab:run").options
    )


def test_train_sends_only_what_was_changed(fake, monkeypatch):
    fake("plane-blobs", "energy")
    ordered = []

    def refuse(order, browser):
        ordered.append((order.benchmark, order.method, order.seed, order.settings))
        raise UserError("error.test", "Many trainings are waiting already.")

    monkeypatch.setattr(queue, "submit", refuse)
    at = lab(benchmark="plane-blobs", method="energy")
    at.number_input(key="set:plane-blobs:energy:seed").set_value(3)
    at.number_input(key="set:plane-blobs:energy:weight").set_value(0.5)
    at.button(key="set:plane-blobs:energy:train").click().run()
    assert ordered == [("plane-blobs", "energy", 3, {"weight": "0.5"})]
    assert "Many trainings" in said(at)


DIVERGED = UserError("error.test", "It diverged.")


def job(monkeypatch, out: Path, method: str, place=0, wait=0.0, missing=None, **facts):
    """The queue's only job, `?job=7`; `cancels` are the browsers that cancelled."""
    order = Training(benchmark="plane-blobs", method=method, seed=1, settings={}, out=out)
    facts = {"state": "running", "sessions": []} | facts
    found = Job("7", "", order, **facts)
    found.cancels = []

    def leave(job, session):
        job.cancels.append(session)
        job.sessions.remove(session)
        job.stopping = not job.sessions

    stand_in = SimpleNamespace(
        job={"7": found}.get,
        active=lambda: [] if found.is_over else [found],
        position=lambda job: place,
        wait=lambda job: wait,
        missing=lambda: missing,
        leave=leave,
        folder=paths.RUNS,
        bounds=lambda: Bounds(runs=200, gigabytes=5.0, minutes=60.0),
    )
    monkeypatch.setattr(queue, "here", lambda: stand_in)
    for module in (jobs, visitor):
        monkeypatch.setattr(module, "browser", lambda: "me")
    return found


def partial(folders: Path, method: str) -> Path:
    """A run under way: log and frames are there, its place is still empty."""
    out = folders / "runs" / "fresh"
    made = make_run(folders / "elsewhere", "plane-blobs", method)
    partial_path(out).parent.mkdir(exist_ok=True)
    made.rename(partial_path(out))
    return out


@pytest.mark.parametrize("method", ["baseline", "confident-gan"])
def test_a_running_job_is_followed_and_can_be_cancelled(fake, folders, monkeypatch, method):
    fake("plane-blobs", method)
    running = job(monkeypatch, partial(folders, method), method, sessions=["me"])
    at = lab(benchmark="plane-blobs", method=method, job="7")
    assert not at.exception
    assert "seed 1" in at.get("progress")[0].proto.text
    assert any("step 40 of 40" in caption.value for caption in at.caption)
    at.button(key="cancel").click().run()
    assert running.cancels == ["me"]
    assert at.button(key="cancel").disabled and at.button(key="cancel").label == "Stopping…"


@pytest.mark.parametrize(("place", "is_there"), [(1, True), (2, False)])
def test_a_free_worker_is_given_a_moment_to_begin(fake, folders, monkeypatch, place, is_there):
    """The page that orders a training is drawn with its first picture, not followed by it."""
    fake("plane-blobs", "baseline")
    out = partial(folders, "baseline")
    made = partial_path(out).rename(folders / "begun")
    ordered = job(monkeypatch, out, "baseline", place, state="waiting", sessions=["me"])

    def begin(seconds):
        if not partial_path(out).exists():
            made.rename(partial_path(out))
            ordered.state = "running"

    monkeypatch.setattr(live, "time", SimpleNamespace(monotonic=time.monotonic, sleep=begin))
    monkeypatch.setattr(layout, "MOMENT", 5.0)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception and bool(at.get("progress")) == is_there


def test_a_running_job_whose_frames_are_damaged_is_followed_without_a_picture(
    fake, folders, monkeypatch
):
    fake("plane-blobs", "baseline")
    out = partial(folders, "baseline")
    (partial_path(out) / "frames.npz").write_bytes(b"PK\x03\x04 cut short")
    job(monkeypatch, out, "baseline", sessions=["me"])
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception and not at.error and at.get("progress")
    assert not at.button(key="cancel").disabled


def test_who_shares_a_training_leaves_it_alone_and_who_looks_on_cannot_end_it(
    fake, folders, monkeypatch
):
    fake("plane-blobs", "baseline")
    out = partial(folders, "baseline")
    shared = job(monkeypatch, out, "baseline", sessions=["me", "you", "they"])
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert "Shared with 2 others" in at.caption[-1].value
    at.button(key="cancel").click().run()
    assert not at.exception and not shared.stopping
    assert "job" not in at.query_params and not at.get("progress")
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert at.get("progress") and "cancel" not in [b.key for b in at.button]


def test_a_job_before_its_first_line_and_a_waiting_job_are_told_apart(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    job(monkeypatch, folders / "runs" / "none", "baseline")
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception
    assert at.get("progress") and any(c.value.startswith("Starting") for c in at.caption)
    facts = {"state": "waiting", "sessions": ["me"], "place": 2}
    job(monkeypatch, folders / "runs" / "none", "baseline", wait=97.0, **facts)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception
    assert "place 2 in the queue. It starts in about 100 s." in said(at)
    assert not at.button(key="cancel").disabled
    job(monkeypatch, folders / "runs" / "none", "baseline", wait=None, **facts)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert "never measured" in said(at)
    gone = UserError("error.test", "The cluster does not answer.")
    job(monkeypatch, folders / "runs" / "none", "baseline", wait=None, missing=gone, **facts)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception
    assert "place 2 in the queue. The cluster does not answer." in said(at)
    at = lab(benchmark="plane-blobs", method="baseline")  # a visit without its link
    at.button(key="show:7").click().run()
    assert at.query_params["job"] in ("7", ["7"]) and "place 2 in the queue" in said(at)


def test_what_was_broken_off_or_stopped_can_go_on(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    asked = {"benchmark": "plane-blobs", "method": "baseline", "seed": 3, "config": {}}
    stopped = make_run(folders / "runs" / "x", "plane-blobs", "baseline", status="interrupted")
    broken = partial(folders, "baseline")
    for folder in (stopped, partial_path(broken)):
        (folder / "checkpoint.safetensors").write_bytes(b"")
        (folder / "config.json").write_text(json.dumps(asked))
    wanted = []

    def refuse(order, browser):
        wanted.append(order.out)
        raise UserError("error.test", "Many trainings are waiting already.")

    monkeypatch.setattr(queue, "submit", refuse)
    at = lab(benchmark="plane-blobs", method="baseline", run=stopped.name)
    assert "with seed 3 was interrupted at step 40 of 40" in said(at)
    for key in ("on:fresh", "go-on-run"):
        at.button(key=key).click().run()
        assert not at.exception and "Many trainings" in said(at)
    assert wanted == [broken, stopped]
    at.button(key="away:fresh").click().run()
    assert not partial_path(broken).exists() and "was interrupted" not in said(at)


@pytest.mark.parametrize("asked", ["feature-space", "Feature space"])  # a label: links of before
def test_a_link_opens_a_panel_by_its_key_or_by_the_label_of_before(fake, asked):
    fake("plane-blobs", "baseline")
    at = lab(benchmark="plane-blobs", method="baseline", panel=asked)
    assert not at.exception
    assert [tab.label for tab in at.tabs if tab.children] == ["Feature space"]
    assert at.query_params["panel"] in ("feature-space", ["feature-space"])
    at.session_state["panel"] = "Numbers"  # as a click does
    at.run()
    assert at.query_params["panel"] in ("numbers", ["numbers"])
    at.query_params["panel"] = "feature-space"  # the browser's Back
    at.run()
    assert [tab.label for tab in at.tabs if tab.children] == ["Feature space"]


def test_a_panel_keeps_its_link_when_its_label_changes(fake, monkeypatch):
    fake("plane-blobs", "baseline")
    monkeypatch.setitem(lab_words.PANELS, "numbers", message("lab.panels.numbers", "Zahlen"))
    at = lab(benchmark="plane-blobs", method="baseline", panel="Numbers")
    assert [tab.label for tab in at.tabs if tab.children] == ["Zahlen"]


def test_a_failed_job_is_told_of_beside_any_panel(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    job(monkeypatch, folders / "runs" / "none", "baseline", state="failed", error=DIVERGED)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    at.session_state["panel"] = "Numbers"
    at.run(timeout=20)  # it ended by time: the page was drawn again for ever
    assert not at.exception and "It diverged." in said(at)


def test_a_failed_job_is_its_sentence(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    job(monkeypatch, folders / "runs" / "none", "baseline", state="failed", error=DIVERGED)
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception
    assert "It diverged." in said(at)
    at.button(key="close").click().run()
    assert "It diverged." not in said(at)


def test_a_finished_job_leaves_its_run_selected(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    path = make_run(folders / "runs" / "x", "plane-blobs", "baseline")
    job(monkeypatch, path, "baseline", state="done")
    at = lab(benchmark="plane-blobs", method="baseline", job="7")
    assert not at.exception
    assert at.selectbox(key="lab:run").value == path.name
    assert "job" not in at.query_params
