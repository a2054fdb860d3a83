"""The lesson on the boundary GAN: what it measures, its figure, and the page without runs."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.metrics import roc_auc_score
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from app.components.film import map_panel
from app.data import loading, scoring
from app.figures import theme
from app.figures.transfer import transfer
from app.text import say, say_each
from app.views.lessons.confident_gan import effect, measurements, words
from app.views.lessons.confident_gan.outliers import _marks, confidence_gauge
from ood_core.experiments.measurements import confidences_by_group
from ood_core.experiments.places import DIGITS_SEEDS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run

MAIN = Path("app/main.py").resolve()
QUESTIONS = {
    "outliers": say_each(words.WHICH_OPTIONS),
    "failure": say_each(words.FAILURE_OPTIONS),
    "generator": say_each(words.GAN_OPTIONS),
    "balance": say_each(words.BALANCE_OPTIONS),
    "effect": say_each(words.EFFECT_OPTIONS),
}


def answered(choice: int = 0) -> AppTest:
    """The page with every question answered that it asks."""
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    at.switch_page(script("confident-gan")).run()
    assert not at.exception
    for asked in at.segmented_control:
        asked.set_value(QUESTIONS[asked.key.removeprefix("guess:")][choice])
    return at.run()


def said(at: AppTest) -> str:
    return " ".join(element.value for element in [*at.markdown, *at.caption, *at.info])


def naive_tnr(id_confidence: np.ndarray, ood_confidence: np.ndarray) -> float:
    """Share of OOD below the threshold, averaged over ID scores that keep 94 to 96% of ID."""
    found = []
    for threshold in np.unique(id_confidence):
        if 0.94 <= np.mean(id_confidence >= threshold) <= 0.96:
            found.append(np.mean(ood_confidence < threshold))
    return float(np.mean(found))


def test_sigmas_are_distances_to_the_nearer_class():
    samples = np.array([[-4, 0], [4, 3], [0, 0], [7, 4]])
    assert measurements.sigmas(samples) == pytest.approx([0, 3, 4, 5])


def test_confidence_is_pooled_over_the_groups_and_noise_stands_apart():
    pooled = confidences_by_group(Run.load(PRETRAINED / "digits" / "baseline"))
    assert [*pooled] == ["id", "near", "far", "noise"] and len(pooled["noise"]) == 4 * 500
    run = Run.load(PRETRAINED / "plane-blobs" / "confident-gan")
    pooled = confidences_by_group(run)
    assert {group: len(values) for group, values in pooled.items()} == {
        **{"id": 500, "near": 300, "far": 600}
    }
    z = run.evidence["ood/band"]["logits"].astype(float)
    assert pooled["near"] == pytest.approx(1 / (1 + np.exp(-np.abs(z[:, 0] - z[:, 1]))))


def test_a_confidence_gauge_runs_from_one_half_to_one():
    gauge = confidence_gauge("name", "about", "#000000", [0.5, 0.75, 1.0])
    assert gauge.shares == [0, 0.5, 1] and gauge.texts == ["0.50", "0.75", "1.00"]


def test_every_frame_has_its_own_outliers():
    sets = [np.empty((0, 2)), np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]])]
    panel = map_panel("", [], 12, "light", outliers=sets)
    assert panel["outliers"]["xy"] == [[], [1, 2], [3, 4, 5, 6]]
    assert panel["outliers"]["colour"] == theme.colour("outliers", "light")


def test_the_figure_of_table_1_shows_each_change_once():
    groups = {"one": words.PAPER[:3], "two": words.PAPER[3:]}
    fig = transfer(groups, ("before", "seen", "unseen"), "TNR", "light")
    ends = {trace.name: trace for trace in fig.data if trace.mode == "markers"}
    assert list(ends["before"].x) == [row.tnr[0] for row in words.PAPER]
    for name, seen in (("seen", True), ("unseen", False)):
        assert list(ends[name].x) == [row.tnr[1] for row in words.PAPER if row.seen == seen]
    lines = [trace for trace in fig.data if trace.mode == "lines"]
    assert [tuple(line.x) for line in lines] == [row.tnr for row in words.PAPER]
    assert all(line.y[0] == line.y[1] for line in lines)
    assert len({line.y[0] for line in lines}) == len(words.PAPER)


def test_every_part_is_a_sentence_where_its_run_is_missing(folders):
    at = answered()
    assert not at.exception
    missing = " ".join(element.value for element in at.info)
    for name in ("plane-blobs/baseline", "plane-blobs/confident-gan", "digits/confident-gan"):
        assert f"pretrained/{name} is missing" in missing
    assert "lessons/gan-beta-0 is missing" in missing
    assert "digits/baseline is missing" in missing
    assert "It fell, to 10.1%" in said(at)  # the paper's table needs no run


def test_a_missing_lesson_run_takes_one_part_with_it(fake):
    for method in ("baseline", "outlier-exposure"):
        fake("plane-blobs", method)
    at = answered()
    assert not at.exception
    assert "lessons/outliers-far-box is missing" in said(at)


def paper(at: AppTest) -> pd.DataFrame:
    """The table of the paper's numbers and ours."""
    (found,) = [t.value for t in at.table if say(words.NUMBERS_OURS) in t.value.index]
    return found


