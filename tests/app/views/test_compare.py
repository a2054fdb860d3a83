"""The Compare page: its numbers against the cards, its pictures against other libraries."""

import base64
import io
import json
import statistics
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from PIL import Image
from scipy.stats import binomtest
from sklearn.metrics import precision_recall_curve, roc_auc_score, roc_curve
from streamlit.testing.v1 import AppTest

from app.blocks import gallery
from app.components import brush
from app.data import loading, metric_table, scoring, seeds
from app.figures import classes as class_figures
from app.figures import comparison, pairs, theme
from app.text import names as text_names
from app.text import say, say_each
from app.views.compare import brush as compare_brush
from app.views.compare import choices, classes, curves, failures, full_spectrum, table, two_runs
from app.views.compare import seeds as compare_seeds
from app.views.compare import words as text
from ood_core.errors import UserError
from ood_core.evidence import Evidence
from ood_core.runs.run import Run
from ood_core.scores import SCORES, saturates
from tests.app.test_pages import opened

PARTS = ("Numbers", "Curves", "Brush", "Two runs", "Classes", "Failures")
HEAT = {"near": "near", "far": "far", "untested": "not tested"}
RNG = np.random.default_rng(3)


def compare(**link: str) -> AppTest:
    return opened("compare", **link)


def said(at: AppTest) -> str:
    kinds = ("markdown", "info", "error", "caption", "header")
    return "\n".join(element.value for kind in kinds for element in at.get(kind))


def with_logits(run: Path, change) -> None:
    """The run with other logits in its evidence, its card as it was."""
    with np.load(run / "evidence.npz") as stored:
        arrays = {name: stored[name] for name in stored.files}
    changed = {n: change(n, a) if n.endswith(":logits") else a for n, a in arrays.items()}
    np.savez(run / "evidence.npz", **changed)


@pytest.mark.parametrize("world", ["plane-blobs", "digits"])
def test_every_part_draws(fake, world):
    for method in ("baseline", "csi"):
        fake(world, method)
    for part in PARTS:
        at = compare(benchmark=world, part=part)
        assert not at.exception and not at.error, part
        assert [tab.label for tab in at.tabs] == list(PARTS)


def test_the_first_view_of_committed_runs_reads_cards_alone(monkeypatch):
    """It neither fits a score nor opens evidence."""
    st.cache_data.clear()
    loading._open.cache_clear()  # it holds runs, which keep their evidence

    def refuse(*arguments):
        raise AssertionError("only cards are to be read")

    monkeypatch.setattr(Evidence, "load", refuse)
    for score in SCORES.values():
        monkeypatch.setattr(score, "fit", refuse)
    at = compare(benchmark="cifar10")
    assert not at.exception
    assert "CSI: There is no ASH-S score here: it needs features that are not negative" in said(at)


def test_what_an_early_card_does_not_say_is_computed(fake):
    """Runs of before `report` told it have the same sentences below their numbers."""
    for method in ("baseline", "csi"):
        place = fake("plane-blobs", method)
        now = Run.load(place)
        metrics = {n: now.metrics[n] for n in ("accuracy", "default_score", "ood")}
        early = json.dumps(now.card | {"metrics": metrics})
        told = scoring.caveats(now)
        (place / "card.json").write_text(early)
        st.cache_data.clear()
        assert scoring.caveats(Run.load(place)) == told
    assert any("no ASH-S score" in sentence for sentence in told)


