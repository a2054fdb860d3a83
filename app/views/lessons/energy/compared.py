"""Energy against MSP on one network, and the rule that makes a decision of a score."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.blocks.threshold_groups import groups
from app.components.threshold import content, threshold
from app.data import loading, scoring
from app.figures import energies
from app.figures.energies import Scores
from app.text import declared, names, say, say_each
from app.text.format import percent
from app.views.lessons.energy import words
from ood_core import benchmarks
from ood_core.evaluation.conventions import CONVENTIONS, read
from ood_core.evaluation.report import MEAN, by_group
from ood_core.runs.run import Run

COMPARED = ("msp", "energy")
COUNTED = {"auroc": max, "fpr95": min}  # metric -> the better of its values
RULED = ("letters", "gaussian", "textures")  # the tests beside the threshold: one of each group
WORLDS = ("cifar10", "digits", "plane-blobs")


@loading.cached(32)
def by_paper(run: Run, score: str) -> dict[str, dict[str, float]]:
    """FPR95, AUROC and AUPR by OOD test, as the paper's code counts them (ID is positive)."""
    scored, rule = scoring.scored(run, score), CONVENTIONS["Energy"]
    return {t: read(rule, scored["id_test"], scored[f"ood/{t}"]) for t in run.metrics["ood"]}


def scores() -> None:
    st.header(say(words.SCORES_TITLE))
    guess = lesson.predict("energy:scores", say(words.SCORES), say_each(words.SCORES_GUESSES))
    if guess is None:
        return
    won = wins(loading.committed("cifar10/baseline"))
    st.markdown(say(words.SCORES_REVEAL, guess=guess, **won))
    with st.container(horizontal=True, gap="medium"):
        world = layout.choice(say(words.WORLD), WORLDS, "energy:world", format_func=title_of)
        rule = layout.choice(
            say(words.RULE_OF_FPR),
            list(words.RULES),
            "energy:rule",
            wrap=True,
            format_func=lambda name: say(words.RULES[name]),
        )
    lesson.show(_compare, world, rule)


def title_of(world: str) -> str:
    """Of the benchmark of that name."""
    return say(declared.title(benchmarks.get(world)))


def wins(run: Run) -> dict[str, int]:
    """On how many sets of pictures, and of noise, the energy has the higher AUROC than MSP."""
    ood = run.metrics["ood"]
    won = {test: row["energy"]["auroc"] > row["msp"]["auroc"] for test, row in ood.items()}
    noisy = {test: better for test, better in won.items() if run.groups[test] == "noise"}
    return {
        "pictures": sum(won.values()) - sum(noisy.values()),
        "all_pictures": len(won) - len(noisy),
        "noise": sum(noisy.values()),
        "all_noise": len(noisy),
    }


def _compare(world: str, rule: str) -> None:
    run = loading.committed(f"{world}/baseline")
    ood = run.metrics["ood"]
    found = {score: auroc_and_fpr95(run, score, rule) for score in COMPARED}
    picture, text = layout.picture_and_words("scores")
    text.markdown(say(words.SCORES_EXPLAIN))
    with picture:
        test = layout.listed(
            say(words.TEST),
            list(ood),
            f"energy:test:{world}",
            format_func=lambda name: _label(name, ood[name]["kind"], run.groups[name]),
            width=320,
        )
        for column, score in zip(st.columns(2), COMPARED, strict=True):
            with column:
                _histogram(run, score, test, found[score][test])
    kinds = {name: row["kind"] for name, row in ood.items()}
    rows = scores_rows(found, kinds, run.groups)
    layout.table(rows, list(rows[0]))
    st.caption(say(words.SCORES_CAPTION))


def _label(test: str, kind: str, group: str) -> str:
    """An OOD test and its kind; noise, which is far OOD, is told from far pictures."""
    if group == "noise":
        return say(words.NOISE_TEST, name=declared.population(test))
    return names.population_label(f"ood/{test}", kind)


