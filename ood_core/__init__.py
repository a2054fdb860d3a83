"""OOD Lab's core: benchmarks, methods, evidence, scores and runs. It never imports Streamlit.

For scripts and notebooks, `import ood_core` offers what `ood_core.api` does.
"""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
OFFERED = ("Run", "Scored", "all_scores")


def __getattr__(name: str) -> Any:
    """Only when asked for: pages import the core part by part."""
    if name not in OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("ood_core.api"), name)
