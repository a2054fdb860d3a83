"""The command that places features by UMAP."""

import shutil
import sys

import numpy as np
import pytest

from ood_core import __main__ as cli
from ood_core.evidence import SHOWN
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run


@pytest.mark.journey  # the first UMAP of a process is compiled for half a minute
def test_umap_places_every_shown_input(monkeypatch, tmp_path):
    folder = shutil.copytree(PRETRAINED / "plane-blobs" / "baseline", tmp_path / "run")
    (folder / "umap.npz").unlink()
    monkeypatch.setattr(sys, "argv", ["ood_core", "umap", "--run", str(folder)])
    assert cli.main() == 0
    run = Run.load(folder)
    others = {name: a for name, a in run.evidence.items() if name != "id_train" and "features" in a}
    assert set(run.umap) == set(others)
    for name, xy in run.umap.items():
        assert xy.shape == (min(SHOWN, len(others[name]["features"])), 2)
        assert np.isfinite(xy).all()