def test_what_outliers_show_can_be_left_out():
    at = compare(benchmark="cifar10")
    whole = at.dataframe[0].value
    at.toggle(key="compare:unseen").set_value(True).run()
    assert not at.exception
    left = at.dataframe[0].value
    column = say(text.TABLE["test"])
    assert set(whole[column]) - set(left[column]) >= {"cifar100", "scenes"}
    runs = loading.comparable("cifar10")
    name, run = next(iter(runs.items()))
    far = [t for t, row in run.metrics["ood"].items() if row["kind"] == "far" and t != "scenes"]
    found = table.collected({name: run}, table.seen_tests(runs))
    of_msp = found[(found["score"] == "msp") & (found["test"].isin(far))]
    expected = [100 * run.metrics["ood"][test]["msp"]["fpr95"] for test in far]
    assert of_msp["fpr95"].tolist() == pytest.approx(expected)
    means = found[found["test"] == "mean of far"]
    assert len(means) and means["fpr95 low"].isna().all()  # what was made is of all tests
    plane = compare(benchmark="plane-blobs")
    assert "compare:unseen" not in [one.key for one in plane.toggle]  # nothing is seen there


def test_a_run_whose_images_are_missing_is_shown_in_words(fake):
    place = fake("digits", "baseline")
    card = json.loads((place / "card.json").read_text())
    card["data"]["ood/letters"]["sha256"] = "of other letters"
    (place / "card.json").write_text(json.dumps(card))
    at = compare(benchmark="digits", part="Brush")
    assert not at.exception and say(text.NO_PICTURES) in said(at)
    run = loading.comparable("digits")["Baseline"]
    shown = gallery.items(run, "ood/letters", np.array([4]), ["a note"])
    assert shown[0].picture is None and shown[0].name == "letters 4"
    assert "a note" in shown[0].lines


def test_points_that_are_not_those_of_the_run_are_not_drawn(fake):
    place = fake("plane-blobs", "baseline")
    card = json.loads((place / "card.json").read_text())
    card["data"]["id_test"]["sha256"] = "of other points"
    (place / "card.json").write_text(json.dumps(card))
    with pytest.raises(UserError, match="not those that this run was measured on: choose another"):
        compare_brush.places(Run.load(place), compare_brush.PLANE)


def test_without_runs_or_with_none_chosen_it_says_so(fake):
    assert say(text.WORLDLESS) in said(compare())
    fake("plane-blobs", "baseline")
    at = compare(benchmark="plane-blobs")
    at.multiselect(key="compare:runs:plane-blobs").set_value([]).run()
    assert not at.exception and say(text.NO_RUN) in said(at)


def test_one_run_cannot_be_compared_with_itself(fake):
    fake("plane-blobs", "baseline")
    at = compare(benchmark="plane-blobs", part="Two runs")
    assert not at.exception and say(text.TWO_RUNS) in said(at)


@pytest.mark.parametrize("part", ["Curves", "Brush", "Failures"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda n, a: a * (np.nan if n == "ood/band:logits" else 1), "hold NaN or infinite values"),
        (lambda n, a: np.zeros_like(a), "is the same for all"),
    ],
)
def test_bad_scores_are_a_sentence(fake, part, change, sentence):
    with_logits(fake("plane-blobs", "baseline"), change)
    at = compare(benchmark="plane-blobs", part=part)
    assert not at.exception and sentence in said(at)


def test_runs_without_intervals_say_how_to_make_them(fake):
    fake("plane-blobs", "baseline")
    assert say(text.NO_INTERVALS, runs="Baseline") in said(compare(benchmark="plane-blobs"))


@pytest.fixture
def runs(fake):
    for method in ("baseline", "energy"):
        fake("plane-blobs", method)
    return loading.comparable("plane-blobs")


def test_variants_and_own_runs_have_names_of_their_own(fake, folders):
    fake("plane-blobs", "energy")
    from tests.app.fake import make_run

    make_run(folders / "runs", "plane-blobs", "energy").rename(folders / "runs" / "mine")
    found = loading.comparable("plane-blobs")
    assert list(found) == ["Energy", "Energy, mine"]
    assert [loading.is_main(run) for run in found.values()] == [True, False]