def test_the_rows_of_photographs_are_those_of_the_ablation_and_of_the_evidence():
    photographs = paper(answered()).loc[say(words.NUMBERS_CIFAR)].set_index("tested on")
    ablation = json.loads((PRETRAINED / "lessons" / "cifar10-twin.json").read_text())
    run = Run.load(PRETRAINED / "cifar10" / "confident-gan")
    names = "id_test", "ood/cifar100"
    logits = np.concatenate([run.evidence[name]["logits"] for name in names]).astype(float)
    is_ood = np.r_[np.zeros(10_000), np.ones(10_000)]
    after = roc_auc_score(is_ood, -softmax(logits, axis=1).max(axis=1))
    before = ablation["ood"]["cifar100"]["msp"]["auroc"]
    assert photographs.loc["CIFAR-100", "AUROC"] == f"{100 * before:.1f} → {100 * after:.1f}"
    test = run.evidence["id_test"]
    right = np.mean(test["logits"].argmax(axis=1) == test["labels"])
    said = f"{100 * ablation['accuracy']:.1f} → {100 * right:.1f}"
    assert set(photographs["accuracy"]) == {said}


@pytest.mark.parametrize("choice", range(3))
def test_any_guess_reveals_what_the_committed_runs_hold(choice):
    at = answered(choice)
    assert not at.exception and not at.info
    text = said(at)
    for options in QUESTIONS.values():
        assert f"You said: *{options[choice]}*" in text
    log = (PRETRAINED / "lessons" / "gan-generator-beta-30" / "log.jsonl").read_text()
    last = json.loads(log.splitlines()[-1])
    adversarial = last["losses"]["adversarial"]
    assert f"{adversarial:.2f}. Term 2, without its weight, falls" in text.replace("\n", " ")
    assert f"to {last['gauges']['kl']:.4f}" in text
    shown = paper(at).loc[say(words.NUMBERS_OURS)]
    card = json.loads((PRETRAINED / "digits" / "confident-gan" / "card.json").read_text())
    after = 100 * card["metrics"]["ood"]["letters"]["msp"]["auroc"]
    ours = shown[shown["tested on"] == "letters"]
    shown = float(ours["AUROC"].item().partition("→")[2])
    assert shown == pytest.approx(after, abs=0.3)  # Lee's even thresholds are not exact
    run = Run.load(PRETRAINED / "digits" / "confident-gan")
    tnr = naive_tnr(*(scoring.confidence(run, name) for name in ("id_test", "ood/letters")))
    found = float(ours["TNR at 95% TPR"].item().partition("→ ")[2])
    assert found == pytest.approx(100 * tnr, abs=1)  # thresholds at scores, not evenly spaced


