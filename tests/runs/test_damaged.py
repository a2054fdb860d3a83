"""Files of a run cut, with bits flipped or removed: a sentence, or what was there."""

import json
import os
import shutil

import numpy as np
import pytest

from ood_core.errors import UserError
from ood_core.runs import run as runs
from ood_core.runs.run import Run, is_under_way, partial_path
from tests.app.fake import make_run

FLIPS = 150
READ = ("evidence", "frames", "umap", "intervals", "log")


@pytest.fixture
def whole(tmp_path):
    place = make_run(tmp_path / "whole", "plane-blobs", "energy")
    ends = {"msp": {"auroc": [0.1, 0.2]}}
    (place / "intervals.json").write_text(json.dumps({"band": ends}))
    return place


def readings(place):
    """What each property reads, or the sentence."""
    try:
        run = Run.load(place)
    except UserError as error:
        return {"card": error}
    found = {}
    for name in READ:
        try:
            found[name] = getattr(run, name)
        except UserError as error:
            found[name] = error
    return found | {"kinds": len(run.groups)}


@pytest.mark.parametrize("name", ["card.json", "log.jsonl", "intervals.json", "umap.npz"])
def test_any_flipped_bit_is_a_sentence_or_harmless(whole, name):
    data, rng = (whole / name).read_bytes(), np.random.default_rng(len(name))
    for at, bit in zip(rng.integers(0, len(data), FLIPS), rng.integers(0, 8, FLIPS), strict=True):
        flipped = bytearray(data)
        flipped[at] ^= 1 << int(bit)
        (whole / name).write_bytes(flipped)
        readings(whole)


@pytest.mark.parametrize("name", ["evidence.npz", "frames.npz"])
def test_flipped_bits_of_large_files_are_told(whole, name):
    data, rng = (whole / name).read_bytes(), np.random.default_rng(len(name))
    for at in rng.integers(0, len(data), 25):
        flipped = bytearray(data)
        flipped[at] ^= 16
        (whole / name).write_bytes(flipped)
        readings(whole)


@pytest.mark.parametrize("name", ["evidence.npz", "frames.npz", "log.jsonl", "intervals.json"])
def test_half_a_file_is_a_sentence_about_it_alone(whole, name):
    data = (whole / name).read_bytes()
    (whole / name).write_bytes(data[: len(data) // 2])
    found = readings(whole)
    what = name.split(".")[0]
    assert [n for n in READ if isinstance(found[n], UserError)] == [what]
    assert name in str(found[what])


def test_a_log_that_ends_before_its_run_is_damaged(whole):
    lines = (whole / "log.jsonl").read_text().splitlines(keepends=True)
    (whole / "log.jsonl").write_text("".join(lines[:2]))
    assert isinstance(readings(whole)["log"], UserError)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda card: card.pop("seconds"),
        lambda card: card["metrics"].pop("accuracy"),
        lambda card: card["metrics"]["ood"].clear(),
        lambda card: card["metrics"]["ood"]["band"].pop("energy"),
        lambda card: card["metrics"]["ood"]["band"]["msp"].pop("auroc"),
        lambda card: card["metrics"]["ood"]["band"].update(kind="neaz"),
        lambda card: card["data"].pop("id_test"),
        lambda card: card["data"]["id_test"].update(n="500"),
        lambda card: card.update(status="complet"),
        lambda card: card.update(step=True),
        lambda card: card["metrics"].update(accuracy=float("nan")),
    ],
)
def test_a_card_that_lacks_what_pages_read_is_no_run(whole, wrong):
    card = json.loads((whole / "card.json").read_text())
    wrong(card)
    (whole / "card.json").write_text(json.dumps(card))
    with pytest.raises(UserError, match=r"card\.json"):
        Run.load(whole)


def test_a_run_on_a_disk_that_cannot_be_written_is_left_alone(tmp_path, monkeypatch):
    out = tmp_path / "broken-off"
    partial_path(out).mkdir()

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(runs, "hold", refuse)
    assert is_under_way(out)


def test_nested_brackets_are_a_sentence(whole):
    for name in ("card.json", "log.jsonl", "intervals.json"):
        copy = whole.with_name(name)
        shutil.copytree(whole, copy, copy_function=os.link)
        (copy / name).unlink()
        (copy / name).write_text("[" * 100_000 + "\n")
        assert any(isinstance(found, UserError) for found in readings(copy).values())


def test_evidence_of_words_is_a_sentence(whole):
    arrays = dict(np.load(whole / "evidence.npz"))
    arrays["id_test:logits"] = arrays["id_test:logits"].astype(str)
    np.savez(whole / "evidence.npz", **arrays)
    found = readings(whole)["evidence"]
    assert isinstance(found, UserError) and found.key == "error.evidence.no_numbers"
