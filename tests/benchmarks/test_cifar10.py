import json
import os

import numpy as np
import pyarrow.parquet as pq
import pytest

from ood_core import benchmarks
from ood_core.benchmarks import cifar10, sources
from ood_core.errors import UserError
from tests.parquet import write_parquet

needs_data = pytest.mark.skipif("OODLAB_DATA" not in os.environ, reason="OODLAB_DATA is not set")


def test_reads_images_and_labels_of_all_shards_in_order(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    x = np.random.default_rng(0).integers(0, 256, (5, 32, 32, 3), dtype=np.uint8)
    write_parquet(tmp_path / "cifar10/train-00000-of-00002.parquet", x[:3], [4, 0, 9])
    write_parquet(tmp_path / "cifar10/train-00001-of-00002.parquet", x[3:], [1, 2])
    images, labels = cifar10.cifar10().id_train
    assert np.array_equal(images, x.transpose(0, 3, 1, 2)) and labels.tolist() == [4, 0, 9, 1, 2]


def test_says_what_is_missing_and_where_it_goes(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    world = cifar10.cifar10()
    with pytest.raises(UserError, match=r"cifar10 is not here.*cifar10/train-\*\.parquet"):
        _ = world.id_train
    write_parquet(tmp_path / "cifar10/train-0.parquet", np.zeros((1, 32, 32, 3), np.uint8))
    with pytest.raises(UserError, match="no column `label`"):
        _ = world.id_train


@pytest.mark.parametrize(
    ("label", "sentence"),
    [(None, "no column `label`"), (0.7, "no column `label`"), (10, "0 to 9"), (-1, "0 to 9")],
)
def test_labels_that_are_no_classes_are_refused(tmp_path, monkeypatch, label, sentence):
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path))
    write_parquet(tmp_path / "cifar10/test-0.parquet", np.zeros((1, 32, 32, 3), np.uint8), [label])
    with pytest.raises(UserError, match=sentence):
        _ = cifar10.cifar10().id_test


def test_what_outliers_show_is_no_unseen_test():
    world = cifar10.cifar10()
    assert set(world.seen) == set(cifar10.COUNTERPARTS) <= set(world.ood_tests)


def class_names(name: str, split: str) -> set[str]:
    """As the data set's own file has them."""
    (first, *_) = sources.shards(name, split)
    about = json.loads(pq.read_schema(first).metadata[b"huggingface"])
    return set(about["info"]["features"]["label"]["names"])


@needs_data
@pytest.mark.parametrize("test", cifar10.COUNTERPARTS)
def test_counterparts_are_classes_of_both_sets(test):
    tested, outliers = class_names(test, "test"), class_names("tinyimagenet32", "train")
    pairs = cifar10.COUNTERPARTS[test]
    assert set(pairs) <= tested and all(set(shown) <= outliers for shown in pairs.values())
    same = {name for name in tested if name.replace("_", " ") in outliers}
    assert same <= set(pairs)  # none of those that have one name is left out


@needs_data
def test_the_real_set_has_the_published_mean_and_deviation():
    x, values = benchmarks.get("cifar10").id_train.x, np.arange(256) / 255
    for channel, mean, std in zip(range(3), cifar10.MEAN, cifar10.STD, strict=True):
        share = np.bincount(x[:, channel].ravel(), minlength=256) / x[:, channel].size
        assert share @ values == pytest.approx(mean, abs=1e-4)
        assert np.sqrt(share @ (values - mean) ** 2) == pytest.approx(std, abs=1e-3)
