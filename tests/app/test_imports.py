"""No page waits for torch, umap or scikit-learn: they must not be imported on the page path."""

import subprocess
import sys
from pathlib import Path

import pytest

START = """
import sys, tempfile
sys.path.insert(0, ".")
from pathlib import Path
from app.blocks.navigation import script
from ood_core import paths
from ood_core.jobs import queue
from streamlit.testing.v1 import AppTest
queue.warm, paths.RUNS = lambda: None, Path(tempfile.mkdtemp())
at = AppTest.from_file(Path("app/main.py").resolve(), default_timeout=60).run()

def answer(at):
    "Every prediction on the page, those that an answer brings included."
    while open := [c for c in at.segmented_control if c.key.startswith("guess:") and not c.value]:
        open[0].set_value(open[0].options[0]).run()
        assert not at.exception and not at.error
"""
LOOK = "print(*sorted({'torch', 'torchvision', 'umap', 'numba', 'sklearn'} & set(sys.modules)))\n"
VISITS = {
    "the first pages": """
answer(at)
answer(at.switch_page(script("overview")).run())
assert not at.switch_page(script("your_data")).run().exception
""",
    "Your images": """
at.query_params["benchmark"] = "digits"
at.switch_page(script("images")).run()
answer(at)
for part in ("Where it lands", "Make it shift", "CSI's addends", "Fool it"):
    at.session_state["more"] = part
    at.run()
    assert not at.exception and not at.error and not at.info
    assert [t.label for t in at.tabs if t.children] == [part]
""",
    "the lessons": """
from app.blocks.navigation import LESSONS
for method in LESSONS:
    at.switch_page(script(method)).run()
    answered = [c for c in at.segmented_control if c.key.startswith("guess:")]
    assert answered, method
    answer(at)
""",
    "the canvas": """
for view in ("canvas", "tug_of_war"):
    at.switch_page(script(view)).run()
    assert not at.exception and not at.error
""",
    "Compare": """
at.switch_page(script("compare"))
for world in ("digits", "plane-blobs"):
    for part in ("Numbers", "Curves", "Brush", "Two runs", "Classes", "Failures"):
        at.query_params.update(part=part, benchmark=world)
        at.session_state["part"] = part
        at.run()
        assert not at.exception and not at.error
        assert [t.label for t in at.tabs if t.children] == [part]
""",
    "the Lab": """
at.switch_page(script("lab"))
for world in ("digits", "plane-blobs"):
    for panel in ("Threshold", "Confidence map", "Feature space", "Training replay", "Conventions"):
        at.query_params.update(panel=panel, method="csi", benchmark=world)
        at.run()
        assert not at.exception and not at.error
""",
}


def visited(*code: str) -> list[str]:
    """What a process of its own prints that opens the first page, and then runs this."""
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", "".join((START, *code))]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def imported() -> dict[str, str]:
    """Visit -> the slow packages that are imported after it; one process makes them all in turn."""
    printed = visited(*(visit + LOOK for visit in VISITS.values()))
    return dict(zip(VISITS, printed, strict=True))


@pytest.mark.parametrize("pages", VISITS)
def test_pages_import_nothing_slow(pages, imported):
    assert imported[pages] == ""


def test_start_here_opens_without_what_only_tables_and_planes_need():
    visited("\nassert not {'pandas', 'polib', 'pydantic', 'scipy.spatial'} & set(sys.modules)\n")


@pytest.mark.parametrize("method", ["confident-gan", "energy"])
def test_a_widget_does_not_wait_for_pandas(method):
    visited(f"""
from app.blocks import layout
found = []  # with each first picture
layout.paint_first = lambda *first: found.append("pandas" in sys.modules)
at.switch_page(script({method!r})).run()
assert found == [False], found
""")
