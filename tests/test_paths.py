"""Where runs lie, as the environment says."""

import os
import subprocess
import sys

import pytest

from ood_core.paths import ROOT


@pytest.mark.parametrize(
    ("said", "expected"),
    [("", ROOT / "runs"), ("shared/runs", "{here}/shared/runs"), ("/mnt/runs", "/mnt/runs")],
)
def test_runs_lie_where_the_environment_says(tmp_path, said, expected):
    """As seen from wherever it was said: workers begin in the project."""
    done = subprocess.run(
        [sys.executable, "-c", "from ood_core import paths; print(paths.RUNS)"],
        env=os.environ | {"OODLAB_RUNS_FOLDER": said, "PYTHONPATH": str(ROOT)},
        **{"cwd": tmp_path, "capture_output": True, "text": True, "check": True},
    )
    assert done.stdout.strip() == str(expected).format(here=tmp_path)
