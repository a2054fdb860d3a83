"""Lesson 3: its pictures, checked by what is in them, and its claims, by the committed runs."""

import base64

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from app.components import film
from app.data import seeds, tuning
from app.figures import energies, theme
from app.figures.energies import Scores
from app.figures.maps import Layer
from app.text import say, say_each
from app.views.lessons.energy import compared, words
from app.views.lessons.energy.landscape import middle
from app.views.lessons.energy.margins import GOOD, WRONG, id_term, suggested
from ood_core.paths import PRETRAINED, ROOT
from ood_core.runs.run import Run

MAIN = ROOT / "app" / "main.py"
GUESSES = {
    "energy:constant": say_each(words.CONSTANT_GUESSES),
    "energy:surface": say_each(words.SURFACE_GUESSES),
    "energy:scores": say_each(words.SCORES_GUESSES),
    "energy:noise": say_each(words.NOISE_GUESSES),
    "energy:wrong": say_each(words.WRONG_GUESSES),
}
HISTOGRAM, PAIRS = say_each(words.HISTOGRAM), say_each(words.PAIRS)


def committed(name: str) -> Run:
    return Run.load(PRETRAINED / name)


def naive_energy(logits: np.ndarray) -> np.ndarray:
    return -np.log(np.exp(logits.astype(np.longdouble)).sum(axis=1)).astype(float)


def heights(trace) -> np.ndarray:
    return np.array(trace.y[:-1])  # the last one is drawn twice, to close the last step


# ---- figures ----


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_histogram_counts_everyone_once_and_extremes_at_the_ends(mode):
    values = np.array([-100.0, 0.1, 0.2, 5.0, 100.0])
    fig = energies.histogram([Scores("a", "near", values)], "E", (-10.0, 10.0), HISTOGRAM, mode)
    shares = heights(fig.data[0])
    assert shares.sum() == pytest.approx(1)
    assert shares[0] == shares[-1] == pytest.approx(0.2)
    assert fig.data[0].line.color == theme.COLOURS[mode]["near"]


def test_an_axis_leaves_extremes_out():
    many = np.r_[np.linspace(0, 1, 1000), 1e6]
    low, high = energies.reach([Scores("a", "id", many)])
    assert -0.1 < low < 0.1 and 0.9 < high < 1.1


def cut(highlighted=None):
    x = np.array([-1.0, 0.0, 1.0])
    logits = np.array([[4.0, -4.0], [3.0, 3.0], [0.0, 6.0]])
    points = [Layer(name, "id", np.array([[at, 0.0]])) for name, at in (("A", -1.0), ("B", 0.5))]
    return energies.pairs_on_a_line(x, logits, ("A", "B"), points, PAIRS, "light", highlighted)


def test_the_free_energy_lies_below_both_pairs_and_points_on_their_own():
    a, b, free, at_a, at_b = cut().data
    assert list(a.y) == [-4, -3, 0] and list(b.y) == [4, -3, -6]
    assert free.y[1] == pytest.approx(-3 - np.log(2))
    assert all(free.y < np.minimum(a.y, b.y))
    assert at_a.y[0] == -4 and at_b.y[0] == pytest.approx((-3 - 6) / 2)


def test_pointing_at_a_term_fades_the_other():
    assert {trace.opacity for trace in cut().data} == {1.0}
    a, _, free, at_a, _ = cut("free").data
    assert free.opacity > a.opacity == at_a.opacity
    a, _, free, *_ = cut("pairs").data
    assert a.opacity > free.opacity


def test_the_middle_of_a_grid_is_the_line_between_its_two_middle_rows():
    rows = np.arange(4.0)[:, None] * np.ones(3)
    assert middle(rows).tolist() == [1.5, 1.5, 1.5]


def test_a_films_score_is_on_one_scale_for_all_frames():
    score = np.random.default_rng(0).normal(0, 9, (3, 8, 8))
    layers = [Layer("ID", "id", np.zeros((1, 2)))]
    shades = film.Shades.of_score(score, "energy")
    panel = film.map_panel("t", layers, 12.0, "light", shades=shades)["map"]
    low, high = panel["span"]
    kept = np.frombuffer(base64.b64decode(panel["bytes"]), np.uint8).reshape(score.shape)
    assert (low, high) == (score.min(), score.max()) and panel["low"] == low
    step = (high - low) / 255
    np.testing.assert_allclose(low + kept * step, score, atol=0.51 * step)
    assert panel["colours"] == [colour for _, colour in theme.STRANGENESS["light"]]