def test_runs_of_two_sweeps_are_all_offered(folders):
    """Their folders have equal names, of what was asked for."""
    from tests.app.fake import make_run

    places = [
        folders / "runs" / s / f"weight=0.1,seed={n}" for s in ("a", "b", "c") for n in (0, 1)
    ]
    for place in places:
        place.parent.mkdir(exist_ok=True, parents=True)
        make_run(folders / "made", "plane-blobs", "energy").rename(place)
    found = loading.comparable("plane-blobs")
    assert {run.path for run in found.values()} == {*places}
    assert "Energy, weight=0.1,seed=0" in found
    own = loading.own_runs("plane-blobs", "energy")
    assert {run.path for run in own.values()} == {*places} and "weight=0.1,seed=1" in own


def test_the_table_holds_the_cards_numbers_and_their_means(runs):
    found = table.collected(runs)
    for name, run in runs.items():
        for test, row in run.metrics["ood"].items():
            line = found[(found.run == name) & (found.test == test) & (found.score == "msp")]
            assert line["auroc"].item() == pytest.approx(100 * row["msp"]["auroc"])
        tests = run.metrics["ood"]
        far = np.mean([t["msp"]["fpr95"] for t in tests.values() if t["kind"] == "far"])
        line = found[(found.run == name) & (found.test == "mean of far") & (found.score == "msp")]
        assert line["fpr95"].item() == pytest.approx(100 * far)
        assert set(found[found.run == name]["accuracy"]) == {100 * run.metrics["accuracy"]}
    own = found[found["own"]]
    assert set(zip(own.run, own.score, strict=True)) == {("Baseline", "msp"), ("Energy", "energy")}
    csv = pd.read_csv(io.StringIO(table.as_written(found).to_csv(index=False)))
    assert len(csv) == len(found) and {"run", "FPR95", "FPR95 low", "accuracy"} <= set(csv)


@pytest.mark.parametrize(("metric", "rising"), [("fpr95", True), ("auroc", False)])
def test_rows_are_ordered_the_best_first(runs, metric, rising):
    found = table.collected(runs)
    wide = table.ordered(found, metric, "band")
    assert wide["band"].is_monotonic_increasing == rising
    assert set(wide.index) == set(zip(found["run"], found["score"], strict=True))


def test_noise_is_in_no_mean_of_photographs(fake):
    """Neither in the numbers, nor in an interval that was made when noise was counted as far."""
    place = fake("digits", "baseline")
    old = {"mean of far": {"msp": {"fpr95": [0.1, 0.2]}}, "letters": {"msp": {"fpr95": [0.3, 0.4]}}}
    (place / "intervals.json").write_text(json.dumps(old))
    run = Run.load(place)
    found = metric_table.metrics(run)
    msp = found[found.score == "msp"].set_index("test")
    ood = run.metrics["ood"]
    noise = [ood[t]["msp"]["fpr95"] for t in ("gaussian", "rademacher", "bernoulli", "blobs")]
    assert msp.loc["mean of noise", "fpr95"] == pytest.approx(100 * np.mean(noise))
    assert msp.loc["mean of far", "fpr95"] == pytest.approx(
        100 * np.mean([ood[t]["msp"]["fpr95"] for t, g in run.groups.items() if g == "far"])
    )
    assert msp.loc["letters", "fpr95 low"] == pytest.approx(30)
    assert np.isnan(msp.loc["mean of far", "fpr95 low"])


def test_scores_fitted_on_a_part_of_the_training_data_say_so():
    told = " ".join(scoring.caveats(loading.committed("cifar10/baseline")))
    assert "first 5,000 of 50,000 training inputs" in told and "KNN, ViM, Mahalanobis" in told
    assert "training inputs" not in " ".join(scoring.caveats(loading.committed("digits/baseline")))


