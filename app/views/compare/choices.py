"""Choices that several parts of the Compare page share."""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.data import scoring
from app.text import Message, declared, names, say
from app.text.format import literal
from app.views.compare import words as text
from ood_core.errors import UserError
from ood_core.paths import short
from ood_core.runs.run import Run


def whole(runs: dict[str, Run], part: str) -> dict[str, Run]:
    """The runs of which that part can be read; of each other one a sentence is drawn.

    Args:
        part: "evidence" or "intervals".

    Raises:
        UserError: there is none.
    """
    found = {}
    for name, run in runs.items():
        try:
            getattr(run, part)
        except UserError as error:
            st.error(say(text.DAMAGED, run=literal(name), why=say(error)))
        else:
            found[name] = run
    if not found:
        raise UserError("error.compare.none_whole", "Choose other runs above.")
    return found


def test(runs: dict[str, Run], key: str) -> str:
    """An OOD test that all of the runs have seen, as the name of its population."""
    kinds = [run.kinds for run in runs.values()]
    shared = [n for n in kinds[0] if n.startswith("ood/") and all(n in other for other in kinds)]
    if not shared:
        raise UserError(
            "error.compare.nothing_in_common",
            "These runs have no OOD test in common: choose other runs above.",
        )
    return layout.listed(
        say(text.TEST),
        shared,
        f"compare:{key}:test",
        format_func=lambda n: names.population_label(n, kinds[0][n]),
    )


def run(runs: dict[str, Run], key: str, label: Message = text.RUN, index: int = 0) -> str:
    """The name of one of the runs."""
    titles = {  # of a committed run, its method: it stays chosen from benchmark to benchmark
        run.method.name if name == run.method.title else short(run.path): name
        for name, run in runs.items()
    }
    options = list(titles)
    chosen = layout.listed(
        say(label), options, f"compare:{key}:run", options[index], format_func=titles.get
    )
    return titles[chosen]


def score(chosen: Run, key: str) -> str:
    """One of the scores of the run, its own first."""
    return layout.listed(
        say(text.SCORE),
        scoring.score_names(chosen),
        f"compare:{key}:score:{chosen.card['method']}",
        format_func=lambda name: names.SCORES[name].title,
    )


def named(name: str, score: str) -> str:
    """A run under a score: "Baseline, MSP", but "CSI" where both are called that."""
    title = names.SCORES[score].title
    return name if name == title else f"{name}, {title}"


def scores(name: str, chosen: Run, score: str, populations: list[str]) -> dict[str, np.ndarray]:
    """Population -> its scores `(N,)`.

    Raises:
        UserError: one is missing or not finite, or all are the same.
    """
    scored = scoring.scored(chosen, score)
    words_for = {"run": name, "score": names.SCORES[score].title}
    if without := [n for n in populations if n not in scored]:
        raise _not_scored(without, words_for)
    found = {population: scored[population] for population in populations}
    for population, values in found.items():
        if not np.isfinite(values).all():
            raise _not_finite(population, words_for)
    if np.ptp(np.concatenate(list(found.values()))) == 0:
        raise UserError(
            "error.compare.constant",
            "The {score} score of {run} is the same for all of these inputs: it separates none of "
            "them.",
            **words_for,
        )
    return found


def _not_scored(populations: list[str], words_for: dict[str, str]) -> UserError:
    if "id_test" in populations:
        return UserError(
            "error.compare.id_not_scored",
            "{run} has no {score} score of the ID test: choose another score.",
            **words_for,
        )
    return UserError(
        "error.compare.not_scored",
        "{run} has no {score} score of {tests}: choose another score, or leave these inputs out.",
        tests=", ".join(say(declared.population(name)) for name in populations),
        **words_for,
    )


def _not_finite(population: str, words_for: dict[str, str]) -> UserError:
    if population == "id_test":
        return UserError(
            "error.compare.id_not_finite",
            "The {score} score of {run} is not a finite number on the ID test: it cannot be drawn. "
            "Choose another score.",
            **words_for,
        )
    return UserError(
        "error.compare.not_finite",
        "The {score} score of {run} is not a finite number on {test}: it cannot be drawn. Choose "
        "another score.",
        test=say(declared.population(population)),
        **words_for,
    )
