"""What the KL term does to the histogram of confidence."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import histogram_panel, series
from app.data import loading, seeds
from app.figures.dots import Dot
from app.text import say, say_each
from app.views.lessons.confident_gan import words
from ood_core.evaluation.report import means
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
    lesson.show(_brought)


def _brought() -> None:
    """AUROC without it and with it, over the seeds: is it better?"""
    st.subheader(say(words.BROUGHT))
    found = [auroc_by_group(name) for name in PAIRS["digits"]]
    dotted = {
        say(title): {
            name: Dot(float(of[group].mean()), (float(of[group].min()), float(of[group].max())))
            for name, of in zip(say_each(words.BROUGHT_SERIES), found, strict=True)
        }
        for group, title in words.BROUGHT_GROUPS.items()
    }
    lesson.dotted(dotted, say(words.BROUGHT_AXIS), "brought")
    plain, with_gan = found
    n, gain = len(plain["far"]), with_gan["far"] - plain["far"]
    st.caption(say(words.BROUGHT_DOTS, n=n))
    facts = {
        f"{group}_{name}": seeds.span(of[group], ".1f")
        for name, of in (("plain", plain), ("gan", with_gan))
        for group in words.BROUGHT_GROUPS
    }
    facts["far_seeds"] = ", ".join(f"{auroc:.1f}" for auroc in plain["far"])
    facts |= {"least": f"{gain.min():.0f}", "most": f"{gain.max():.0f}", "n": n}
    st.markdown(say(words.BROUGHT_READ, **facts, **_on_photographs()))


def auroc_by_group(name: str) -> dict[str, np.ndarray]:
    """Near, far, noise -> the AUROC of a digits' run in percent, with each seed `(S,)`."""
    of = seeds.by_group(loading.committed(name), "auroc")
    return {group: 100 * np.array(values) for group, values in of.items()}


def _on_photographs() -> dict[str, str]:
    """AUROC in percent on CIFAR-10's tests, without the Boundary GAN and with it."""
    run, was = loading.committed("cifar10/confident-gan"), loading.confident_gan_ablation()
    pair = [means(ood, run.groups) for ood in (was["ood"], run.metrics["ood"])]
    return {
        f"photo_{group}": " → ".join(f"{100 * of[group]['msp']['auroc']:.1f}" for of in pair)
        for group in words.BROUGHT_GROUPS
    }


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