def test_full_spectrum_is_asked_for_and_stands_beside_the_usual_numbers(fake):
    fake("plane-blobs", "baseline")
    at = compare(benchmark="plane-blobs")
    assert say(text.FULL_COLUMNS[3]) not in [c for table in at.table for c in table.value.columns]
    at.toggle(key="compare:full-spectrum").set_value(True).run()
    assert not at.exception
    run = loading.comparable("plane-blobs")["Baseline"]
    scored = scoring.scored(run, "msp")
    on_id = np.concatenate([s for n, s in scored.items() if n == "id_test" or "shift/" in n])
    far = [
        roc_auc_score(
            np.r_[np.zeros(len(on_id)), np.ones(len(scored[name]))], np.r_[on_id, scored[name]]
        )
        for name in ("ood/box", "ood/ring")
    ]
    assert full_spectrum.rows({"Baseline": run}, "auroc")[1][3] == f"{100 * np.mean(far):.1f}%"


def test_the_spread_over_seeds_stands_beside_the_committed_seed():
    run = loading.committed("digits/baseline")
    found = {row[1]: row for row in compare_seeds.rows({"Baseline": run}, "auroc")}
    measured = seeds.measured()["digits/baseline"]["ood"]
    noise = [
        statistics.mean(
            measured[t]["msp"]["auroc"][i] for t, g in run.groups.items() if g == "noise"
        )
        for i in range(3)
    ]
    _, _, here, mean, span, n = found["noise"]
    of_run = [run.metrics["ood"][t]["msp"]["auroc"] for t, g in run.groups.items() if g == "noise"]
    assert here == f"{100 * statistics.mean(of_run):.1f}%" and n == "3"
    said = [float(number.strip("%")) for number in (*mean.split(" ± "), *span.split(" to "))]
    expected = [statistics.mean(noise), statistics.stdev(noise), min(noise), max(noise)]
    assert said == pytest.approx([100 * value for value in expected], abs=0.0501)
    assert compare_seeds.rows({"Baseline": run}, "aupr_in") == []  # not kept over seeds


def test_chosen_runs_that_differ_in_the_seed_alone_are_summed_up(fake):
    card = Run.load(fake("plane-blobs", "baseline")).card
    other = card | {"seed": 1}
    longer = card | {"seed": 2, "config": {"steps": 41}}
    runs = {str(i): Run(Path(f"/{i}"), c) for i, c in enumerate((card, other, longer))}
    assert [[run.seed for run in found] for found in compare_seeds.families(runs)] == [[0, 1]]
    assert {row[0] for row in compare_seeds.rows(runs, "fpr95")} == {"Baseline, the chosen runs"}


def test_near_and_far_stand_apart(runs):
    found = table.collected(runs)
    near, far = table.blocks(found, table.ordered(found, "auroc", table.AS_CHOSEN), "auroc")
    assert (near.kind, near.columns) == ("near", ["band"])  # one test is its own mean
    assert (far.kind, far.columns) == ("far", ["box", "ring", "mean"])
    np.testing.assert_allclose(far.values[:, 2], far.values[:, :2].mean(axis=1))


def block(values, low, high):
    columns = [f"t{i}" for i in range(np.shape(values)[1])]
    return comparison.Block("near", columns, *(np.array(a, float) for a in (values, low, high)))


def test_the_best_and_what_is_not_told_from_it_are_bold():
    """FPR95: low is good. The second run's interval reaches the best, the third's does not."""
    cells = block([[10], [12], [20]], [[8], [9], [15]], [[13], [16], [25]])
    assert comparison.best(cells, "fpr95").ravel().tolist() == [True, True, False]
    assert comparison.best(cells, "auroc").ravel().tolist() == [False, False, True]
    unknown = block([[10], [12]], [[np.nan]] * 2, [[np.nan]] * 2)
    assert comparison.best(unknown, "fpr95").ravel().tolist() == [True, False]
    fig = comparison.heat(["a", "b", "c"], [cells], "fpr95", HEAT, "light")
    assert [line[0] for line in fig.data[0].text] == ["<b>10.0</b>", "<b>12.0</b>", "20.0"]
    assert fig.data[0].customdata[2][0] == "20.0% [15.0, 25.0]"
    assert fig.data[0].z[:, 0].tolist() == [0.9, 0.88, 0.8]


