"""The core as a library: the lines that its documentation prints, run."""

import subprocess
import sys
import textwrap

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import ood_core
from ood_core import api
from ood_core.errors import UserError
from ood_core.paths import ROOT
from ood_core.runs.import_outputs import import_outputs
from tests.runs.test_import_outputs import arrays


def printed(text: str) -> str:
    """The lines of code in a docstring."""
    return textwrap.dedent("\n".join(line for line in text.splitlines() if line.startswith("    ")))


def test_the_three_lines_as_printed():
    lines = printed(api.__doc__)
    assert len(lines.splitlines()) == 3
    given = {n.replace("sea", "svhn"): a for n, a in arrays().items()}
    namespace = {"arrays": given}
    exec(lines, namespace)
    found = namespace["found"]
    for score, of in found.scores.items():
        assert set(of) == {"id_test", "near_dogs", "far_svhn"}
        y = np.repeat([0, 1], [len(of["id_test"]), len(of["far_svhn"])])
        both = np.concatenate([of["id_test"], of["far_svhn"]])
        expected = pytest.approx(roc_auc_score(y, both), rel=1e-9)
        assert found.metrics["svhn"][score]["auroc"] == expected
    assert len(found.scores) == 20 + ("she" in found.scores) and found.accuracy == 1


def test_it_is_what_the_run_of_a_file_has(tmp_path, monkeypatch):
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    np.savez(tmp_path / "a.npz", **arrays())
    import_outputs(tmp_path / "a.npz", tmp_path / "run")
    run, found = ood_core.Run.load(tmp_path / "run"), ood_core.all_scores(arrays())
    for test, row in found.metrics.items():
        for score, metrics in row.items():
            assert run.metrics["ood"][test][score] == pytest.approx(metrics, abs=1e-9)


def test_wrong_arrays_are_one_sentence():
    for changed, told in {
        "id_test_logits": (np.full((80, 4), None), "Python objects"),
        "mine": (np.zeros(3), "holds 'mine.npy'"),
    }.items():
        with pytest.raises(UserError, match=told[1]):
            ood_core.all_scores(arrays() | {changed: told[0]})


def test_neither_import_nor_scores_need_torch_or_streamlit():
    code = (
        "import sys, numpy as np, ood_core\n"
        "z = np.eye(3, dtype=np.float32)\n"
        "y = np.arange(3)\n"
        "ood_core.all_scores({'id_test_logits': z, 'id_test_labels': y, 'far_x_logits': z / 9})\n"
        "assert not {'torch', 'streamlit', 'umap'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_readmes_lines_as_printed(capsys):
    text = (ROOT / "README.md").read_text("utf-8")
    (code,) = [c for c in text.split("```python\n")[1:] if "all_scores" in c]
    given = {n.replace("sea", "svhn"): a for n, a in arrays().items()}
    exec(code.partition("```")[0], {"arrays": given})
    assert "0." in capsys.readouterr().out
