import pytest
import torch

from ood_core.methods import training


def test_batches_are_joined_shuffled_passes():
    stream = training.Batches(10, 4, torch.Generator().manual_seed(0))
    drawn = torch.cat([next(stream) for _ in range(5)]).tolist()
    assert sorted(drawn[:10]) == sorted(drawn[10:]) == list(range(10))
    assert drawn[:10] != drawn[10:]


@pytest.mark.parametrize("steps, snapshots", [(100, 7), (5, 5), (3, 10), (1, 1), (750, 40)])
def test_snapshots_are_evenly_spread_and_the_last_is_at_the_end(steps, snapshots):
    looks = [s for s in range(1, steps + 1) if training.is_snapshot(s, steps, snapshots)]
    assert len(looks) == min(steps, snapshots) and looks[-1] == steps
    gaps = [b - a for a, b in zip([0, *looks], looks, strict=False)]
    assert max(gaps) - min(gaps) <= 1


def test_running_means_start_over_when_taken():
    means = training.RunningMeans()
    means.add(a=torch.tensor(1.0))
    means.add(a=torch.tensor(3.0), b=torch.tensor(5.0))
    assert means.take() == {"a": 2.0, "b": 5.0} and means.take() == {}
