"""The methods' defaults on the plane, for those who may not import torch.

    python -m ood_core.experiments.canvas_defaults

writes `ood_core/canvas/defaults.json`. The name of a canvas hangs on it: where a default is
changed, `pretrained canvas` paints the presets anew.
"""

import argparse
import json
from dataclasses import asdict
from typing import Any

from ood_core.canvas import budget
from ood_core.canvas.canvas import Canvas, world
from ood_core.files import write_atomically
from ood_core.methods import METHODS


def found() -> dict[str, dict[str, Any]]:
    """Method -> its defaults, as its module has them."""
    plane = world(Canvas())
    return {name: asdict(method.module.defaults(plane)) for name, method in METHODS.items()}


def main() -> None:
    write_atomically(budget.DEFAULTS, (json.dumps(found(), indent=1) + "\n").encode())
    budget.defaults.cache_clear()


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    main()
