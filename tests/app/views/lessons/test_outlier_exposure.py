"""The lesson on Outlier Exposure: its figures, its arithmetic, its rule, its page."""

import json
import math

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from app.data import loading, outlier_sets
from app.figures import exposure
from app.server import tally, view
from app.text import names, papers, say, say_each
from app.views.lessons.outlier_exposure import (
    measurements,
    paper,
    plane,
    price,
    roles,
    transfer,
    unseen,
    words,
)
from ood_core import benchmarks, paths
from ood_core.benchmarks import cifar10
from ood_core.errors import UserError
from ood_core.evaluation.metrics import evaluate
from ood_core.experiments.places import DIGITS_SEEDS
from ood_core.jobs import queue
from ood_core.runs.run import Run

GUESSES = {
    "oe-noise": say_each(words.NOISE_GUESSES),
    "oe-roles": say_each(words.ROLES_GUESSES),
    "oe-fair": say_each(words.PLANE_GUESSES),
    "oe-price": say_each(words.PRICE_GUESSES),
}


def said(at: AppTest) -> str:
    kinds = ("markdown", "caption", "info", "error", "warning", "success")
    return "\n".join(element.value for kind in kinds for element in at.get(kind))


def lesson(visitor: str = "") -> AppTest:
    at = AppTest.from_file(paths.ROOT / "app" / "main.py", default_timeout=60)
    if visitor:
        at.session_state["visitor"] = visitor
    at.run()
    return at.switch_page(script("outlier-exposure")).run()


# ---- figures ----


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_each_stage_has_its_shares_and_its_limit(mode):
    rng = np.random.default_rng(0)
    stages = {t: {"id": rng.uniform(0.6, 1, 50), "far": rng.uniform(0, 0.5, 9)} for t in "ab"}
    fig = exposure.before_after(
        stages, [0.25, 0.75], say_each(names.KINDS), say_each(words.HISTOGRAM), mode
    )
    assert [trace.yaxis for trace in fig.data] == ["y", "y", "y2", "y2"]
    for trace in fig.data:
        assert sum(trace.y[:-1]) == pytest.approx(1)  # the last corner only closes the step
    assert [(line.x0, line.x1) for line in fig.layout.shapes] == [(0.25, 0.25), (0.75, 0.75)]
    assert [title.text for title in fig.layout.annotations] == ["a", "b"]


def test_a_change_is_signed_and_a_row_without_a_bet_is_hidden():
    change = np.array([[-90.31, 7.62], [np.nan, np.nan]])
    notes = [["seen", ""], ["", ""]]
    hover = "{outliers} on {test}: {change}"
    names = ["noise", "letters"], ["gaussian", "svhn"]
    fig = exposure.change_table(change, *names, notes, hover, "light")
    texts = [note.text for note in fig.layout.annotations]
    assert "\N{MINUS SIGN}90.3" in texts[0] and "seen" in texts[0]
    assert texts[1:] == ["+7.6", "?", "?"]
    heat = fig.data[0]
    assert heat.zmin == -heat.zmax  # so that no change has the paper's colour
    assert heat.hovertemplate.startswith("%{y} on %{x}: %{z:+.1f}<")


def test_precision_recall_keeps_the_points_and_the_bases():
    recall, precision = np.array([0.5, 1.0]), np.array([1.0, 0.25])
    curves = {"before": (recall, precision), "after": (recall, precision / 2)}
    said = {"recall": "found", "precision": "right", "hover": "{precision} at {recall}"}
    fig = exposure.precision_recall(curves, [0.1, 0.2], said, "dark")
    assert [trace.name for trace in fig.data] == ["before", "after"]
    assert (fig.layout.xaxis.title.text, fig.layout.yaxis.title.text) == ("found", "right")
    assert fig.data[0].hovertemplate.startswith("%{y:.0%} at %{x:.0%}<")
    assert list(fig.data[1].y) == [0.5, 0.125]
    assert [line.y0 for line in fig.layout.shapes] == [0.1, 0.2]


