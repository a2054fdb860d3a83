"""Streamlit's code for what a page shows, which the browser fetches while the server draws it.

Otherwise it asks for the code of each element once the first one of its kind has come.
"""

import json
from pathlib import Path

import streamlit

EVERYWHERE = ("Html", "Button", "ButtonGroup", "BidiComponent", "ImageList", "rehype-katex")
CHARTS = ("PlotlyChart",)
WITH_CHARTS = ("lab", "compare", "reproduction")  # above what else they show
START = "index.html"  # which has its own code loaded


def links() -> dict[str, str]:
    """Page -> its `Link` header (RFC 8288); of "", any other page. {} where nothing is known."""
    try:
        found = Path(streamlit.__file__).parent / "static" / "manifest.json"
        manifest = json.loads(found.read_text("utf-8"))
        light = _header(manifest, EVERYWHERE)
        heavy = _header(manifest, (*EVERYWHERE, *CHARTS))
    except (OSError, ValueError, KeyError):  # of another version: pages load as they would
        return {}
    return {"": light} | dict.fromkeys(WITH_CHARTS, heavy)


def _header(manifest: dict[str, dict], names: tuple[str, ...]) -> str:
    """All code of the elements of these names that the start page does not load anyway."""
    elements = [place for place, of in manifest.items() if of.get("name") in names]
    left = _reached(manifest, elements) - _reached(manifest, [START])
    files = sorted(manifest[place]["file"] for place in left)
    return ", ".join(f"<./{file}>; rel=modulepreload; fetchpriority=low" for file in files)


def _reached(manifest: dict[str, dict], places: list[str]) -> set[str]:
    """The places, what they import, and what that imports."""
    found, left = set(), [*places]
    while left:
        place = left.pop()
        if place not in found:
            found.add(place)
            left += manifest[place].get("imports", ())
    return found
