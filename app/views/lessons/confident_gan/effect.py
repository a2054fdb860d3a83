"""What the KL term does to the histogram of confidence."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import histogram_panel, series
from app.data import loading, seeds
from app.text import say, say_each
from app.views.lessons.confident_gan import words
from ood_core.experiments.measurements import confidences_by_group

PAIRS = {  # world -> its run without the term, and with it
    "plane": ("lessons/gan-beta-0", "plane-blobs/confident-gan"),
    "digits": ("digits/baseline", "digits/confident-gan"),
}
STOPS = ("without", "with")  # the KL term, as in each pair
DRAWN = ("id", "near", "far")  # noise stands in the text alone
Confidences = dict[str, np.ndarray]  # ID or group of OOD tests -> `(n,)`


def effect() -> None:
    st.header(say(words.EFFECT))
    st.markdown(say(words.EFFECT_TEXT))
    guess = lesson.predict("effect", say(words.EFFECT_QUESTION), say_each(words.EFFECT_OPTIONS))
    if guess:
        lesson.show(_switch, guess)


def _switch(guess: lesson.Guess) -> None:
    runs = {world: [loading.committed(name) for name in pair] for world, pair in PAIRS.items()}
    found = {world: [confidences_by_group(run) for run in pair] for world, pair in runs.items()}
    panels = [
        histogram_panel(say(words.EFFECT_PANELS[world]), _as_bytes(*pair), layout.mode())
        for world, pair in found.items()
    ]
    means = {stop: say(words.EFFECT_SAYS, **_means(found, i)) for i, stop in enumerate(STOPS)}
    stops = {say(words.EFFECT_STOPS[stop]): says for stop, says in means.items()}
    alt = " ".join(say(words.EFFECT_ALT[stop], says=says) for stop, says in means.items())
    version = f"effect:{','.join(run.card['created'] for pair in runs.values() for run in pair)}"
    series(panels, say(words.EFFECT_SWITCH), stops, alt, version, layout.mode(), at=1)
    facts = {
        f"{prefix}{group}_{when}": float(values.mean())
        for world, prefix in (("digits", ""), ("plane", "plane_"))
        for when, one in zip(("before", "after"), found[world], strict=True)
        for group, values in one.items()
    }
    for when, name in zip(("before", "after"), PAIRS["digits"], strict=True):
        by_seed = seeds.measured()[name]["confidence"]["far"]
        facts[f"seeds_{when}"] = ", ".join(f"{value:.2f}" for value in by_seed)
    st.markdown(say(words.EFFECT_EXPLAIN, guess=guess, **facts))
    lesson.more("effect", say(words.EFFECT_MORE, **facts))
    st.caption(say(words.EFFECT_NOTE))


def _as_bytes(without: Confidences, with_term: Confidences) -> Confidences:
    """What is drawn of both: `(2, n)` bytes, 255 = certain."""
    return {
        group: np.round(255 * np.stack([without[group], with_term[group]])).astype(np.uint8)
        for group in DRAWN
    }


def _means(found: dict[str, list[Confidences]], i: int) -> dict[str, float]:
    """World and group -> mean confidence of the i-th run of each pair, as `plane_near`."""
    return {
        f"{world}_{group}": float(values.mean())
        for world, pair in found.items()
        for group, values in pair[i].items()
    }
