"""What benchmarks keep in memory: shared while it fits, and gone as soon as it is old."""

import json
import os
import threading
import weakref
from dataclasses import replace

import numpy as np
import pytest
from cachetools import LRUCache

from ood_core import benchmarks, kept
from ood_core.benchmarks.benchmark import Labelled, OodTest
from ood_core.benchmarks.custom import store as custom


@pytest.fixture
def room(monkeypatch):
    """Sets how many bytes may be kept."""
    benchmarks.clear()
    return lambda n: monkeypatch.setattr(kept._loaded, "cache", LRUCache(n, getsizeof=kept.size))


def world(loads, **tests):
    """A benchmark of OOD tests of so many bytes; `loads` lists what was loaded."""

    def load(name, n):
        loads.append(name)
        return np.zeros(n, np.uint8)

    ood = {name: OodTest("far", lambda t=(name, n): load(*t), "") for name, n in tests.items()}
    return replace(benchmarks.get("plane-blobs"), ood_tests=ood)


def test_data_is_shared_while_it_fits_and_the_least_recently_used_goes_first(room):
    room(100)
    loads = []
    first, second = world(loads, a=40, b=40), world(loads, c=40)
    a, b = first.ood("a"), first.ood("b")
    assert first.ood("a") is a and first.ood("b") is b and first.ood("a") is a
    second.ood("c")  # b was used longest ago, though of another benchmark
    assert first.ood("a") is a and loads == ["a", "b", "c"]
    assert first.ood("b") is not b and loads == ["a", "b", "c", "b"]


def test_a_world_with_other_outliers_shares_its_ood_tests(room):
    room(2**20)
    for name in ("band", "box"):
        x = benchmarks.get("plane-blobs").ood(name)
        assert benchmarks.get("plane-blobs+far-box").ood(name) is x


def test_what_is_larger_than_the_room_is_given_and_not_kept(room):
    room(100)
    loads = []
    large = world(loads, a=40, b=101)
    a = large.ood("a")
    assert len(large.ood("b")) == 101 and len(large.ood("b")) == 101
    assert loads == ["a", "b", "b"] and large.ood("a") is a


def test_the_sizes_of_inputs_and_labels_count(room):
    room(100)
    pair = Labelled(np.zeros(60, np.uint8), np.zeros(6, np.int64))  # 108 bytes
    made = replace(
        benchmarks.get("plane-blobs"), load_id=lambda split: Labelled(*map(np.copy, pair))
    )
    assert made.id_test.x is not made.id_test.x


def test_threads_that_ask_at_once_get_one_array(room):
    room(100)
    begun, go, loads = threading.Event(), threading.Event(), []

    def load():
        loads.append(1)
        begun.set()
        assert go.wait(30)
        return np.zeros(10)

    shared, found = replace(benchmarks.get("plane-blobs"), load_outliers=load), []
    threads = [threading.Thread(target=lambda: found.append(shared.outliers)) for _ in range(8)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    other = replace(benchmarks.get("plane-blobs"), load_outliers=lambda: np.ones(2))
    assert other.outliers.sum() == 2  # nobody waits for what is none of theirs
    go.set()
    for thread in threads:
        thread.join(30)
    assert len(loads) == 1 and len(found) == 8 and len(set(map(id, found))) == 1


def test_what_belongs_to_nobody_goes_before_anything_in_use(room):
    room(100)
    loads = []
    mine, gone = world(loads, a=60), world(loads, b=40)
    a, left = mine.ood("a"), weakref.ref(gone.ood("b"))
    del gone
    world(loads, c=30).ood("c")
    assert left() is None and mine.ood("a") is a


def made_anew(folder, i):
    """A custom benchmark on disk, written over; each time its files have another time."""
    place = folder / "mine"
    place.mkdir(parents=True, exist_ok=True)
    x = np.full((10, 2), i, np.float32)
    y = np.zeros(10, np.int64)
    parts = {f"{name}_x": x for name in ("id_train", "id_test", "outliers", "ood_test")}
    np.savez(place / "inputs.npz", **parts, id_train_y=y, id_test_y=y)
    about = {
        "name": "mine",
        "classes": ["a"],
        "shape": [2],
        "tests": {"test": "near"},
        "counts": {"id_train": 10, "id_test": 10, "outliers": 10, "ood_test": 10},
        "report": [],
        "left_out": [],
    }
    (place / "benchmark.json").write_text(json.dumps(about))
    os.utime(place / "benchmark.json", ns=(i * 10**9, i * 10**9))


def test_a_custom_benchmark_that_is_made_anew_drops_the_old_arrays_at_once(
    room, tmp_path, monkeypatch
):
    room(2**20)
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path))
    made_anew(tmp_path, 1)
    old = benchmarks.get("mine")
    arrays = [
        weakref.ref(x) for x in (old.id_train.x, old.id_test.x, old.outliers, old.ood("test"))
    ]
    digits = benchmarks.get("digits").ood("blobs")
    assert benchmarks.get("mine") is old and all(array() is not None for array in arrays)
    made_anew(tmp_path, 2)
    new = benchmarks.get("mine")  # and though somebody still holds the old one
    assert new is not old and all(array() is None for array in arrays)
    assert (new.id_train.x == 2).all() and custom.changed("mine") == 2 * 10**9
    assert benchmarks.get("digits").ood("blobs") is digits


def test_so_many_descriptions_are_kept_and_no_more(room, tmp_path, monkeypatch):
    room(2**20)
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path))
    monkeypatch.setattr(benchmarks, "_described", LRUCache(3))
    for i in range(1, 8):
        made_anew(tmp_path, i)
        for name in ("mine", "digits", "plane-blobs", "digits+noise"):
            assert benchmarks.get(name) is benchmarks.get(name)
        assert len(benchmarks._described) == 3
