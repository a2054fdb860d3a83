"""The network, drawn: pictures pass from their pixels to softmax and energy."""

from collections.abc import Sequence

import streamlit as st

from app.blocks import layout
from app.blocks import network_words as words
from app.components.network import network
from app.data import loading
from app.data.passes import Passes, passes
from app.text import declared, say, say_each
from app.text.format import certainty, percent
from ood_core import benchmarks
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax

WORLD, PLAIN = "cifar10", "baseline"


def part(method: str) -> None:
    """In a lesson: folded, for the Overview has shown it.

    Raises:
        UserError: what is committed of them is missing or damaged.
    """
    layout.folded(
        say(words.TITLE),
        lambda: _draw(_runs(method), passes(), method),
        f"network:{method}:fold",
        ":material/schema:",
    )


def drawing() -> None:
    """The plain network. Raises UserError as `part` does."""
    runs, found = _runs(PLAIN), passes()
    st.header(say(words.TITLE))
    _draw(runs, found, PLAIN)


def _runs(method: str) -> dict[str, Run]:
    """The plain network, and that of the method to change to."""
    return {n: loading.committed(f"{WORLD}/{n}") for n in dict.fromkeys((PLAIN, method))}


def _draw(runs: dict[str, Run], found: Passes, method: str) -> None:
    world = benchmarks.get(WORLD)
    which = words.ONE if len(runs) == 1 else words.SOME
    st.markdown(say(words.TEXT, world=declared.title(world), networks=say(which, n=len(runs))))
    networks = {n: (METHODS[n].title, run.metrics["accuracy"]) for n, run in runs.items()}
    classes = say_each(declared.classes(world))
    network(found, networks, classes, layout.mode(), f"network:{method}")
    st.markdown(say(words.EFFECT.get(method, words.LOOK), **facts(found, method, classes)))
    st.caption(say(words.NOTE))


def facts(found: Passes, method: str, classes: Sequence[str]) -> dict[str, str]:
    """What the words beside the drawing say of these pictures."""
    plain, own = found[PLAIN], found[method]
    place = {name: i for i, name in enumerate(found[""]["inputs"].tolist())}
    bricks, person = place["bricks"], place["person"]
    confidence = [certainty(-network["msp/score"][bricks]) for network in (plain, own)]
    if method == "csi":
        turns = softmax(own["shift_logits"])
        right = {"upright": turns[place["cat"], 0], "turned": turns[place["turned"], 1]}
        return {name: percent(share, 0) for name, share in right.items()}
    if method == "energy":
        shares = [network["energy/id_percentile"][person] for network in (plain, own)]
        return dict(zip(("before", "after"), map(percent, shares), strict=True))
    if method == PLAIN:
        share = percent(plain["energy/id_percentile"][bricks])
        answer = classes[plain["logits"][bricks].argmax()]
        return {"answer": answer, "confidence": confidence[0], "share": share}
    share = percent(own["msp/id_percentile"][bricks])
    return {"before": confidence[0], "after": confidence[1], "share": share}