# ---- arithmetic, against scikit-learn and by hand ----


@pytest.fixture
def run(fake) -> Run:
    return Run.load(fake("digits", "outlier-exposure"))


def confidence(run: Run, population: str) -> np.ndarray:
    z = run.evidence[population]["logits"].astype(float)
    return (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)).max(axis=1)


def test_mistakes_are_found_as_scikit_learn_says(run):
    test = run.evidence["id_test"]
    wrong = test["logits"].argmax(axis=1) != test["labels"]
    ours, unsure = measurements.mistakes(run), -confidence(run, "id_test")
    assert (ours.n, ours.total) == (wrong.sum(), len(wrong))
    assert ours.aupr == pytest.approx(average_precision_score(wrong, unsure))
    assert ours.auroc == pytest.approx(roc_auc_score(wrong, unsure))


def test_a_run_beside_itself_has_lost_nothing(run):
    assert measurements.aupr_change(run, run) == (0, 0)


def pair(fake) -> tuple[Run, Run]:
    return tuple(Run.load(fake("digits", method)) for method in ("baseline", "outlier-exposure"))


def rare_mistakes(run: Run) -> None:
    """Two wrong answers in all: one draw in seven holds none, and has no AUPR."""
    test = run.evidence["id_test"]
    test["labels"][:] = test["logits"].argmax(axis=1)
    test["labels"][[3, 500]] = (test["labels"][[3, 500]] + 1) % 10


@pytest.mark.parametrize("are_rare", [False, True])
def test_the_interval_of_aupr_is_that_of_a_naive_paired_bootstrap(fake, are_rare):
    """Inputs are drawn with replacement, the same for both runs: scikit-learn on each draw."""
    runs = pair(fake)
    for run in runs if are_rare else ():
        rare_mistakes(run)
    truths = [
        r.evidence["id_test"]["logits"].argmax(1) != r.evidence["id_test"]["labels"] for r in runs
    ]
    unsure = [-confidence(r, "id_test") for r in runs]
    rng, changes = np.random.default_rng(0), []
    for _ in range(400):
        rows = rng.integers(0, len(truths[0]), len(truths[0]))
        if all(truth[rows].any() for truth in truths):
            before, after = (
                average_precision_score(truth[rows], scores[rows])
                for truth, scores in zip(truths, unsure, strict=True)
            )
            changes.append(after - before)
    changes.sort()
    assert (len(changes) < 400) == are_rare
    low, high = measurements.aupr_change(*runs)
    for end, share in ((low, 0.025), (high, 0.975)):  # between the two nearest changes
        at = share * (len(changes) - 1)
        assert changes[math.floor(at)] - 1e-12 <= end <= changes[math.ceil(at)] + 1e-12
    assert low < high


def test_the_price_is_told_by_each_measure_of_the_authors_log(run):
    """AUPR and AUROC get worse, FPR95 gets better; ours by a naive count."""
    of_paper = papers.OE_MISTAKES
    assert of_paper["aupr"][1] < of_paper["aupr"][0] and of_paper["auroc"][1] < of_paper["auroc"][0]
    assert of_paper["fpr95"][1] < of_paper["fpr95"][0]
    assert price._of_paper()["fpr95"] == "25.17 → 23.29"
    test = run.evidence["id_test"]
    sure, wrong = confidence(run, "id_test"), test["logits"].argmax(axis=1) != test["labels"]
    limit = np.sort(sure[wrong])[math.ceil(0.95 * wrong.sum()) - 1]
    assert measurements.mistakes(run).fpr95 == pytest.approx(np.mean(sure[~wrong] <= limit))


def test_the_limit_has_95_percent_of_the_ood_test_at_or_below(run):
    ood, limit = confidence(run, "ood/blobs"), measurements.tested(run, "blobs").caught_below()
    assert np.mean(ood <= limit + 1e-12) >= 0.95 > np.mean(ood < limit - 1e-12)


