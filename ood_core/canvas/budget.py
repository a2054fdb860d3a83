"""The settings of each training of a canvas, besides what is set on the page (imports no torch)."""

from dataclasses import asdict
from typing import Any

from ood_core.benchmarks import plane
from ood_core.methods import METHODS, Method

FRAMES = 25  # the first one before any step


def fixed(method: Method, is_far: bool) -> dict[str, Any]:
    """The settings of a method that differ from its defaults on every canvas.

    Steps, and rates to match: all methods together take half a minute or so on one core. One that
    declares no budget trains as on the plane.

    Args:
        is_far: with training outliers from the far box, which want smaller rates.
    """
    far = getattr(method.config, "CANVAS_FAR", {}) if is_far else {}
    return getattr(method.config, "CANVAS", {}) | {"snapshots": FRAMES - 1} | far


def trainings(is_far: bool) -> dict[str, dict[str, Any]]:
    """Method -> every setting of its training, as long as none is changed on the page."""
    world = plane.BENCHMARKS["plane-blobs"]()  # as on every plane
    found = {
        name: asdict(method.defaults(world)) | fixed(method, is_far)
        for name, method in METHODS.items()
    }
    for settings in found.values():
        settings.pop("precision", None)  # points are trained in float32
        settings.pop("maps", None)  # they have quarter turns
    return found