def test_a_films_curve_arrives_as_it_was():
    x, y = np.linspace(-1, 1, 5), np.arange(10.0).reshape(2, 5)
    on_line = [Layer("ID", "id", np.array([[0.5, 0.1]]))]
    panel = film.curve_panel("t", x, y, "energy", on_line, 1.0, "dark")
    assert panel["x"] == x.tolist() and panel["y"] == y.tolist()
    assert panel["points"][0]["x"] == [0.5]


def test_the_better_score_is_bold_and_ties_are_not():
    found = {
        "msp": {"a": {"auroc": 0.9, "fpr95": 0.2}, "b": {"auroc": 0.5, "fpr95": 0.4}},
        "energy": {"a": {"auroc": 0.8, "fpr95": 0.1}, "b": {"auroc": 0.5, "fpr95": 0.6}},
    }
    for of in found.values():
        of["noise"] = {"auroc": 0.0, "fpr95": 1.0}  # in no mean of the others
    kinds = {"a": "far", "b": "far", "noise": "far"}
    rows = compared.scores_rows(found, kinds, {"a": "far", "b": "far", "noise": "noise"})
    assert [list(row.values()) for row in rows] == [
        ["a (far OOD)", "**90.0%**", "80.0%", "20.0%", "**10.0%**"],
        ["b (far OOD)", "50.0%", "50.0%", "**40.0%**", "60.0%"],
        ["mean of far", "**70.0%**", "65.0%", "**30.0%**", "35.0%"],
        ["noise (noise)", "0.0%", "0.0%", "100.0%", "100.0%"],
    ]


# ---- what the words claim, by the committed runs ----


def test_wrong_margins_are_worse_on_letters_and_in_accuracy_alone():
    """WRONG_REVEAL: against the suggested margins, and against no fine-tuning."""
    runs = [committed(name) for name in ("digits/baseline", GOOD, WRONG)]
    before, good, wrong = (run.metrics["ood"] for run in runs)
    letters = [ood["letters"]["energy"]["fpr95"] for ood in (before, good, wrong)]
    assert letters[1] < letters[2] < letters[0]
    assert runs[2].metrics["accuracy"] < runs[1].metrics["accuracy"]
    noise = ("gaussian", "rademacher", "bernoulli", "blobs")
    means = [np.mean([ood[test]["energy"]["fpr95"] for test in noise]) for ood in (good, wrong)]
    assert means[1] < means[0]


def test_much_of_the_noise_is_left_of_the_median_digit_as_trained():
    run, share = committed("digits/baseline"), compared._left_of_id("gaussian")
    on_id, noise = (
        -np.log(np.exp(run.evidence[name]["logits"].astype(float)).sum(axis=1))
        for name in ("id_test", "ood/gaussian")
    )
    assert share == pytest.approx(np.mean(noise < np.median(on_id)), abs=0.003)
    assert 0.5 < share < 0.8


@pytest.mark.parametrize("world", ["digits", "cifar10"])
def test_suggested_margins_are_the_mean_energies_fine_tuning_started_from(world):
    before, after = committed(f"{world}/baseline"), committed(f"{world}/energy")
    m_in, m_out = suggested(before, after)
    assert m_in == pytest.approx(naive_energy(before.evidence["id_train"]["logits"]).mean())
    assert m_in == pytest.approx(after.log[-1]["gauges"]["m_in"], abs=0.05)
    assert m_in < m_out


@pytest.mark.parametrize("world", ["digits", "cifar10"])
def test_the_id_hinge_starts_where_the_page_says(world):
    before, after = committed(f"{world}/baseline"), committed(f"{world}/energy")
    m_in, _ = suggested(before, after)
    over = [max(0.0, e - m_in) for e in naive_energy(before.evidence["id_train"]["logits"])]
    expected = after.config["weight"] * sum(one**2 for one in over) / len(over)
    assert id_term(before, m_in, after) == pytest.approx(expected)
    assert 0.1 < expected < 2  # "not by much"


def test_energy_is_lowest_far_from_the_data_and_has_it_backwards_there():
    run = committed("plane-blobs/baseline")
    last = run.frames["energy:grid"][-1]
    row, column = np.unravel_index(last.argmin(), last.shape)
    assert {row, column} & {0, last.shape[0] - 1}  # at the edge of the picture
    assert all(
        test[s]["auroc"] < 0.5 for test in run.metrics["ood"].values() for s in compared.COMPARED
    )