def test_a_missing_number_is_an_empty_cell():
    cells = block([[10], [np.nan]], [[np.nan]] * 2, [[np.nan]] * 2)
    fig = comparison.heat(["a", "b"], [cells], "auroc", HEAT, "dark")
    assert fig.data[0].text[1][0] == "" and fig.data[0].customdata[1][0] == "not tested"
    assert comparison.best(cells, "auroc").ravel().tolist() == [True, False]


def sides(n=400, m=300):
    return comparison.Sides("a", RNG.normal(0, 1, n), RNG.normal(1, 1, m))


def test_curves_go_through_scikit_learns_points():
    line = sides()
    truth = np.r_[np.zeros(400), np.ones(300)]
    values = np.r_[line.id_scores, line.ood_scores]
    fig = comparison.curves([line], say_each(text.CURVE), "light")
    drawn = [t for t in fig.data if t.name and t.mode == "lines"]
    fpr, tpr, _ = roc_curve(truth, values, drop_intermediate=False)
    precision, recall, _ = precision_recall_curve(truth, values)
    for trace, theirs in zip(drawn, (np.c_[fpr, tpr], np.c_[recall, precision]), strict=True):
        ours = np.c_[trace.x, trace.y] / 100
        gaps = np.abs(ours[:, None] - theirs).max(axis=2)
        assert gaps.min(axis=1).max() < 1e-12  # every point drawn is one of theirs
        assert gaps.min(axis=0).max() < 2.5 / comparison.GRID  # and none of theirs is far
    rings = [t for t in fig.data if t.mode == "markers"]
    at = np.argmax(tpr >= 0.95)
    assert (rings[0].x[0], rings[0].y[0]) == pytest.approx((100 * fpr[at], 100 * tpr[at]))
    assert f"FPR95 {fpr[at]:.1%}" in drawn[0].name


def test_a_long_curve_is_sent_short():
    fpr = np.linspace(0, 1, 20_000)
    kept = comparison.thinned(fpr, fpr)
    assert kept[0] == 0 and kept[-1] == 19_999 and len(kept) <= 2 * comparison.GRID + 2


def test_curves_of_what_a_run_does_not_have_are_left_out(runs):
    asked = curves.lines(runs, ["ood/band", "ood/nowhere"], [curves.OWN, "energy", "csi"])
    assert asked == [
        ("Baseline", "msp", "ood/band"),
        ("Energy", "energy", "ood/band"),
        ("Baseline", "energy", "ood/band"),
    ]


def test_p_values_by_counting():
    on_id, ood = RNG.integers(0, 9, 40).astype(float), RNG.integers(0, 12, 30).astype(float)
    naive = [(1 + sum(i >= o for i in on_id)) / 41 for o in ood]
    np.testing.assert_allclose(two_runs.p_values(on_id, ood), naive)


def test_p_values_flag_no_more_than_their_share_of_id():
    on_id, fresh = RNG.normal(size=2000), RNG.normal(size=4000)
    for share in two_runs.SHARES:
        assert np.mean(two_runs.p_values(on_id, fresh) <= share) < share + 0.015


def test_groups_and_their_picture():
    first, second = np.array([0.01, 0.01, 0.5, 0.5]), np.array([0.01, 0.5, 0.05, 0.9])
    found = pairs.groups(first, second, 0.05)
    assert found.tolist() == [pairs.BOTH, pairs.FIRST, pairs.SECOND, pairs.NEITHER]
    names, point = say_each(text.GROUPS), say(text.POINT)
    fig = pairs.agreement(first, second, 0.05, ("a", "b"), names, point, "light")
    assert [t.name for t in fig.data] == [f"{name}: 1" for name in names]
    hover = "input %{customdata}: %{x:.2%} and %{y:.2%}<extra></extra>"
    assert {t.hovertemplate for t in fig.data} == {hover}
    assert len({t.marker.color for t in fig.data} | {t.marker.symbol for t in fig.data}) == 8
    assert fig.layout.xaxis.range[0] > fig.layout.xaxis.range[1]  # stranger to the right


