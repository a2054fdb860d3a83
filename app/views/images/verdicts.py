"""The batch, each method's verdict on the chosen picture, and what else one can ask about it."""

import pandas as pd
import streamlit as st

from app.blocks import choices, layout, lesson
from app.components.verdicts import Card, Method, Row, chosen_of, content, verdicts
from app.data.verdicts import Judged, judged
from app.figures.samples import as_jpeg, as_uri
from app.text import declared, names, say, say_each
from app.text.format import literal, percent
from app.views.images import (
    challenge,
    neighbours,
    resolution,
    severity,
    sources,
    top_five,
    tug,
    waterfall,
    words,
)
from app.views.images.sources import Batch
from app.views.images.waterfall import has_turns
from ood_core import benchmarks
from ood_core.evaluation.verdicts import KEPT
from ood_core.images import Seen
from ood_core.runs.run import Run
from ood_core.scores import saturates

MORE = "more"  # of the parts, in the link
WATERFALL = "waterfall"
LANDS, SMALL = "lands", "small"
PARTS = {
    LANDS: neighbours.show,
    SMALL: resolution.show,
    "shift": severity.show,
    WATERFALL: waterfall.show,
    "fool": challenge.show,
}

PAINTED = "images:painted"  # the verdicts seen last


def show(world: str, networks: dict[str, Run], source: str) -> None:
    """Everything below the choice of world and source."""
    is_drawn = source == sources.DRAWN
    picture, said = st.columns([2, 5]) if is_drawn else (st.container(), st.container())
    with picture:
        batch = sources.SOURCES[source](world)
    if batch is None:
        return
    with said:
        found, chosen = _said(world, networks, source, batch)
    if found:
        st.header(say(words.MORE, name=literal(batch.names[chosen])))
        if found.world.is_frozen:
            top_five.show(found, chosen)
        else:
            tug.button(batch, found, chosen)
        layout.paint_first(PAINTED, found)
        _parts(batch, found, chosen)


def _said(
    world: str, networks: dict[str, Run], source: str, batch: Batch
) -> tuple[Judged | None, int]:
    """What the networks say, of ready samples once their question is answered; what is chosen."""
    if batch.refused:
        lines = [
            say(words.REFUSED, name=literal(say_each(name)), why=say(why))
            for name, why in batch.refused
        ]
        st.warning("  \n".join(lines), icon=":material/block:")
    if not batch.seen:
        return None, 0
    asks, guess, found = source == sources.READY and "baseline" in networks, None, None
    if asks:
        asked = words.QUESTION_FROZEN if benchmarks.get(world).is_frozen else words.QUESTION
        question = say(asked, n=len(batch.seen))
        guess = lesson.predict(f"images:{world}", question, say_each(words.GUESSES))
    # What was said of the last drawing stays here until the networks have looked.
    place = st.container()
    if guess or not asks:
        with st.spinner(say(words.LOOKING)):
            found = judged("images:judged", world, networks, batch.x)
    key = f"images:{world}:{source}"
    chosen, methods = chosen_of(key, len(batch.seen)), _methods(found) if found else []
    with place:
        if guess and found:
            st.markdown(_reveal(guess, found))
        cards = _cards(batch, found, is_drawn=source == sources.DRAWN)
        verdicts(content(cards, methods, say_each(words.CARDS), chosen, layout.mode()), key)
    if found:
        if found.left_out:
            st.warning("  \n".join(say(error) for error in found.left_out), icon=":material/block:")
        _save(batch, found)
    return found, chosen


def _reveal(guess: lesson.Guess, found: Judged) -> str:
    """How many pictures each method calls OOD, the asked one in bold."""
    counts = {a.title: int(a.verdicts.is_ood.sum()) for a in found.answers.values()}
    first, *others = [f"{method} {n}" for method, n in counts.items()]
    counted = ", ".join([f"**{first}**", *others])
    told = words.REVEAL_FROZEN if found.world.is_frozen else words.REVEAL
    return say(told, guess=guess, counted=counted, total=len(found.x))


def _parts(batch: Batch, found: Judged, chosen: int) -> None:
    has = {
        LANDS: not found.world.is_frozen,  # among training features
        WATERFALL: has_turns(found),
        SMALL: bool(found.world.backbone),
    }
    labels = {n: say(words.PARTS[n]) for n in PARTS if has.get(n, True)}
    for name, tab in choices.tabs(MORE, labels).items():
        if tab.open:
            with tab:
                PARTS[name](batch, found, chosen)


def _methods(found: Judged) -> list[Method]:
    made = []
    for a in found.answers.values():
        score = a.score_name
        title = names.SCORES[score].title
        by = "" if title == a.title else title  # of a frozen network, whose scores are the methods
        made.append(Method(a.title, by, a.on_id, a.verdicts.threshold, saturates(score)))
    return made


def _cards(batch: Batch, found: Judged | None, is_drawn: bool) -> list[Card]:
    return [
        Card(
            name,
            "" if is_drawn else as_jpeg(seen.preview),
            as_uri(seen.pixels.transpose(1, 2, 0)),
            _about(seen),
            _rows(found, i) if found else [],
        )
        for i, (name, seen) in enumerate(zip(batch.names, batch.seen, strict=True))
    ]


def _about(seen: Seen) -> str:
    """Its size, and what was done to it."""
    size = say(words.SIZE, width=seen.size[0], height=seen.size[1])
    return ", ".join([size, *(say(words.CHANGES[change]) for change in seen.changes)])


def _rows(found: Judged, i: int) -> list[Row]:
    classes = say_each(declared.classes(found.world))
    return [
        Row(
            classes[v.best[i]],
            float(v.confidence[i]),
            float(v.score[i]),
            float(v.id_percentile[i]),
            bool(v.is_ood[i]),
        )
        for v in (answer.verdicts for answer in found.answers.values())
    ]


def table(batch: Batch, found: Judged) -> pd.DataFrame:
    """A line for each picture and method."""
    lines = []
    for method, answer in found.answers.items():
        v = answer.verdicts
        for i, name in enumerate(batch.names):
            lines.append(
                {
                    "number": i + 1,
                    "picture": name,
                    "benchmark": found.world.name,
                    "method": method,
                    "score": answer.score_name,
                    "class": found.world.classes[v.best[i]],
                    "confidence": v.confidence[i],
                    "value": v.score[i],
                    "threshold": v.threshold,
                    "id_percentile": v.id_percentile[i],
                    "verdict": "OOD" if v.is_ood[i] else "ID",
                }
            )
    return pd.DataFrame(lines).sort_values("number", kind="stable")


def _save(batch: Batch, found: Judged) -> None:
    told = [say(words.HOW_READ, kept=percent(KEPT, 0))]
    st.caption(" ".join([*told, *([say(words.CSI_ANSWERS)] if "csi" in found.answers else [])]))
    layout.download(
        say(words.SAVE),
        lambda: table(batch, found).to_csv(index=False).encode(),
        f"{found.world.name}-verdicts.csv",
        "text/csv",
        "images:csv",
    )