def test_aupr_at_a_ratio_is_that_of_as_many_id_inputs(run):
    """1,000 digits and 500 blobs: at one to four, every digit counts twice."""
    unsure_id, unsure_ood = -confidence(run, "id_test"), -confidence(run, "ood/blobs")
    is_ood = np.repeat([1, 0], [len(unsure_ood), 2 * len(unsure_id)])
    expected = average_precision_score(is_ood, np.r_[unsure_ood, unsure_id, unsure_id])
    assert measurements.aupr_at(run, "blobs", 1 / 4) == pytest.approx(expected)


def test_the_papers_means_and_ours_stand_in_the_table():
    """The mean over the noise, from the evidence itself; the paper's by hand from its three."""
    pair = [Run.load(paths.PRETRAINED / "cifar10" / m) for m in ("baseline", "outlier-exposure")]
    means = []
    for run in pair:
        on_id = -confidence(run, "id_test")
        rates = [
            evaluate(on_id, -confidence(run, f"ood/{name}"))["fpr95"]
            for name, test in run.benchmark.ood_tests.items()
            if test.is_noise
        ]
        means.append(100 * np.mean(rates))
    row = next(r for r in paper.rows(*pair) if r[words.TABLE_WHAT] == "FPR95, mean of noise")
    shown = [float(value) for value in row[say(words.TABLE_OURS)].split(" → ")]
    assert shown == pytest.approx(means, abs=0.051)
    assert row[say(words.TABLE_PAPER)] == "26.05 → 0.58"
    whats = [row[words.TABLE_WHAT] for row in paper.rows(*pair)]
    assert not any("all" in what for what in whats) and "AUROC, mean of far" in whats


def test_the_table_is_read_as_the_runs_are():
    pair = [Run.load(paths.PRETRAINED / "cifar10" / m) for m in ("baseline", "outlier-exposure")]
    before, after = (run.metrics["ood"] for run in pair)
    rose = [t for t in before if after[t]["msp"]["fpr95"] > before[t]["msp"]["fpr95"]]
    said = paper._read(*pair)
    assert f"It rises on {paper.label(rose[0])} and {paper.label(rose[1])}." in said
    assert len(rose) == 2 and "CIFAR-10 classifier fine-tuned on TinyImageNet" in said
    aurocs = [f"{100 * ood['cifar100']['msp']['auroc']:.1f}%" for ood in (before, after)]
    assert f"hardly moves: {aurocs[0]} before, {aurocs[1]} after" in said
    assert abs(after["cifar100"]["msp"]["auroc"] - before["cifar100"]["msp"]["auroc"]) < 0.005
    assert paper._read(pair[0], pair[0]) == say(words.TABLE_FELL)


def test_a_list_ends_with_and():
    assert paper._listed(["a"]) == "a" and paper._listed(["a", "b", "c"]) == "a, b and c"


def test_what_is_said_of_the_tests_that_outliers_show_is_what_the_benchmark_declares():
    reveal = say(words.BETS["cifar10/outlier-exposure"].reveal)
    photographs, scenes = (len(cifar10.COUNTERPARTS[test]) for test in ("cifar100", "scenes"))
    assert f"{photographs} of CIFAR-100's hundred classes" in reveal
    assert scenes == 4 and "four of the six kinds of scenes" in reveal
    shown = cifar10.COUNTERPARTS["cifar100"].keys() | cifar10.COUNTERPARTS["scenes"].keys()
    assert {"bee", "lobster", "mountain", "sea"} <= shown  # its examples
    assert abs(photographs - 100 / 3) < 2  # "a third"


# ---- a test that holds ID ----


