"""The answers of a room as a table to take along."""

import csv
import io
from collections.abc import Collection
from datetime import UTC, datetime

from app.blocks import course
from app.server.rooms import Answer
from app.text import say

HEAD = ("question", "option", "before", "after", "time", "anonymous id")


def table(answers: list[Answer], revealed: Collection[str]) -> bytes:
    """CSV with a row for each option that a browser chose.

    `before` is 1 where that was its answer before the reveal, and `after` where it is its answer
    since: one that was not changed stays. The mark at its beginning lets spreadsheets read Korean.

    Args:
        revealed: the questions whose answers were revealed.
    """
    changed = {(one.question, one.anonymous) for one in answers if one.round == "after"}
    rows: dict[tuple[str, str, str], dict[str, float]] = {}
    for one in answers:
        rows.setdefault((one.question, one.option, one.anonymous), {})[one.round] = one.at
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(HEAD)
    for (question, option, anonymous), rounds in rows.items():
        stays = question in revealed and (question, anonymous) not in changed
        marks = (int("before" in rounds), int("after" in rounds or stays))
        time = datetime.fromtimestamp(max(rounds.values()), UTC).isoformat(timespec="seconds")
        writer.writerow([question, _option(question, option), *marks, time, anonymous])
    return file.getvalue().encode("utf-8-sig")


def _option(question: str, place: str) -> str:
    """As the page says it; of a question that is none of the course, its place, counted from 1."""
    words = course.WORDS.get(question)
    return say(words.options[int(place)]) if words else str(int(place) + 1)
