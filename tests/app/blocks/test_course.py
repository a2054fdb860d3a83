"""The course: how long it takes, which answers are right, how far a visitor has come."""

import re
from hashlib import sha256

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.blocks import course
from app.server import store
from app.text.template import written
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy

COOKIE = "a" * 32
BROWSER = sha256(COOKIE.encode()).hexdigest()[:32]
WORDS_A_MINUTE, MINUTES_A_QUESTION = 120, 2


@pytest.mark.parametrize("page", course.PAGES)
def test_the_minutes_are_those_of_its_words_and_questions(page):
    folder = f"app/views/{'' if page == 'overview' else 'lessons/'}{page.replace('-', '_')}/"
    texts = [message.text for message, place in written() if place.startswith(folder)]
    words = sum(len(re.findall(r"[^\W\d_]{2,}", text)) for text in texts)
    minutes = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(course.QUESTIONS[page])
    assert abs(course.MINUTES[page] - minutes) <= 5, minutes


def test_right_answers_follow_from_the_committed_runs():
    tuned = Run.load(PRETRAINED / "digits/energy")
    noise = Energy().score(tuned.evidence["ood/gaussian"]).mean()
    assert noise > tuned.log[-1]["gauges"]["m_out"] and course.RIGHT["energy:noise"] == 1
    plain = Run.load(PRETRAINED / "plane-blobs/baseline")
    ring, on_id = (Energy().score(plain.evidence[n]).mean() for n in ("ood/ring", "id_test"))
    assert ring < on_id and course.RIGHT["energy:surface"] == 2
    csi = Run.load(PRETRAINED / "digits/csi").evidence["id_test"]
    by_digit = [csi["shift_logits"][:, csi["labels"] == k].mean() for k in range(10)]
    assert set(np.argsort(by_digit)[:2]) == {0, 1} and course.RIGHT["csi:turns"] == 0
    angles = np.radians([40, 30, 110, 150])  # the positive, and the negatives
    weights = np.exp(np.cos(angles) / 0.5)
    pushes = (weights / weights.sum() * np.sin(angles))[1:]
    assert pushes.argmax() == course.RIGHT["csi:push"] == 0
    cifar = Run.load(PRETRAINED / "cifar10/baseline")
    wins = {
        t: row["energy"]["auroc"] > row["msp"]["auroc"] for t, row in cifar.metrics["ood"].items()
    }
    assert all(won for t, won in wins.items() if cifar.groups[t] != "noise")
    assert course.RIGHT["energy:scores"] == 1 and not all(wins.values())
    box = Run.load(PRETRAINED / "lessons/outliers-far-box")
    outliers = box.benchmark.outliers
    for test, among in {"band": False, "box": True, "ring": True}.items():
        points = box.benchmark.ood(test)
        apart = np.linalg.norm(points[:200, None] - outliers[None], axis=2).min(axis=1)
        assert (np.median(apart) < 2) == among, test
    assert course.RIGHT["oe-fair"] == 1


def judged():
    import streamlit as st

    from app.blocks import course, lesson
    from app.server import tally

    lesson.predict("energy:constant", "What?", ("a", "b", "c", "d"))
    mine = tally.mine()
    energy, lab = (course.mark(page, mine) for page in ("energy", "lab"))
    st.info(f"due {course.due(mine)}, mark [{energy}], lab [{lab}]")


def test_a_guess_is_judged_and_counted_as_progress(folders):
    at = AppTest.from_function(judged, default_timeout=30)
    at.session_state["visitor"] = COOKIE
    at.run()
    assert at.info[0].value == "due overview, mark [], lab []"
    at.segmented_control(key="guess:energy:constant").set_value("a").run()
    assert any("Not quite" in m.value and "“c”" in m.value for m in at.markdown)
    assert f"mark [ {course.MARKS['begun']}]" in at.run().info[0].value
    at.segmented_control(key="guess:energy:constant").set_value("c").run()
    assert any("**Right.**" in m.value for m in at.markdown)
    for page in course.PAGES:
        for question in course.QUESTIONS[page]:
            store.here().answer(BROWSER, question, "0")
    assert f"mark [ {course.MARKS['done']}]" in at.run().info[0].value


def test_what_is_later_than_the_furthest_place_of_the_class():
    noise = ("energy", "energy:noise")
    assert course.furthest(noise, ("overview", "")) == noise == course.furthest(noise, ("lab", ""))
    assert course.furthest(("", ""), ("lab", "")) == ("", "")
    assert course.is_later("overview", "", ("", "")) and not course.is_later("lab", "", ("", ""))
    assert course.is_later("csi", "", noise) and not course.is_later("overview", "box", noise)
    assert course.is_later("energy", "energy:wrong", noise)
    assert not course.is_later("energy", "energy:wrong", ("energy", ""))
