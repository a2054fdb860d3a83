"""The process that holds the networks, against the evidence that was committed with them."""

import shutil

import numpy as np
import pytest

from ood_core import benchmarks
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.serving import scorer

ROWS = slice(0, 7)


def test_it_says_of_test_digits_what_their_evidence_says():
    runs = [Run.load(PRETRAINED / "digits" / method) for method in METHODS]
    answers = [scorer.look(run, benchmarks.get("digits").id_test.x[ROWS]) for run in runs]
    for run, found in zip(runs, answers, strict=True):
        kept = run.evidence["id_test"]
        assert np.allclose(found["logits"], kept["logits"][ROWS], atol=1e-3)
        assert np.allclose(found["features"], kept["features"][ROWS], atol=0.02)
        score = run.method.score
        assert {"logits", "features"} <= set(found) and ("cosines" in found) == (score == "csi")
    csi, kept = answers[-1], runs[-1].evidence["id_test"]
    for name in ("cosines", "lengths", "shift_logits"):
        assert np.allclose(csi[name], kept[name][:, ROWS], atol=0.01)


def test_a_run_that_cannot_be_loaded_is_a_sentence_and_others_still_answer(tmp_path):
    good = Run.load(PRETRAINED / "digits" / "baseline")
    shutil.copytree(good.path, tmp_path / "bad")
    (tmp_path / "bad" / "model.safetensors").write_bytes(b"nothing")
    x = benchmarks.get("digits").id_test.x[ROWS]
    with pytest.raises(UserError, match="does not hold the weights"):
        scorer.look(Run.load(tmp_path / "bad"), x)
    assert scorer.look(good, x)["logits"].shape == (7, 10)