def test_the_rows_of_a_heat_map_are_as_high_as_the_longest_name():
    names = ["Energy, Energy", "Outlier Exposure, Relative Mahalanobis distance"] * 6
    values = np.full((12, 1), 50.0)
    block = comparison.Block("far", ["noise"], values, values, values)
    fig = comparison.heat(names, [block], "auroc", HEAT, "light")
    lines = max(name.count("<br>") + 1 for name in fig.data[0].y)
    below = fig.layout.template.layout.margin.b or 0
    inside = fig.layout.height - fig.layout.margin.t - below
    assert lines >= 2 and inside / 12 >= 13 * lines  # letters are 12 pixels high


def test_of_many_inputs_some_are_drawn_and_all_are_counted():
    p = np.random.default_rng(0).uniform(0.001, 1, (2, 9500))
    found = pairs.groups(*p, 0.3)
    names = say_each(text.GROUPS)
    fig = pairs.agreement(*p, 0.3, ("a", "b"), names, say(text.POINT), "light")
    counts = [int(np.sum(found == group)) for group in range(4)]
    assert [t.name for t in fig.data] == [f"{n}: {c}" for n, c in zip(names, counts, strict=True)]
    for trace, count in zip(fig.data, counts, strict=True):
        assert len(trace.x) == pytest.approx(count / 10, abs=1)
        assert np.array_equal(trace.x, p[0][np.array(trace.customdata)])


def test_the_difference_of_a_run_from_itself_is_none(runs):
    side = (runs["Energy"], "energy")
    values, difference = two_runs.paired(*side, *side, "ood/band")
    card = runs["Energy"].metrics["ood"]["band"]["energy"]
    np.testing.assert_allclose(values[0], list(card.values()))
    assert all(ends == [0, 0] for ends in difference.values())


def test_runs_with_other_test_sets_are_not_compared(runs):
    base = runs["Baseline"]
    data = base.card["data"] | {"ood/band": base.card["data"]["ood/band"] | {"sha256": "other"}}
    other = Run(base.path, base.card | {"data": data})
    both = [two_runs.Side(run, "msp", name) for run, name in ((base, "A"), (other, "B"))]
    two_runs.check_same_inputs(*both, "ood/box")
    with pytest.raises(UserError, match="A and B were tested on different band"):
        two_runs.check_same_inputs(*both, "ood/band")


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (7, 7), (3, 11), (960, 1000)])
def test_wilsons_interval_is_scipys(hits, n):
    theirs = binomtest(hits, n).proportion_ci(0.95, "wilson")
    assert classes.wilson(hits, n) == pytest.approx((theirs.low, theirs.high), abs=1e-6)


def test_classes_by_counting(runs):
    run = runs["Baseline"]
    test = run.evidence["id_test"]
    for k, (rate, low, high) in enumerate(classes.per_class(run)):
        rows = [i for i, label in enumerate(test["labels"]) if label == k]
        hits = sum(test["logits"][i].argmax() == k for i in rows)
        assert rate == hits / len(rows) and low < rate < high
    z = np.array([[0, 1, 0], [0, 2, 1], [5, 0, 0], [0, 9, 0]])
    assert classes.taken_for(z).tolist() == [0.25, 0.75, 0]
    words = say_each(text.ANSWER_SHARES)
    fig = class_figures.shares(np.array([[0.25, 0.75, 0]]), ["r"], "abc", words, "light")
    assert list(fig.data[0].text[0]) == ["25", "75", ""]
    assert fig.data[0].hovertemplate == "%{y} called %{x}: %{z:.1%}<extra></extra>"
    rates, axes = {"r": classes.per_class(run)}, say_each(text.ACCURACY_AXES)
    fig = class_figures.accuracy(rates, run.benchmark.classes, axes, "dark")
    assert fig.data[0].error_y.array[0] > 0 and list(fig.data[0].text) == ["A", "B"]