def test_look_alikes_that_are_put_back_count_as_ood(run):
    """By hand: the share of digits that are less confident than 95% of letters and look-alikes."""
    both = np.r_[confidence(run, "ood/letters"), confidence(run, "look_alikes/letters")]
    dirty = measurements.tested(run, "letters", "look_alikes/letters")
    on_id, n = confidence(run, "id_test"), len(confidence(run, "ood/letters"))
    limit = sorted(both)[math.ceil(0.95 * len(both)) - 1]
    assert dirty.caught_below() == pytest.approx(limit)
    assert dirty.measured("fpr95") == pytest.approx(np.mean(on_id <= limit), abs=1 / len(on_id))
    hardest = sorted(range(len(both)), key=lambda i: both[i])[math.ceil(0.95 * len(both)) :]
    share = measurements.among_the_hardest(run, "letters", "look_alikes/letters")
    assert share == pytest.approx(np.mean([i >= n for i in hardest]))
    clean = measurements.tested(run, "letters")
    assert clean.measured("fpr95") == pytest.approx(measurements.metric(run, "letters", "fpr95"))


def test_a_few_digits_among_the_letters_decide_fpr95():
    """What DIRTY says of the committed run."""
    run = loading.committed("digits/outlier-exposure")
    clean = measurements.tested(run, "letters").measured("fpr95")
    dirty = measurements.tested(run, "letters", "look_alikes/letters").measured("fpr95")
    assert dirty > 3 * clean
    assert measurements.among_the_hardest(run, "letters", "look_alikes/letters") > 0.8


def test_every_test_is_told_over_the_seeds():
    """EVERY_TEST_READ: FPR95 falls on all tests with every seed, least is left on the easy ones."""
    file = json.loads((paths.PRETRAINED / DIGITS_SEEDS).read_text())["runs"]
    before, after = (
        {test: np.array(row["msp"]["fpr95"]) for test, row in file[name]["ood"].items()}
        for name in ("digits/baseline", "digits/outlier-exposure")
    )
    assert all((after[test] < before[test]).all() for test in before)
    easy = [after[test].max() for test in after if test not in unseen.HARD]
    assert max(easy) < min(after["letters"].min(), after["blobs"].min())
    assert after["blobs"].min() > after["letters"].max()  # "most on blobs"
    dot = unseen._dot(measurements.over_seeds()[measurements.AFTER]["letters"])
    assert dot.value == pytest.approx(100 * after["letters"].mean())
    assert dot.before_ends == pytest.approx(
        (100 * before["letters"].min(), 100 * before["letters"].max())
    )


def test_changes_over_seeds_cover_every_outlier_set_of_the_digits():
    over_seeds, world = measurements.over_seeds(), benchmarks.get("digits")
    shown = [
        name for name in words.BETS if measurements.trained_on(name).benchmark.world == "digits"
    ]
    assert set(over_seeds) == set(shown) and len(shown) == 1 + len(world.other_outliers)
    for name, tests in over_seeds.items():
        for test, fpr95 in tests.items():
            assert len(fpr95.before) == len(fpr95.after) == 3
            runs_of_seed_0 = loading.committed("digits/baseline"), measurements.trained_on(name)
            first = [measurements.metric(run, test, "fpr95") for run in runs_of_seed_0]
            assert [fpr95.before[0], fpr95.after[0]] == pytest.approx(first, abs=5e-5)


def test_what_the_bets_reveal_holds_for_every_seed():
    over_seeds = measurements.over_seeds()
    lettered, white, noise, photographs, rademacher, bernoulli, blobs, textures = (
        over_seeds[name] for name in list(words.BETS)[:8]
    )
    far = ("gaussian", "rademacher", "bernoulli", "blobs", "textures")
    assert all((fpr95.change < 0).all() for fpr95 in lettered.values())
    as_large = white["letters"].change - lettered["letters"].change
    assert np.abs(100 * as_large).max() < 1
    for test in ("gaussian", "rademacher", "bernoulli", "textures"):
        assert (white[test].change > lettered[test].change + 0.01).all()  # "partial"
        assert np.abs(white[test].change[white[test].before < 0.1]).max() < 0.05
    verdicts = [transfer.is_better(fpr95.change) for fpr95 in lettered.values()]
    assert verdicts.count(None) == 2  # "two bets stay open"
    assert transfer.is_better(white["letters"].change)
    assert white["blobs"].change.min() > -0.1 and white["blobs"].change.max() < 0  # "small"
    assert all((white[test].after.max() > 0.1) for test in far)
    for outliers in (noise, photographs, rademacher, bernoulli, blobs, textures):
        assert all((outliers[test].change < 0).all() for test in far)
    for outliers in (noise, rademacher, bernoulli, textures):  # "a little better or worse"
        assert -5 < 100 * outliers["letters"].change.min() < 0
        assert 0 < 100 * outliers["letters"].change.max() < 5
    assert ((100 * photographs["letters"].change > -5) & (photographs["letters"].change < 0)).all()
    ends = (blobs["letters"].change.max(), blobs["letters"].change.min())
    assert [*np.round(-100 * np.array(ends))] == [4, 9]


