"""What each training of a canvas is told, besides what is set on the page (imports no torch).

`defaults.json` holds the methods' defaults on the plane, which are in modules that import torch;
`python -m ood_core.experiments.canvas_defaults` writes it.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

FRAMES = 25  # the first one before any step
BUDGET = {  # steps, and rates to match: half a minute or so on one core, all five together
    "baseline": {"steps": 960},
    "confident-gan": {"steps": 600, "lr": 0.004, "classifier_lr": 0.01},
    "outlier-exposure": {"base_steps": 240, "steps": 720},
    "energy": {"base_steps": 240, "steps": 720},
    "csi": {"steps": 288},
}
# Far outliers give huge gradients: at the rates above, training on a far box diverges. Of .00005
# to .003, .0001 is where energy kept its accuracy on "lee-1" with six seeds of six, though slowly.
FAR_BUDGET = {"outlier-exposure": {"lr": 0.01}, "energy": {"lr": 0.0001}}
DEFAULTS = Path(__file__).with_name("defaults.json")


def fixed(method: str, is_far: bool) -> dict[str, Any]:
    """The settings of a method that differ from its defaults on every canvas.

    Args:
        is_far: with training outliers from the far box, which want smaller rates.
    """
    far = FAR_BUDGET.get(method, {}) if is_far else {}
    return BUDGET.get(method, {}) | {"snapshots": FRAMES - 1} | far


@cache
def defaults() -> dict[str, dict[str, Any]]:
    """Method -> its defaults on the plane."""
    return json.loads(DEFAULTS.read_text("utf-8"))