def test_what_it_brought_holds_for_every_seed():
    """BROUGHT_READ: nothing on letters, better on textures and noise."""
    plain, with_gan = (effect.auroc_by_group(name) for name in effect.PAIRS["digits"])
    assert len(plain["near"]) == 3
    assert np.abs(with_gan["near"] - plain["near"]).max() < 0.5  # points
    for group in ("far", "noise"):
        assert (with_gan[group] > plain[group]).all() and with_gan[group].min() > 99
    seeds = json.loads((PRETRAINED / DIGITS_SEEDS).read_text())["runs"]["digits/baseline"]["ood"]
    of_noise = [
        seeds[test]["msp"]["auroc"] for test in ("gaussian", "rademacher", "bernoulli", "blobs")
    ]
    assert plain["noise"] == pytest.approx(100 * np.mean(of_noise, axis=0))
    assert plain["far"] == pytest.approx(100 * np.array(seeds["textures"]["msp"]["auroc"]))


def test_on_photographs_where_it_alone_differs_the_gain_is_on_noise():
    """BROUGHT_READ, from the committed measurements: "there, with one seed"."""
    run, was = loading.committed("cifar10/confident-gan"), loading.confident_gan_ablation()
    gains = {"near": [], "far": [], "noise": []}
    for test, group in run.groups.items():
        before, after = (of[test]["msp"]["auroc"] for of in (was["ood"], run.metrics["ood"]))
        gains[group].append(100 * (after - before))
    near, far, noise = (np.mean(of) for of in gains.values())
    assert noise > 10 and abs(near) < 1 and abs(far) < 1.5
    low, high = effect._on_photographs()["photo_noise"].split(" → ")
    assert float(high) - float(low) == pytest.approx(noise, abs=0.11)


def test_marks_on_a_gauge_are_named():
    assert _marks([1, 0.761, 0.51]) == "marks: none 1.00, far box 0.76, boundary 0.51"


def test_no_outlier_of_the_far_box_is_near_a_training_point():
    world = loading.committed("lessons/outliers-far-box").benchmark
    apart = world.outliers[:, None].astype(float) - world.id_train.x
    assert np.linalg.norm(apart, axis=-1).min() > 5


def test_the_betas_are_too_close_balanced_and_to_one_side():
    """BETAS: what the sentence beside each picture claims, from the runs' evidence."""
    runs = {run: loading.committed(run) for run in words.BETAS}
    by_name = {"too close": [], "balanced": [], "to one side": []}
    for run, (_, name, _) in words.BETAS.items():
        means = (scoring.confidence(runs[run], part).mean() for part in ("id_test", "ood/band"))
        by_name[name.text].append(tuple(means))
    close, balanced, far = by_name.values()
    assert max(on_id for on_id, _ in close) < min(on_id for on_id, _ in balanced)
    assert max(near for _, near in balanced) < 0.52 < 0.6 < min(near for _, near in far)
    (on_id, near), (on_id_at_5, near_at_5) = balanced
    assert on_id_at_5 > on_id and near_at_5 < near  # "a little better than the default"


FORMULAS = {
    "confidence-loss": words.LOSS_FORMULA,
    "gan": words.GAN_FORMULA,
    "proposed": words.PROPOSED_FORMULA,
}


def test_each_term_can_be_pointed_at_and_is_marked_alone():
    at = answered()
    plain = [formula.value.strip("$\n ").partition(r" \vphantom")[0] for formula in at.latex]
    for key, formula in FORMULAS.items():
        parts = [part if isinstance(part, str) else part.latex for part in formula]
        at_formula = plain.index(" ".join(parts))  # nothing is marked at first
        for i, term in enumerate(formula):
            if isinstance(term, str):
                continue
            at.pills(key=f"formula:{key}").set_value(str(i)).run()
            assert not at.exception and say(term.meaning) in said(at)
            colour, name = theme.ACCENT["light"], say(term.name)
            mark = rf"\textcolor{{{colour}}}{{\underbrace{{{term.latex}}}_{{\text{{{name}}}}}}}"
            faded = [
                rf"\textcolor{{{theme.MUTED['light']}}}{{{part.latex}}}"
                if not isinstance(part, str)
                else part
                for part in formula
            ]
            marked = " ".join([*faded[:i], mark, *faded[i + 1 :]])
            assert at.latex[at_formula].value.strip("$\n ").partition(r" \vphantom")[0] == marked
