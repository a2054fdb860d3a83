"""No page waits for torch, umap or scikit-learn: they must not be imported on the page path."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
sys.path.insert(0, ".")
from pathlib import Path
from tests.app.fake import make_run
from ood_core.runs import queue, run
run.PRETRAINED, run.RUNS, queue.warm = Path(sys.argv[1]), Path(sys.argv[1]) / "own", lambda: None
for world, method in (("digits", "baseline"), ("plane-blobs", "baseline"), ("plane-blobs", "csi")):
    make_run(run.PRETRAINED, world, method)

from streamlit.testing.v1 import AppTest
at = AppTest.from_file(Path("app/main.py").resolve(), default_timeout=60).run()
at.segmented_control(key="guess:surest").set_value(at.segmented_control(key="guess:surest").options[0]).run()
at.switch_page("views/lab.py")
for panel in ("Threshold", "Confidence map", "Feature space", "Training replay", "Numbers"):
    at.query_params.update(panel=panel, method="csi")
    at.run()
    assert not at.exception and not at.error
slow = {"torch", "torchvision", "umap", "numba", "sklearn", "skimage"} & set(sys.modules)
assert not slow - {"skimage"}, slow
"""


def test_pages_import_nothing_slow(tmp_path):
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)], cwd=root, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
