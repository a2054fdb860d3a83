"""The challenge: a picture that every method calls ID, and is sure about. The session's board."""

from typing import NamedTuple

import streamlit as st

from app.blocks import gallery, room
from app.blocks.gallery import Item
from app.data.verdicts import Judged
from app.figures.samples import as_uri, thumbnail
from app.server import boards
from app.server.visitor import browser
from app.text import declared, say, say_each
from app.text.format import certainty, percent
from app.views.images import words
from app.views.images.sources import Batch, Name
from ood_core.errors import UserError

SURE = 0.9
PICTURE = 132  # pixels on the page
BOARD = "images:board"  # in the session: world -> its entries, by picture


class Entry(NamedTuple):
    """A picture on the board."""

    called: Name
    picture: str  # data URI
    fooled: int  # methods
    asked: int  # methods
    least: float  # the lowest confidence among the methods
    room: str | None  # it was put up in


def show(batch: Batch, found: Judged, chosen: int) -> None:
    st.markdown(say(words.FOOL_TEXT, sure=percent(SURE, 0)))
    fooled, lines = [], []
    for answer in found.answers.values():
        v = answer.verdicts
        sure = float(v.confidence[chosen])
        is_fooled = not v.is_ood[chosen] and sure > SURE
        fooled += [answer.title] * is_fooled
        said = words.FOOLED if is_fooled else words.UNSURE
        said = words.NOT_FOOLED if v.is_ood[chosen] else said
        lines.append(say(said, method=answer.title, sure=certainty(sure)))
    least = min(float(a.verdicts.confidence[chosen]) for a in found.answers.values())
    picture = as_uri(found.x[chosen].transpose(1, 2, 0))
    alt = say(words.CARDS["seen_alt"], name=batch.names[chosen])
    with st.container(horizontal=True, gap="medium", vertical_alignment="center"):
        st.image(picture, width=PICTURE, alt=alt)
        st.markdown("  \n".join(lines), width="content")
    here = room.here()
    code = here.code if here else None
    _board(found, Entry(batch.called[chosen], picture, len(fooled), len(lines), least, code))


def _board(found: Judged, entry: Entry) -> None:
    """What was put up in this session, the best first."""
    by_world = st.session_state.setdefault(BOARD, {})
    entries = by_world.setdefault(found.world.name, {})
    label = words.PUT_UP.get(found.world.world, words.PUT_UP_OTHER)
    label = say(label, world=declared.title(found.world))
    if st.button(label, key="images:put", type="primary", icon=":material/flag:"):
        entries[entry.picture] = entry
        if entry.room:
            _to_room(best_of_room(by_world, entry.room))
        if entry.fooled == entry.asked:
            st.toast(say(words.ALL_FOOLED), icon=":material/emoji_events:")
    if entry.room:
        st.caption(say(words.TO_ROOM, code=entry.room))
    if not entries:
        st.caption(say(words.EMPTY_BOARD))
        return
    st.subheader(say(words.BOARD))
    ordered = sorted(entries.values(), key=_rank)
    gallery.show(
        [
            Item(
                say_each(e.called),
                e.picture,
                (
                    say(words.SCORE, fooled=e.fooled, n=e.asked),
                    say(words.LEAST, sure=certainty(e.least)),
                ),
            )
            for e in ordered
        ]
    )


def _rank(entry: Entry) -> tuple[int, float]:
    """The best comes first."""
    return -entry.fooled / entry.asked, -entry.least


def best_of_room(by_world: dict[str, dict[str, Entry]], code: str) -> Entry:
    """The best, on any world, of what was put up while in that room: nothing else goes there."""
    here = [one for entries in by_world.values() for one in entries.values() if one.room == code]
    return min(here, key=_rank)


def _to_room(best: Entry) -> None:
    """Put it on the board of the room."""
    try:
        numbers = float(best.fooled), float(best.asked), best.least
        boards.put_up(browser(), "fooled", thumbnail(best.picture), numbers)
    except UserError as error:
        st.toast(say(error), icon=":material/error:")
