"""A paper's numbers beside ours, as dots."""

import pytest

from app.data.dots import dot, group_mean
from app.figures.dots import Dot, dots
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run

WORDS = {"before": "{name}, before", "interval": " ({low:.1f} to {high:.1f})"}
ROWS = {
    "FPR95": {"paper": Dot(9.5, before=34.9), "ours": Dot(20.0, (18.0, 23.0), 40.0, (38.0, 41.0))},
    "error": {"ours": Dot(6.0)},
}


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_number_stands_once_with_its_interval_and_the_one_before(mode):
    fig = dots(ROWS, "in %", WORDS, mode)
    drawn = {trace.name: trace for trace in fig.data if trace.mode == "markers"}
    assert list(drawn["paper"].x) == [9.5] and list(drawn["paper, before"].x) == [34.9]
    assert list(drawn["ours"].x) == [20.0, 6.0] and list(drawn["ours, before"].x) == [40.0]
    assert list(drawn["ours"].customdata) == ["20.0 (18.0 to 23.0)", "6.0"]
    bars = [tuple(trace.x) for trace in fig.data if trace.mode == "lines"]
    assert (18.0, 23.0, None, 38.0, 41.0, None) in bars and (40.0, 20.0, None) in bars
    assert drawn["paper"].y[0] != drawn["ours"].y[0]  # each on a line of its own
    assert drawn["ours"].marker.symbol != drawn["paper"].marker.symbol  # told apart without colour
    assert list(fig.layout.yaxis.ticktext) == ["FPR95", "error"]


def test_a_runs_number_lies_within_its_interval():
    run = Run.load(PRETRAINED / "cifar10/outlier-exposure")
    before = Run.load(PRETRAINED / "cifar10/baseline")
    for test in ("svhn", group_mean("near"), group_mean("far")):
        found = dot(run, test, "msp", "fpr95", before)
        assert found.ends[0] <= found.value <= found.ends[1], test
        assert found.before_ends[0] <= found.before <= found.before_ends[1]
    card = run.metrics["ood"]
    assert dot(run, "svhn", "msp", "fpr95").value == 100 * card["svhn"]["msp"]["fpr95"]
    assert dot(run, group_mean("near"), "msp", "auroc").value == pytest.approx(
        100 * card["cifar100"]["msp"]["auroc"]
    )
