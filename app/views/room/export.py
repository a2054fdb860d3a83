"""The answers of a room, and what was handed in to it, as tables to take along."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from app.blocks import exercises
from app.server.hand_ins import HandIn
from app.server.room_votes import Answer

HEAD = ("question", "option", "before", "after", "time", "anonymous_id")
HAND_IN = ("exercise", "right", "measured", "link", "time", "anonymous_id")


def table(
    answers: list[Answer], revealed: Collection[str], options: Mapping[str, Sequence[str]]
) -> bytes:
    """CSV with a row for each option that a browser chose.

    `before` is 1 where that was its answer before the reveal, and `after` where it is its answer
    since: one that was not changed stays.

    Args:
        revealed: the questions whose answers were revealed.
        options: of each question, as its page says them; what is none of them is written as it is.
    """
    changed = {(one.question, one.anonymous) for one in answers if one.round == "after"}
    rows: dict[tuple[str, str, str], dict[str, float]] = {}
    for one in answers:
        rows.setdefault((one.question, one.option, one.anonymous), {})[one.round] = one.at
    written = []
    for (question, option, anonymous), rounds in rows.items():
        stays = question in revealed and (question, anonymous) not in changed
        marks = (int("before" in rounds), int("after" in rounds or stays))
        time = _time(max(rounds.values()))
        places = {str(place): said for place, said in enumerate(options.get(question, ()))}
        written.append((question, places.get(option, option), *marks, time, anonymous))
    return _csv(HEAD, written)


def hand_ins(found: list[HandIn], site: str) -> bytes:
    """CSV with a row for each link; `measured` has the numbers by the names of their measures.

    Args:
        site: the address of a page of this server.
    """
    rows = []
    for one in found:
        numbers = one.beside_wants
        measured = "; ".join(f"{w.measure} {w.of}".strip() + f" {v}" for w, v in numbers)
        link = urljoin(site, exercises.address(one.exercise, one.link))
        marks = (int(one.is_right), measured, link)
        rows.append((one.exercise, *marks, _time(one.at), one.anonymous))
    return _csv(HAND_IN, rows)


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """The mark at its beginning lets spreadsheets read Korean."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return file.getvalue().encode("utf-8-sig")
