"""Does it transfer? A bet for each outlier set, and the plane where the gap can be seen."""

import numpy as np
import pandas as pd
import streamlit as st

from app import course, loading, page, tally
from app.exhibits.outlier_exposure import found
from app.figures import exposure, maps
from app.figures.maps import Layer
from app.figures.theme import CLASS_SYMBOLS
from app.lessons import outlier_exposure as words
from app.panels.confidence import plane_field
from ood_core.runs.run import Run

LEAST = 5  # points by which FPR95 must fall to count as better
BETS = "oe-bets"  # run -> the tests bet on, in the session
SURE = 0.95

Ranges = dict[str, dict[str, tuple[float, float]]]  # benchmark -> OOD test -> lowest, highest


def bet() -> None:
    """Choose the outliers, bet on the tests, see the row."""
    st.header(words.TRANSFER)
    st.markdown(words.TRANSFER_TEXT.format(least=LEAST))
    st.fragment(course.show)(_bet)


def _bet() -> None:
    name = st.segmented_control(
        words.OUTLIERS_CHOICE,
        list(words.BETS),
        default=next(iter(words.BETS)),
        required=True,
        wrap=True,
        format_func=lambda n: words.BETS[n].outliers,
        key="oe-outliers",
        persist_state="session",
    )
    run, bets = loading.committed(name), st.session_state.setdefault(BETS, {})
    tests = found.tests_of(run, found.baseline_of(run))
    unseen = [test for test in tests if test not in run.benchmark.seen]
    chosen = st.pills(
        words.BET,
        unseen,
        selection_mode="multi",
        format_func=_label,
        disabled=name in bets,
        key=f"oe-bet:{name}",
        persist_state="session",
        wrap=True,
    )
    if name not in bets:
        if not st.button(words.PLACE, type="primary", key="oe-place"):
            return
        bets[name] = list(chosen)
        st.rerun(scope="fragment")
    _result(name, run, tests, bets[name])
    _rows(run, bets)


def _label(test: str) -> str:
    return words.SET_LABELS.get(test, words.PAPER_NAMES.get(test, test))


def is_better(run: Run, test: str) -> bool:
    return 100 * found.change(run, test) <= -LEAST


def _result(name: str, run: Run, tests: list[str], bets: list[str]) -> None:
    """Each test before and after, and who was right."""
    before, seen = found.baseline_of(run), run.benchmark.seen
    rows, right = [], 0
    for test in tests:
        won = (test in bets) == is_better(run, test)
        right += won and test not in seen
        numbers = [
            " → ".join(found.percent(found.metric(r, test, metric)) for r in (before, run))
            for metric in ("fpr95", "auroc")
        ]
        verdict = words.BETTER if is_better(run, test) else words.NOT_BETTER
        mark = words.SEEN_MARK if test in seen else words.WON if won else words.LOST
        rows.append((_label(test), *numbers, verdict, mark))
    total = len(tests) - len(set(tests) & set(seen))
    st.markdown(f"{words.RESULT.format(right=right, total=total)} {words.BETS[name].reveal}")
    st.table(pd.DataFrame(rows, columns=words.RESULT_COLUMNS).set_index(words.RESULT_COLUMNS[0]))
    _others(name, [test for test in tests if test not in seen], bets)


def _others(name: str, tests: list[str], bets: list[str]) -> None:
    """How the visitors of this server bet, once there are several."""
    votes = {test: tally.vote(f"oe:{name}:{test}", str(test in bets)) for test in tests}
    total = next(iter(votes.values())).total()
    if total > 1:
        shares = ", ".join(f"{_label(t)} {v['True']} of {total}" for t, v in votes.items())
        st.caption(words.OTHERS.format(shares=shares))


