"""A run whose files are damaged takes no page from the others: it alone is missing, with a word."""

import itertools
import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import LESSONS, PAGES
from app.views.compare.words import PARTS
from app.views.lab.words import PANELS
from ood_core import paths
from ood_core.paths import short
from ood_core.runs import run as runs
from ood_core.runs.run import partial_path
from tests.app.fake import make_run
from tests.app.test_pages import opened, partial, said

ASKED = {"benchmark": "plane-blobs", "method": "baseline", "seed": 3, "config": {}}
FILES = (
    *("card.json", "config.json", "log.jsonl", "intervals.json", "model.safetensors"),
    *("evidence.npz", "frames.npz", "umap.npz"),
)
BESIDE = ("config.json", "model.safetensors")  # that a run of random numbers lacks
DAMAGES = ("cut", "flipped", "removed")


def damage(file: Path, how: str) -> None:
    """Cut in half, a bit flipped in every thousandth byte (one at least), or gone."""
    data = bytearray(file.read_bytes())
    if how == "flipped":
        for at in range(len(data) // 3, len(data), 1000):
            data[at] ^= 1 << at % 8
    file.unlink()
    if how != "removed":
        file.write_bytes(data if how == "flipped" else data[: len(data) // 2])


@pytest.fixture
def two(fake, folders):
    """A committed run, and one of the same kind made here."""
    fake("plane-blobs", "energy")
    places = [fake("plane-blobs", "baseline")]
    places.append(made := make_run(folders / "elsewhere", "plane-blobs", "baseline"))
    for place, name in itertools.product(places, BESIDE):
        shutil.copyfile(paths.ROOT / "pretrained" / "plane-blobs" / "baseline" / name, place / name)
    (made / "intervals.json").write_text(json.dumps({"band": {"msp": {"auroc": [0.1, 0.2]}}}))
    return Path(shutil.move(made, folders / "runs" / "mine"))


def compare(part: str, *chosen: Path) -> AppTest:
    at = opened("compare", benchmark="plane-blobs", part=part)
    at.multiselect(key="compare:runs:plane-blobs").set_value([short(path) for path in chosen]).run()
    return at


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("numbers", "intervals.json"),
        ("curves", "intervals.json"),
        ("curves", "evidence.npz"),
        ("classes", "evidence.npz"),
    ],
)
def test_compare_leaves_a_damaged_run_out_and_shows_the_others(two, part, file):
    damage(two / file, "cut")
    at = compare(part, two, paths.PRETRAINED / "plane-blobs" / "energy")
    assert not at.exception
    assert [
        e.value for e in at.error if "is left out" in e.value and file in e.value.replace("\\", "")
    ]
    assert at.get("plotly_chart")


def test_compare_of_damaged_runs_alone_asks_for_others(two):
    damage(two / "intervals.json", "cut")
    at = compare("numbers", two)
    assert not at.exception and "Choose other runs" in said(at)


def test_a_stopped_run_whose_log_is_damaged_is_shown(two):
    card = json.loads((two / "card.json").read_text())
    (two / "card.json").write_text(json.dumps(card | {"status": "interrupted", "step": 20}))
    (two / "log.jsonl").write_bytes(b"{")
    (two / "log.jsonl").write_bytes(b'{"step": \n')
    at = opened("lab", benchmark="plane-blobs", method="baseline", run="mine")
    assert not at.exception and [w.value for w in at.warning if "step 20 of 40" in w.value]


def test_a_broken_off_training_that_cannot_be_written_crashes_no_world(fake, folders, monkeypatch):
    fake("plane-blobs", "baseline")
    out = partial(folders, "baseline")
    (partial_path(out) / "checkpoint.safetensors").write_bytes(b"")
    (partial_path(out) / "config.json").write_text(json.dumps(ASKED))

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(runs, "hold", refuse)
    at = opened("lab", benchmark="plane-blobs", method="baseline")
    assert not at.exception and not at.error and at.tabs


@pytest.mark.fuzz
@pytest.mark.parametrize("how", DAMAGES)
@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("place", ["committed", "made here"])
def test_every_page_opens_beside_a_damaged_run(two, place, file, how):
    run = two if place == "made here" else paths.PRETRAINED / "plane-blobs" / "baseline"
    if not (run / file).exists():
        pytest.skip("only runs made here have intervals in this test")
    damage(run / file, how)
    own = {"benchmark": "plane-blobs", "method": "baseline"}
    for panel in PANELS:
        at = opened("lab", panel=panel, run="mine" if run is two else "pretrained", **own)
        assert not at.exception, panel
    for part in PARTS:
        at = compare(part, *([two] if (two / "card.json").exists() else []))
        assert not at.exception, part
    for page in PAGES.keys() - {"lab", "compare", *LESSONS}:
        assert not opened(page).exception, page
