"""A network, drawn: four pictures pass from the pixels to softmax and energy.

All numbers are the networks' own and are sent at once; pictures, networks, classes and channels are
chosen in the browser.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from app.components import packed, widget
from app.components.network.words import INPUTS, NETWORK
from app.figures import theme
from app.figures.samples import as_png
from app.figures.theme import Mode
from app.text import names, say, say_each
from app.text.format import percent
from ood_core.evaluation.verdicts import KEPT
from ood_core.files import Arrays

ROTATIONS = ("0°", "90°", "180°", "270°")
TURNED = {"turned": 1}  # input -> by how many quarter turns


def network(
    passes: Mapping[str, Arrays],
    networks: Mapping[str, tuple[str, float]],
    classes: Sequence[str],
    mode: Mode,
    key: str,
) -> None:
    """Draw it.

    Args:
        passes: of `data.passes`; its pictures stand under "".
        networks: those to choose from -> title and accuracy; the first is shown first.
        classes: their names.
    """
    pictures = passes[""]
    shown = zip(pictures["inputs"].tolist(), pictures["kinds"].tolist(), pictures["x"], strict=True)
    inputs = [
        {
            "name": name,
            "label": say(INPUTS[name]) if name in INPUTS else name,
            "kind": say(names.KINDS[kind]),
            **theme.look(kind, mode),
            "picture": as_png(x.transpose(1, 2, 0)),
            "turns": TURNED.get(name, 0),
        }
        for name, kind, x in shown
    ]
    data = {
        "version": key,
        "inputs": inputs,
        "networks": [
            {"title": title, "accuracy": percent(accuracy)} | _sent(passes[name])
            for name, (title, accuracy) in networks.items()
        ],
        "classes": list(classes),
        "rotations": ROTATIONS,
        "kept": KEPT,
        "words": say_each(NETWORK),
        **theme.inks(mode),
        "certain": theme.CERTAIN[mode],
        "id": theme.colour("id", mode),
    }
    widget("network")(data=data, key=key, height="content")


def _sent(arrays: Arrays) -> dict[str, Any]:
    """One network's arrays for the browser: numbers as float32, maps as bytes of each channel."""
    sent: dict[str, Any] = {
        name: packed(arrays[name].astype("<f4"))
        for name in ("pooled", "features", "weight", "bias", "logits")
    }
    sent["counts"] = arrays["counts"].tolist()
    sent["groups"] = [_group(arrays, i) for i in range(3)]
    scores = [name.removesuffix("/score") for name in arrays if name.endswith("/score")]
    sent["scores"] = {
        score: {
            what: arrays[f"{score}/{what}"].tolist() for what in ("score", "id_percentile", "id")
        }
        for score in scores
    }
    if "projection" in arrays:
        sent["csi"] = {
            name: arrays[name].astype(float).tolist()
            for name in ("projection", "shift_logits", "cosines", "lengths")
        }
    return sent


def _group(arrays: Arrays, i: int) -> dict[str, Any]:
    maps = arrays[f"maps{i}"].astype(np.float32)  # (inputs, channels, h, w)
    largest = np.maximum(maps.max(axis=(0, 2, 3), keepdims=True), 1e-6)
    return {
        "channels": arrays[f"channels{i}"].tolist(),
        "side": maps.shape[-1],
        "bytes": packed(np.round(255 * np.maximum(maps, 0) / largest).astype(np.uint8)),
    }
