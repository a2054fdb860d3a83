import io
import json
import random
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from ood_core import benchmarks, methods
from ood_core.errors import UserError
from ood_core.paths import PRETRAINED
from ood_core.runs import bundle
from ood_core.runs.record import import_bundle, record
from ood_core.runs.run import Run
from tests.load import hostile


@pytest.fixture(scope="module", params=["plane-blobs/confident-gan", "plane-rings/energy"])
def run(request):
    return Run.load(PRETRAINED / request.param)


@pytest.fixture(scope="module")
def honest(run):
    return bundle.pack(run)


def test_a_bundle_comes_back_as_the_same_run(run, honest, tmp_path):
    import_bundle(bundle.unpack(honest), tmp_path / "back")
    back = Run.load(tmp_path / "back")
    assert {p.name for p in back.path.iterdir()} == set(bundle.LARGEST) | {"evidence.npz"}
    for test, row in run.metrics["ood"].items():
        for score in set(row) - {"kind", "n"}:
            assert back.metrics["ood"][test][score] == pytest.approx(row[score], abs=2e-3)
    assert back.log == run.log and set(back.frames) == set(run.frames)
    told = ("benchmark", "method", "seed", "status", "step", "seconds", "created")
    assert [back.card[name] for name in told] == [run.card[name] for name in told]
    assert back.config == {"precision": ""} | run.config  # which the run did not name yet
    assert back.model() is not None
    again = bundle.unpack(bundle.pack(back))
    assert again.weights == bundle.unpack(honest).weights
    with pytest.raises(UserError, match="exists already"):
        import_bundle(bundle.unpack(honest), tmp_path / "back")


@pytest.mark.parametrize("name", ["confident-gan", "outlier-exposure"])
@pytest.mark.parametrize("world", ["plane-three", "digits"])
def test_all_that_is_filmed_today_may_come_in_a_bundle(world, name, tmp_path):
    benchmark, method = benchmarks.get(world), methods.get(name)
    settings = {"steps": 2, "snapshots": 2}
    if name == "outlier-exposure":
        settings["base_steps"] = 2
    config = replace(method.defaults(benchmark), **settings)
    for _ in record(benchmark, method, config, 0, tmp_path / "run"):
        pass
    run = Run.load(tmp_path / "run")
    found = bundle.unpack(bundle.pack(run))
    assert set(found.frames) == set(run.frames)
    for film in set(run.frames) - {"step"}:
        assert np.array_equal(found.frames[film], run.frames[film]), film


def test_numbers_of_a_bundle_are_not_believed(run, honest, tmp_path):
    """Claimed metrics, a claimed command: what is kept was measured and made here."""
    files = hostile.unzipped(honest)
    card = json.loads(files["card.json"])
    card["metrics"] = {"accuracy": 1.5, "ood": {"<b>": {}}}
    card["command"] = "rm -rf /"
    lying = hostile.zipped(files | {"card.json": json.dumps(card).encode()})
    import_bundle(bundle.unpack(lying), tmp_path / "back")
    back = Run.load(tmp_path / "back")
    assert back.metrics["accuracy"] == pytest.approx(run.metrics["accuracy"], abs=2e-3)
    assert set(back.metrics["ood"]) == set(run.metrics["ood"])
    assert back.card["command"].startswith("python -m ood_core train --benchmark")


def test_every_kind_of_hostile_bundle_is_one_sentence_and_leaves_nothing(tmp_path):
    honest = bundle.pack(Run.load(PRETRAINED / "plane-rings" / "energy"))
    trap, place = tmp_path / "trap", tmp_path / "runs"
    place.mkdir()
    for name, data in hostile.hostile(honest, 2 * len(hostile.KINDS), 0, trap):
        with pytest.raises(UserError) as refused:
            import_bundle(bundle.unpack(data), place / "run")
            pytest.fail(name)
        sentence = str(refused.value)
        assert "\n" not in sentence and 20 < len(sentence) < 400, name
        assert not trap.exists() and not list(place.iterdir()), name


@pytest.mark.parametrize("seed", [0, 1])
def test_a_directory_of_very_many_entries_is_never_listed(honest, tmp_path, monkeypatch, seed):
    rng, files = random.Random(seed), hostile.unzipped(honest)
    bomb = hostile.many_entries(files, honest, rng, tmp_path)
    inner = hostile.unzipped(bomb)["frames.npz"] if seed else bomb
    with zipfile.ZipFile(io.BytesIO(inner)) as packed:
        assert len(packed.infolist()) >= 30_000  # what listing it would cost
    opened, listed = zipfile.ZipFile, []
    monkeypatch.setattr(
        zipfile, "ZipFile", lambda file: listed.append(file.getbuffer().nbytes) or opened(file)
    )
    with pytest.raises(UserError, match="it holds too many files"):
        bundle.unpack(bomb)
    assert len(inner) not in listed


def test_compressed_lies_are_not_unpacked(honest):
    """A file that says it is small and is not is read no further than it may be."""
    files = hostile.unzipped(honest) | {"config.json": bytes(10**7)}
    data = bytearray(hostile.zipped(files))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        index = packed.namelist().index("config.json")
    at = -1
    for _ in range(index + 1):
        at = data.index(b"PK\x01\x02", at + 1)
    data[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(UserError):
        bundle.unpack(bytes(data))
