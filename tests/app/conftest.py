import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner

from app.blocks import layout
from ood_core import benchmarks, paths
from ood_core.jobs import queue
from ood_core.runs import run as runs
from tests.app.fake import make_run


@pytest.fixture(scope="session", autouse=True)
def scanned_once():
    """Every AppTest reads about each installed package, in search of widgets: 0.2 s each time."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(autouse=True)
def own_queue(tmp_path, monkeypatch):
    """A queue of the test's own, and no worker process that warms up."""
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(queue, "warm", lambda: None)
    yield
    if (tmp_path / "runs" / ".jobs" / runs.LOCK).exists():
        queue._of(tmp_path / "runs").close()


@pytest.fixture(autouse=True)
def no_browser(monkeypatch):
    """Nobody paints, so nobody waits for it."""
    monkeypatch.setattr(layout, "MOMENT", 0)


@pytest.fixture(autouse=True)
def unfolded(monkeypatch):
    """Everything is drawn, as for somebody who opens every fold."""

    def folded(label, what, key, icon=None):
        with st.expander(label, icon=icon, key=key):
            what()

    monkeypatch.setattr(layout, "folded", folded)


@pytest.fixture
def folders(tmp_path, monkeypatch):
    """Empty places for pretrained and own runs."""
    monkeypatch.setenv("OODLAB_DATA", str(tmp_path / "no-data"))
    monkeypatch.setenv("OODLAB_BENCHMARKS", str(tmp_path / "benchmarks"))
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path / "pretrained")
    monkeypatch.setattr(paths, "RUNS", tmp_path / "runs")
    monkeypatch.setattr(queue, "warm", lambda: None)
    benchmarks.clear()  # a benchmark offers the data it found when it was made
    yield tmp_path
    benchmarks.clear()


@pytest.fixture
def fake(folders):
    """Makes a pretrained run of (benchmark, method)."""
    return lambda world, method, **card: make_run(folders / "pretrained", world, method, **card)