def test_a_bet_is_decided_where_all_seeds_agree():
    assert transfer.is_better(np.array([-0.05, -0.2])) is True
    assert transfer.is_better(np.array([-0.04, 0.2])) is False
    assert transfer.is_better(np.array([-0.2, -0.04])) is None


@pytest.mark.parametrize(
    "content", [None, "{}", "not json", '{"runs": {"digits": {"accuracy": 1}}}']
)
def test_seeds_that_are_missing_or_damaged_are_a_sentence(folders, content):
    path = paths.PRETRAINED / DIGITS_SEEDS
    if content is not None:
        path.parent.mkdir(parents=True)
        path.write_text(content)
    with pytest.raises(UserError, match=r"digits-seeds.json is missing or damaged"):
        measurements.over_seeds()


# ---- the rule ----


def test_the_lectures_sets_are_held_where_the_benchmark_has_them():
    """Bold is by role: SVHN is an OOD test of the app's photographs, not the classes of a world."""
    assert "**CIFAR-10**" in roles.of_the_lecture("CIFAR-10")["train"]
    of_svhn = roles.of_the_lecture("SVHN")
    assert not any("**" in of_svhn[role] for role in ("train", "test"))
    for name in ("CIFAR-100", "SVHN", "Textures"):
        assert f"**{name}**" in roles.of_the_lecture("CIFAR-10")["ood"]
    for name in ("Places365", "LSUN", "Icons-50", "CIFAR-10"):
        assert f"**{name}**" not in of_svhn["ood"]


def test_one_set_on_both_sides_is_refused_by_name():
    found = outlier_sets.verdict(("noise", "gaussian"), ("blobs", "gaussian"))
    assert found == outlier_sets.Verdict(shared=("gaussian",))


def test_one_kind_on_both_sides_is_flagged_either_way_round():
    of_one_kind = outlier_sets.verdict(("noise",), ("gaussian", "blobs"))
    assert of_one_kind.overlaps == (("noise", "gaussian"),)
    assert outlier_sets.verdict(("gaussian",), ("noise",)).overlaps == (("gaussian", "noise"),)
    fair = outlier_sets.verdict(("noise",), ("blobs", "bernoulli"))
    assert fair == outlier_sets.Verdict((), (), 4000, 1000)


def test_every_set_and_every_bet_has_words():
    world = benchmarks.get("digits")
    assert set(roles.pool(world)) >= {"outliers", "noise", "photographs", "letters", "textures"}
    for name in words.BETS:
        trained = measurements.trained_on(name)
        if isinstance(trained, Run):
            assert trained.method.name == "outlier-exposure"
        assert 0 <= measurements.metric(trained, "textures", "fpr95") < 1


@pytest.mark.parametrize("name", [name for name in words.BETS if "/" not in name])
def test_where_only_metrics_are_kept_nothing_passes_for_a_run(name):
    trained = measurements.trained_on(name)
    assert not isinstance(trained, Run) and not hasattr(trained, "evidence")
    file = json.loads((paths.PRETRAINED / DIGITS_SEEDS).read_text("utf-8"))
    assert trained.benchmark.name == name and trained.seed == file["seeds"][0]
    for test, row in file["runs"][name]["ood"].items():
        assert measurements.metric(trained, test, "fpr95") == row["msp"]["fpr95"][0]


