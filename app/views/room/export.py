"""The answers of a room as a table to take along."""

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from app.server.room_votes import Answer

HEAD = ("question", "option", "before", "after", "time", "anonymous_id")


def table(
    answers: list[Answer], revealed: Collection[str], options: Mapping[str, Sequence[str]]
) -> bytes:
    """CSV with a row for each option that a browser chose.

    `before` is 1 where that was its answer before the reveal, and `after` where it is its answer
    since: one that was not changed stays. The mark at its beginning lets spreadsheets read Korean.

    Args:
        revealed: the questions whose answers were revealed.
        options: of each question, as its page says them; what is none of them is written as it is.
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
        places = {str(place): said for place, said in enumerate(options.get(question, ()))}
        writer.writerow([question, places.get(option, option), *marks, time, anonymous])
    return file.getvalue().encode("utf-8-sig")