def test_energy_wins_are_counted_on_pictures_and_on_noise_apart():
    run = committed("cifar10/baseline")
    noise = {"gaussian", "rademacher", "bernoulli", "blobs"}
    better = {t for t, r in run.metrics["ood"].items() if r["energy"]["auroc"] > r["msp"]["auroc"]}
    pictures = set(run.metrics["ood"]) - noise
    assert compared.wins(run) == {
        "pictures": len(better & pictures),
        "all_pictures": len(pictures),
        "noise": len(better & noise),
        "all_noise": 4,
    }
    winners = {}
    for rule in words.RULES:
        msp, energy = (compared.auroc_and_fpr95(run, score, rule) for score in ("msp", "energy"))
        winners[rule] = {test for test in msp if energy[test]["fpr95"] < msp[test]["fpr95"]}
    assert winners["ood"] != winners["id"]  # the rule matters


@pytest.mark.parametrize("name", [GOOD, WRONG, "digits/outlier-exposure"])
def test_the_film_ends_with_the_runs_own_network(name):
    run = committed(name)
    found = tuning.followed(run, "energy")
    assert found.steps[found.start] == run.config["base_steps"]
    for population in ("id_test", "ood/letters", "ood/gaussian"):
        now = naive_energy(run.evidence[population]["logits"][:100])
        assert found.scores[population][-1] == pytest.approx(now, abs=0.1), population  # halves


@pytest.mark.parametrize("world", ["digits", "cifar10"])
def test_fine_tuning_lifts_noise_that_it_never_saw_above_m_out(world):
    before, after = committed(f"{world}/baseline"), committed(f"{world}/energy")
    noise = [naive_energy(run.evidence["ood/gaussian"]["logits"]).mean() for run in (before, after)]
    assert noise[0] < after.log[-1]["gauges"]["m_out"] < noise[1]


def test_fine_tuning_on_cifar10_makes_svhn_and_cifar100_worse_and_nothing_else():
    before, after = (committed(f"cifar10/{m}").metrics["ood"] for m in ("baseline", "energy"))
    worse = {t for t in before if after[t]["energy"]["fpr95"] > before[t]["energy"]["fpr95"]}
    assert worse == {"svhn", "cifar100"}


def test_wrong_margins_cost_accuracy_and_the_detection_of_letters_with_every_seed():
    good, wrong = (seeds.measured()[name] for name in (GOOD, WRONG))
    assert all(np.subtract(wrong["accuracy"], good["accuracy"]) < 0)
    letters = [found["ood"]["letters"]["energy"]["fpr95"] for found in (good, wrong)]
    assert all(np.subtract(*letters) < 0)
    for test in ("textures", "gaussian", "bernoulli", "rademacher"):
        assert max(wrong["ood"][test]["energy"]["fpr95"]) < 0.1


# ---- the page ----


def lesson() -> AppTest:
    return AppTest.from_file(MAIN, default_timeout=60).run().switch_page(script("energy")).run()


def answered(at: AppTest) -> AppTest:
    for key, options in GUESSES.items():
        if any(choice.key == f"guess:{key}" for choice in at.segmented_control):
            at.segmented_control(key=f"guess:{key}").set_value(options[0]).run()
    return at


def said(at: AppTest) -> str:
    kinds = ("title", "header", "subheader", "markdown", "caption", "info")
    return "\n".join(element.value for kind in kinds for element in at.get(kind))


def test_the_page_asks_first_and_answers_from_the_runs():
    at = lesson()
    revealed = say(words.CONSTANT_REVEAL).partition("}")[2]  # what follows the guess
    assert not at.exception and revealed not in said(at)
    at = answered(at)
    assert not at.exception and not at.info
    assert revealed in said(at) and "{guess}" not in said(at)
    mean = naive_energy(committed("plane-blobs/baseline").evidence["id_test"]["logits"]).mean()
    assert f"The mean energy is \N{MINUS SIGN}{-mean:.1f} on unseen data" in said(at)
    wrong = committed("lessons/energy-wrong-margins").metrics["accuracy"]
    assert f"to {wrong:.1%}, and FPR95 on unseen letters" in said(at)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("energy:world", "digits"),
        ("energy:world", "plane-blobs"),
        ("energy:rule", "id"),
        ("energy:network", "energy"),
        ("energy:tuned-world", "cifar10"),
    ],
)
def test_every_choice_draws(key, value):
    at = answered(lesson())
    at.segmented_control(key=key).set_value(value).run()
    assert not at.exception and not at.info


def test_without_runs_there_is_a_sentence_for_each_picture(folders):
    at = answered(lesson())
    assert not at.exception
    missing = [note.value for note in at.info]
    assert len(missing) >= 4
    assert all("is missing: restore the folder pretrained/" in note for note in missing)
    assert say(words.CONSTANT_REVEAL).partition("}")[2] in said(at)  # it needs no run