# ---- the page ----


def test_without_runs_every_part_is_a_sentence(folders):
    at = lesson()
    assert not at.exception and not at.error
    assert "run pretrained/digits/baseline is missing" in said(at)
    for key in ("oe-roles", "oe-fair", "oe-price"):
        at.segmented_control(key=f"guess:{key}").set_value(GUESSES[key][0]).run()
        assert not at.exception, key
    assert "run pretrained/plane-blobs/outlier-exposure is missing" in said(at)
    assert "run pretrained/cifar10/baseline is missing" in said(at)


@pytest.fixture
def committed(monkeypatch):
    """The page on the committed runs, every question answered."""
    monkeypatch.setattr(queue, "warm", lambda: None)
    at = lesson()
    for key, guesses in GUESSES.items():
        at.segmented_control(key=f"guess:{key}").set_value(guesses[1])
    return at.run()


def test_nothing_is_told_before_the_guess(monkeypatch):
    monkeypatch.setattr(queue, "warm", lambda: None)
    at = lesson()
    assert not at.exception and "You said" not in said(at)


def test_the_rule_is_held_on_the_page(committed):
    at = committed
    assert not at.exception and "Disjoint." in said(at)
    at.pills(key="oe-role:outliers").set_value(["train", "test"]).run()
    assert "Refused." in said(at) and "shares inputs" in said(at)
    assert f"*{say(words.SET_LABELS['outliers'])}*" in at.error[0].value
    at.pills(key="oe-role:outliers").set_value([])
    at.pills(key="oe-role:noise").set_value(["train"]).run()
    assert "Allowed, but flagged." in said(at)
    at.pills(key="oe-role:noise").set_value([]).run()
    assert say(words.NEED_BOTH) in said(at)


def test_look_alikes_are_told_once_to_everybody(committed):
    at = committed
    run = loading.committed("digits/outlier-exposure")
    dirty = 100 * measurements.tested(run, "letters", "look_alikes/letters").measured("fpr95")
    assert say(words.LETTERS_NOTE) in said(at) and f"**{dirty:.1f}%** instead of" in said(at)
    assert "oe-look-alikes" not in {toggle.key for toggle in at.toggle}


def test_the_fall_on_the_plane_is_the_least_of_its_table(committed):
    """PLANE_HONEST, from the cards of both runs and of their plain classifier."""
    names = ("plane-blobs/baseline", *words.PLANE_TITLES)
    plain, *tuned = (
        json.loads((paths.PRETRAINED / name / "card.json").read_text("utf-8"))["metrics"]["ood"]
        for name in names
    )
    falls = [plain[t]["msp"]["fpr95"] - run[t]["msp"]["fpr95"] for run in tuned for t in plain]
    assert f"FPR95 falls by at least {100 * min(falls):.1f} points" in said(committed)


def test_who_cannot_see_the_plane_is_told_where_its_tests_lie(monkeypatch):
    told = []
    monkeypatch.setattr(plane, "still", lambda panels, alt, *_: told.append(alt))
    at = lesson()
    at.segmented_control(key="guess:oe-fair").set_value(GUESSES["oe-fair"][1]).run()
    world = benchmarks.get("plane-blobs")
    for test in ("band", "box", "ring"):
        far = np.sqrt((world.ood(test) ** 2).sum(axis=1))
        assert f"{plane.label(test)} {far.min():.1f} to {far.max():.1f}" in told[-1]


def test_the_rows_are_shown_without_a_bet(committed):
    at = committed
    at.button(key="oe-open").click().run()
    assert not at.exception and say(words.HEAT_HIDDEN) not in said(at)
    again = lesson(at.session_state["visitor"])  # a reload
    for page in (at, again):
        assert say(words.HEAT_HIDDEN) not in said(page) and is_told_without_a_bet(page)