def _rows(run: Run, bets: dict[str, list[str]]) -> None:
    """The table of changes of this world; a row nobody has bet on stays hidden."""
    runs = {name: loading.committed(name) for name in words.BETS}
    runs = {n: r for n, r in runs.items() if r.benchmark.world == run.benchmark.world}
    st.markdown(f"**{words.HEAT}**")
    over_seeds = found.ranges()
    has_seeds = any(r.benchmark.name in over_seeds.change for r in runs.values())
    titles = {n: words.BETS[n].outliers for n in runs}
    _heat(runs, titles, set(runs) - set(bets), over_seeds.change)
    st.caption(words.HEAT_NOTE.format(seed=run.seed))
    st.caption(words.SEEDS_NOTE.format(n=over_seeds.seeds) if has_seeds else words.ONE_SEED)


def _heat(
    runs: dict[str, Run], titles: dict[str, str], hidden: set[str], over_seeds: Ranges
) -> None:
    """Rows by run; those `hidden` have no numbers yet."""
    tests = found.tests_of(*runs.values(), found.baseline_of(next(iter(runs.values()))))
    changes = np.array(
        [
            [np.nan if name in hidden else 100 * found.change(run, test) for test in tests]
            for name, run in runs.items()
        ]
    )
    notes = [[_note(run, test, over_seeds) for test in tests] for run in runs.values()]
    rows, columns = [titles[name] for name in runs], [words.SHORT.get(t, t) for t in tests]
    figure = exposure.change_table(changes, rows, columns, notes, page.mode())
    page.chart(figure, words.HEAT_ALT.format(cells=_spoken(changes, rows, tests)))


def _note(run: Run, test: str, over_seeds: Ranges) -> str:
    """Below a cell's number: seen, or the range over seeds where there is one."""
    if test in run.benchmark.seen:
        return words.SEEN_MARK
    low, high = over_seeds.get(run.benchmark.name, {}).get(test, (None, None))
    if low is None:
        return ""
    return words.RANGE.format(
        low=exposure.points(100 * low, 0), high=exposure.points(100 * high, 0)
    )


def _spoken(changes: np.ndarray, rows: list[str], tests: list[str]) -> str:
    """The table in a sentence."""
    lines = [
        ", ".join(f"{_label(t)} {exposure.cell(c)}" for t, c in zip(tests, line, strict=True))
        for line in changes
    ]
    return "; ".join(f"{row}: {line}" for row, line in zip(rows, lines, strict=True))


# ---- the plane ----


def plane() -> None:
    """A shell of outliers or a far box: two maps."""
    st.header(words.PLANE)
    guess = course.predict("oe-plane", words.PLANE_QUESTION, words.PLANE_GUESSES)
    if guess is None:
        return
    runs = {name: loading.committed(name) for name in words.PLANE_TITLES}
    shell, box = runs.values()
    facts = {
        "guess": guess,
        "plain": found.percent(_share(found.baseline_of(shell)), 0),
        "shell": found.percent(_share(shell), 0),
        "box": found.percent(_share(box), 0),
        "shell_band": found.percent(np.median(found.confidence(shell, "ood/band")), 0),
        "box_band": found.percent(np.median(found.confidence(box, "ood/band")), 0),
    }
    st.markdown(words.PLANE_REVEAL.format(**facts))
    for column, (name, run) in zip(st.columns(2, gap="medium"), runs.items(), strict=True):
        title = words.PLANE_TITLES[name]
        with column:
            st.subheader(title)
            figure = maps.field_map(plane_field(run, None), _layers(run), page.mode(), height=520)
            alt = words.PLANE_ALT.format(title=title, share=found.percent(_share(run), 0))
            page.chart(figure, alt, f"oe-plane:{name}")
    st.markdown(f"**{words.HEAT}**")
    _heat(runs, words.PLANE_ROWS, hidden=set(), over_seeds={})
    st.markdown(words.PLANE_HONEST.format(**facts))


def _share(run: Run) -> float:
    """Share of the picture with confidence above SURE."""
    return float(np.mean(found.confidence(run, "grid") > SURE))


def _layers(run: Run) -> list[Layer]:
    """The classes and the outliers that this network was shown."""
    x, y = run.benchmark.id_test
    classes = [
        Layer(f"ID, class {name}", "id", x[y == k], CLASS_SYMBOLS[k])
        for k, name in enumerate(run.benchmark.classes)
    ]
    return [*classes, Layer("training outliers", "outliers", run.benchmark.outliers[:600])]