def auroc_and_fpr95(run: Run, score: str, rule: str) -> dict[str, dict[str, float]]:
    """AUROC and FPR95 by OOD test: the card's, or with FPR95 as the paper counts it."""
    card = {test: row[score] for test, row in run.metrics["ood"].items()}
    read_by = by_paper(run, score) if rule == "id" else card
    return {
        test: {"auroc": row["auroc"], "fpr95": read_by[test]["fpr95"]} for test, row in card.items()
    }


def _histogram(run: Run, score: str, test: str, found: dict[str, float]) -> None:
    scored, kind = scoring.scored(run, score), run.metrics["ood"][test]["kind"]
    label = _label(test, kind, run.groups[test])
    shown = [
        Scores(names.population_label("id_test", "id"), "id", scored["id_test"]),
        Scores(label, kind, scored[f"ood/{test}"]),
    ]
    axis = say(words.SCORE_AXES[score])
    span = (-1.0, -1 / len(run.benchmark.classes)) if score == "msp" else energies.reach(shown)
    numbers = f"AUROC {found['auroc']:.1%}, FPR95 {found['fpr95']:.1%}"
    st.markdown(f"**{names.SCORES[score].title}** \N{EN SPACE} {numbers}")
    figure = energies.histogram(shown, axis, span, say_each(words.HISTOGRAM), layout.mode())
    layout.chart(figure, say(words.SCORES_ALT, score=axis, test=label, **found))


def scores_rows(
    found: dict[str, dict[str, dict[str, float]]], kinds: dict[str, str], groups: dict[str, str]
) -> list[dict[str, str]]:
    """In percent, by OOD test: each metric of both scores, the better one in bold; after each
    of near, far and noise that has more than one test, its mean.

    Args:
        found: score -> OOD test -> metric -> fraction.
    """
    rows = []
    for group, tests in by_group(groups).items():
        for test in tests:
            pair = [found[score][test] for score in COMPARED]
            rows.append({say(words.TEST): _label(test, kinds[test], group)} | _row(pair))
        means = [
            {metric: np.mean([found[score][test][metric] for test in tests]) for metric in COUNTED}
            for score in COMPARED
        ]
        if len(tests) > 1:
            rows.append({say(words.TEST): say(names.MEANS[MEAN.format(group)])} | _row(means))
    return rows


def _row(pair: list[dict[str, float]]) -> dict[str, str]:
    row = {}
    for metric, better in COUNTED.items():
        values = [found[metric] for found in pair]
        best = better(values) if values[0] != values[1] else None
        for score, value in zip(COMPARED, values, strict=True):
            text = f"{value:.1%}"
            title = f"{names.METRICS[metric]}, {names.SCORES[score].title}"
            row[title] = f"**{text}**" if value == best else text
    return row


def rule() -> None:
    """The threshold on the energy, before and after fine-tuning."""
    st.header(say(words.RULE_TITLE))
    st.latex(words.RULE_FORMULA)
    picture, text = layout.picture_and_words("rule")
    with text:
        st.markdown(say(words.RULE_TEXT, left=percent(_left_of_id(RULED[1]), 0)))
    with picture:
        method = layout.choice(
            say(words.NETWORK),
            list(words.NETWORKS),
            "energy:network",
            format_func=lambda name: say(words.NETWORKS[name]),
        )
        run = loading.committed(f"digits/{method}")
        scored = scoring.scored(run, "energy")
        title = names.SCORES["energy"].title
        tests = [
            group._replace(label=_label(name, group.kind, run.groups[name]))
            for group in groups(run, scored)
            if (name := group.name.removeprefix("ood/")) in RULED
        ]
        data = content(
            scored["id_test"], tests, title, f"rule:{method}", layout.mode(), say(words.RULE)
        )
        threshold(data, "energy:threshold")


def _left_of_id(test: str) -> float:
    """The share of an OOD test whose energy is below that of the median digit, as trained."""
    scored = scoring.scored(loading.committed("digits/baseline"), "energy")
    return float(np.mean(scored[f"ood/{test}"] < np.median(scored["id_test"])))