def is_told_without_a_bet(at: AppTest) -> bool:
    """Whether the chosen outliers' result is shown, without a bet to place or to count."""
    keys = {widget.key or "" for widget in [*at.button, *at.pills]}
    tables = [list(table.value.columns) for table in at.table]
    *columns, mine = say_each(words.RESULT_COLUMNS)
    assert not any(mine in found for found in tables)
    return not any(key == "oe-place" or key.startswith("oe-bet:") for key in keys) and any(
        columns[-1] in found for found in tables
    )


def test_what_the_page_has_told_is_not_bet_on(committed, monkeypatch):
    """The row of the letters A to M is open; the others are bet on as before."""
    at, counted = committed, []
    monkeypatch.setattr(tally, "vote", lambda *vote: counted.append(vote))
    assert "oe-place" in {button.key for button in at.button}
    at.segmented_control(key="oe-outliers").set_value(transfer.KNOWN).run()
    assert not at.exception and is_told_without_a_bet(at) and not counted
    assert say(words.BETS[transfer.KNOWN].reveal) in said(at)


def test_the_table_comes_with_the_first_row_that_the_page_has_not_told(committed):
    """Before, its rows would be question marks but for one, whose numbers are above already."""
    at, heat = committed, f"**{say(words.HEAT)}**"
    tables = said(at).count(heat)  # the plane's is always there
    assert say(words.HEAT_HIDDEN) not in said(at)
    at.segmented_control(key="oe-outliers").set_value("cifar10/outlier-exposure").run()
    assert not at.exception and said(at).count(heat) == tables
    at.button(key="oe-place").click().run()
    assert not at.exception and said(at).count(heat) == tables + 1


def test_what_the_price_says_of_ours_is_told_apart_from_the_paper(committed):
    before, after = (loading.committed(f"cifar10/{m}") for m in ("baseline", "outlier-exposure"))
    accuracy = [f"{100 * run.metrics['accuracy']:.1f}%" for run in (before, after)]
    assert f"goes from {accuracy[0]} to {accuracy[1]}" in said(committed)
    errors = [f"{100 - error:.2f}%" for error in papers.OE_ERROR]
    assert f"goes from {errors[0]} to {errors[1]}" in said(committed)
    found = [measurements.mistakes(run).fpr95 for run in (before, after)]
    assert (found[1] > found[0]) and say(words.PRICE_FPR95[True]).split(",")[0] in said(committed)


def test_bets_and_what_they_open_are_in_no_link(committed):
    """Who follows a link bets for himself."""
    assert any((one.key or "").startswith("oe-bet:") for one in committed.pills)
    held = committed.session_state[view.HELD]
    assert "oe-outliers" in held
    assert not [key for key in held if key.startswith(("oe-bet:", "oe-rows"))]


def test_a_bet_is_counted_by_the_cards(committed):
    at, name = committed, "lessons/outliers-noise"
    at.segmented_control(key="oe-outliers").set_value(name).run()
    at.pills(key=f"oe-bet:{name}").set_value(["textures"])
    at.button(key="oe-place").click().run()
    assert not at.exception
    file = json.loads((paths.PRETRAINED / "lessons" / "digits-seeds.json").read_text())["runs"]
    before, after = (file[run]["ood"] for run in ("digits/baseline", name))
    fell = {}  # unseen test -> with which seeds FPR95 fell by five points
    for test in set(before) - {"gaussian"}:
        pairs = zip(before[test]["msp"]["fpr95"], after[test]["msp"]["fpr95"], strict=True)
        fell[test] = {was - now >= 0.05 for was, now in pairs}
    decided = {test: seeds.pop() for test, seeds in fell.items() if len(seeds) == 1}
    right = sum((test == "textures") == better for test, better in decided.items())
    assert f"**{right} of {len(decided)}**" in said(at)
    assert len(decided) == 4  # on Rademacher noise the seeds disagree
