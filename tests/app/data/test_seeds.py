"""What is told over seeds begins with the runs that are shown, and holds for each seed."""

import numpy as np
import pytest

from app.data import seeds
from ood_core.experiments.measurements import confidences_by_group
from ood_core.experiments.seeds_digits import ONLY_HERE, RUNS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run


def test_the_first_seed_is_the_committed_run():
    committed = {n: one for n, one in seeds.measured().items() if n not in ONLY_HERE}
    assert len(committed) == len(RUNS)
    for name, found in committed.items():
        run = Run.load(PRETRAINED / name)
        assert found["accuracy"][0] == pytest.approx(run.metrics["accuracy"], abs=5e-5)
        for group, values in confidences_by_group(run).items():
            assert found["confidence"][group][0] == pytest.approx(values.mean(), abs=5e-5)
        for test, scores in found["ood"].items():
            for score, numbers in scores.items():
                row = run.metrics["ood"][test][score]
                firsts = {metric: over[0] for metric, over in numbers.items()}
                assert firsts == pytest.approx({m: row[m] for m in firsts}, abs=5e-5)


def test_brackets_hold_the_lowest_and_the_highest_mean_of_each_group():
    ood = seeds.measured()["digits/baseline"]["ood"]
    spans = []
    for group in (["letters"], ["textures"], ["gaussian", "rademacher", "bernoulli", "blobs"]):
        means = [100 * sum(ood[t]["msp"]["auroc"][i] for t in group) / len(group) for i in range(3)]
        spans.append(f"{min(means):.0f}\N{EN DASH}{max(means):.0f}")
    assert seeds.in_brackets("digits/baseline", "msp") == f" ({' / '.join(spans)}%)"
    assert seeds.in_brackets("digits/none", "msp") == ""
    assert seeds.span(np.array([0.501, 0.502]), ".0%") == "50%"


def test_what_the_lessons_tell_of_seeds_holds_for_each():
    found = seeds.measured()
    plain, proposed = (found[f"digits/{m}"]["confidence"] for m in ("baseline", "confident-gan"))
    assert (np.array(proposed["far"]) < plain["far"]).all()  # lesson 1: it falls with each
    assert np.abs(np.subtract(proposed["near"], plain["near"])).max() < 0.03  # letters stay
