"""Presets are painted anew and put in their place, however often that is asked for."""

from ood_core import paths
from ood_core.canvas import painting
from ood_core.experiments import claims
from ood_core.jobs.orders import CanvasPainting
from ood_core.methods import METHODS
from tests.canvas.test_painting import FEW, quick  # noqa: F401 (a fixture for every test here)


def frames(preset: str) -> list[bytes]:
    folder = paths.PRETRAINED / "canvas" / claims.of_preset(preset, claims.SEEDS[0]).name
    return [painting.path(folder, i).read_bytes() for i in range(FEW)]


def test_a_preset_is_painted_and_kept_and_painted_anew_the_next_time(monkeypatch):
    claims.keep("xor")
    assert len(set(frames("xor"))) == FEW
    others = [bytes([i]) for i in range(FEW)]
    monkeypatch.setattr(painting, "frames", lambda canvas: iter(others))
    claims.keep("xor")
    assert frames("xor") == others


def test_a_canvas_of_other_settings_is_another_request(monkeypatch):
    canvas = claims.of_preset("xor", 0)
    before, config = CanvasPainting.of(canvas).key, METHODS["csi"].config
    assert CanvasPainting.of(canvas).key == before
    monkeypatch.setattr(config, "CANVAS", config.CANVAS | {"steps": 7})
    assert CanvasPainting.of(canvas).key != before
