"""Does it transfer? A bet for each outlier set."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.server import place, tally, view
from app.text import say, say_each
from app.text.format import percent
from app.views.lessons.outlier_exposure import changes, measurements, words
from app.views.lessons.outlier_exposure.changes import label
from app.views.lessons.outlier_exposure.measurements import Evaluated

LEAST = 5  # points by which FPR95 must fall to count as better
BETS = "oe-bets"  # run -> the tests bet on, in the session
OPEN = "oe-rows-open"  # whether all rows are shown
WHITE = "lessons/outliers-white-letters"  # the first to bet on
KNOWN = measurements.AFTER  # its row is open once the page has told it


def bet() -> None:
    """Choose the outliers, bet on the tests, see the row."""
    st.header(say(words.TRANSFER))
    st.markdown(say(words.TRANSFER_TEXT, least=LEAST))
    lesson.show(_bet)


def _bet() -> None:
    name = layout.choice(
        say(words.OUTLIERS_CHOICE),
        list(words.BETS),
        "oe-outliers",
        WHITE,
        wrap=True,
        format_func=lambda n: say(words.BETS[n].outliers),
    )
    run, bets = measurements.trained_on(name), _placed()
    opened = _opened() | set(bets)
    tests = measurements.tests_of(run, measurements.baseline_of(run))
    if name not in opened or name in bets:
        _place_a_bet(name, [test for test in tests if test not in run.benchmark.seen], bets)
    if name in opened:
        _result(name, run, tests, bets.get(name))
    if opened - {KNOWN}:
        _rows(name, opened)


def _opened() -> set[str]:
    """The runs whose row is told without a bet: there is nothing left to bet on."""
    kept = place.kept(OPEN, False, lambda kept: isinstance(kept, bool))
    if st.session_state.setdefault(OPEN, kept):
        return set(words.BETS)
    return {KNOWN} if lesson.has_answered("oe-noise") else set()


def _place_a_bet(name: str, unseen: list[str], bets: dict[str, list[str]]) -> None:
    """Choose among the unseen tests; the choice alone, once it is placed."""
    key = f"oe-bet:{name}"
    chosen = st.pills(
        say(words.BET),
        unseen,
        selection_mode="multi",
        default=place.kept(key, bets.get(name), view.some_of(unseen)),
        format_func=label,
        disabled=name in bets,
        wrap=True,
        **place.keeps(key),
    )
    if name in bets:
        return
    with st.container(horizontal=True):
        offer = say(words.PLACE) if chosen else say(words.PLACE_NONE)
        st.button(offer, type="primary", key="oe-place", on_click=_place, args=(name, unseen))
        st.button(say(words.OPEN_ALL), key="oe-open", on_click=_open)


def _placed() -> dict[str, list[str]]:
    """Run -> the tests that this visitor bet on, for each bet that was placed."""
    bets, answers = st.session_state.setdefault(BETS, {}), tally.mine()
    for name in set(words.BETS) - set(bets):
        start = _question(name, "")
        placed = {q.removeprefix(start): a for q, a in answers.items() if q.startswith(start)}
        if placed:
            bets[name] = [test for test, answer in placed.items() if answer == str(True)]
    return bets


def _place(name: str, tests: list[str]) -> None:
    st.session_state[BETS][name] = bets = list(st.session_state[f"oe-bet:{name}"])
    for test in tests:
        tally.vote(_question(name, test), str(test in bets))


def _open() -> None:
    """Show the rows that no bet has opened, after a reload, too."""
    st.session_state[OPEN] = True
    place.keep(OPEN)


def _question(name: str, test: str) -> str:
    return f"oe:{name}:{test}"


def is_better(change: np.ndarray) -> bool | None:
    """Whether FPR95 falls enough, by its change over seeds `(S,)`; None where seeds disagree."""
    better = 100 * change <= -LEAST
    return bool(better[0]) if better.all() or not better.any() else None


def _result(name: str, run: Evaluated, tests: list[str], bets: list[str] | None) -> None:
    """Each test before and after; where the visitor bet, who was right."""
    before, seen = measurements.baseline_of(run), run.benchmark.seen
    over_seeds = measurements.over_seeds().get(name, {})
    rows, right, total = [], 0, 0
    for test in tests:
        change = over_seeds[test].change if test in over_seeds else measurements.change(run, test)
        better = is_better(np.atleast_1d(change))
        won = bets is not None and (test in bets) == better
        counts = better is not None and test not in seen
        right, total = right + (won and counts), total + counts
        numbers = [
            " → ".join(percent(measurements.metric(r, test, metric)) for r in (before, run))
            for metric in ("fpr95", "auroc")
        ]
        mark = words.WON if won else words.LOST
        if not counts:
            mark = words.SEEN_MARK if test in seen else words.OPEN_MARK
        rows.append((label(test), *numbers, say(words.BETTER[better]), say(mark)))
    columns, told = say_each(words.RESULT_COLUMNS), [say(words.BETS[name].reveal)]
    if bets is None:
        rows, columns = [row[:-1] for row in rows], columns[:-1]
    else:
        told.insert(0, say(words.RESULT, right=right, total=total))
    st.markdown(" ".join(told))
    layout.table(rows, columns)
    _others(name, [test for test in tests if test not in seen])


def _others(name: str, tests: list[str]) -> None:
    """How the visitors of this server bet, once there are several."""
    votes = {test: tally.count(_question(name, test)) for test in tests}
    total = next(iter(votes.values())).total()
    if total > 1:
        shares = [
            say(words.OTHERS_SHARE, test=label(t), n=v[str(True)], total=total)
            for t, v in votes.items()
        ]
        st.caption(say(words.OTHERS, shares=", ".join(shares)))


def _rows(chosen: str, opened: set[str]) -> None:
    """The table of changes of the chosen run's world, once a row is open; others stay hidden."""
    run, runs = measurements.trained_on(chosen), {n: measurements.trained_on(n) for n in words.BETS}
    runs = {n: r for n, r in runs.items() if r.benchmark.world == run.benchmark.world}
    if not opened & set(runs):
        return
    titles, seeds = {n: say(words.BETS[n].outliers) for n in runs}, measurements.over_seeds()
    st.markdown(f"**{say(words.HEAT)}**")
    hidden = set(runs) - opened
    shown = set(runs) - hidden
    changes.changes_table(runs, titles, hidden, seeds)
    notes = []
    if any(runs[n].benchmark.seen for n in shown):
        notes.append(say(words.HEAT_SEEN))
    if hidden:
        notes.append(say(words.HEAT_HIDDEN))
    if shown & set(seeds):
        notes.append(say(words.HEAT_LARGE, seed=run.seed))
    st.caption(" ".join(notes))
    if chosen in shown:
        st.markdown(changes.about_seeds(seeds.get(chosen)))