def test_mistakes_are_wrong_and_the_most_confident_first(runs):
    run = runs["Baseline"]
    test, rows = run.evidence["id_test"], failures.most_confident_mistakes(run)
    z = test["logits"].astype(float)
    sure = np.exp(z).max(axis=1) / np.exp(z).sum(axis=1)
    wrong = [i for i in range(len(z)) if z[i].argmax() != test["labels"][i]]
    assert rows.tolist() == sorted(wrong, key=lambda i: -sure[i])[: gallery.SHOWN]


def test_what_the_brush_gets_is_what_the_evidence_holds(runs):
    run = runs["Baseline"]
    scores = scoring.scored(run, "msp")["ood/band"]
    xy = compare_brush.places(run, compare_brush.PLANE)["ood/band"]
    answers = run.evidence["ood/band"]["logits"].argmax(axis=1)[: len(xy)]
    points = brush.Points("band", "near", scores[: len(xy)], xy, answers)
    data = brush.content([points], "any title", ("x", "y"), ("A", "B"), "v", "dark", saturates=True)
    sent = data["groups"][0]
    decoded = np.frombuffer(base64.b64decode(sent["scores"]), "<f8")
    np.testing.assert_array_equal(decoded, scores[: len(xy)])  # every digit: they crowd at -1
    places = np.frombuffer(base64.b64decode(sent["xy"]), "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(places, run.benchmark.ood("band")[: len(xy)])
    assert sent["labels"] is None and sent["answers"] == answers.tolist()
    assert data["kinds"]["near"]["colour"] == theme.COLOURS["dark"]["near"]
    assert json.loads(json.dumps(data))["saturated"] is True
    plain = brush.content([points], "MSP", ("x", "y"), ("A", "B"), "v", "dark", saturates("energy"))
    assert plain["saturated"] is False  # whatever the title says


@pytest.mark.parametrize("channels", [1, 3])
def test_a_sheet_holds_each_picture_at_its_place(channels):
    images = RNG.integers(0, 256, (brush.COLUMNS + 3, channels, 4, 5), dtype=np.uint8)
    page = brush.sheet(images)
    assert page.shape == (8, 5 * brush.COLUMNS, channels)
    np.testing.assert_array_equal(page[4:8, 10:15], images[brush.COLUMNS + 2].transpose(1, 2, 0))


def test_pictures_of_a_gallery_are_the_inputs(fake):
    run = Run.load(fake("digits", "baseline"))
    shown = gallery.items(run, "id_test", np.array([7]), ["x"])[0]
    pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(shown.picture.split(",")[1]))))
    np.testing.assert_array_equal(pixels, run.benchmark.id_test.x[7, 0])
    assert "<script" not in gallery._figure(gallery.Item("<script>", None, ("<script>",)))


def test_every_metric_has_words_and_ends():
    assert set(text.DEEPER) == set(comparison.ENDS) == set(text_names.METRICS)


def test_scores_that_are_missing_or_not_finite_are_named(runs, monkeypatch):
    found = {"id_test": np.arange(3.0), "ood/band": np.array([0, np.inf])}
    monkeypatch.setattr(scoring, "scored", lambda run, score: found)
    with pytest.raises(UserError, match="The MSP score of R is not a finite number on band"):
        choices.scores("R", runs["Baseline"], "msp", list(found))
    with pytest.raises(UserError, match="R has no MSP score of cut permute"):
        choices.scores("R", runs["Baseline"], "msp", ["id_test", "shift/cut_permute"])


def test_scores_that_tell_nothing_apart_are_named(runs, monkeypatch):
    same = {"id_test": np.ones(3), "ood/band": np.ones(4)}
    monkeypatch.setattr(scoring, "scored", lambda run, score: same)
    with pytest.raises(UserError, match="The MSP score of R is the same for all"):
        choices.scores("R", runs["Baseline"], "msp", list(same))
