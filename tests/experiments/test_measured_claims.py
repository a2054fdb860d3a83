"""The measured table of the papers' claims as it is read."""

import json

import pytest

from ood_core import paths
from ood_core.experiments import claims
from ood_core.methods import METHODS

NUMBERS = dict.fromkeys(claims.NUMBERS, 0.5)
TABLE = {name: [dict.fromkeys(METHODS, NUMBERS) for _ in claims.SEEDS] for name in claims.MEASURED}


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path)
    (tmp_path / "canvas").mkdir()
    return tmp_path / "canvas" / "claims.json"


def test_a_whole_table_is_read(file):
    file.write_text(json.dumps(TABLE))
    assert claims.read() == TABLE


@pytest.mark.parametrize(
    "damaged",
    [
        [],
        {},
        {"blobs": TABLE["blobs"]},
        TABLE | {"blobs": []},
        TABLE | {"blobs": [{"csi": NUMBERS}] * 3},
        TABLE | {"blobs": [{name: {"far": 0.5} for name in METHODS}] * 3},
        TABLE | {"blobs": [{name: NUMBERS | {"far": "low"} for name in METHODS}] * 3},
        TABLE | {"blobs": [dict.fromkeys([*METHODS, "magic"], NUMBERS)] * 3},
        TABLE | {"spirals": TABLE["blobs"]},
    ],
)
def test_a_damaged_table_is_as_good_as_none(file, damaged):
    file.write_text(json.dumps(damaged))
    assert claims.read() is None


def test_without_a_file_there_is_none(file):
    assert claims.read() is None
