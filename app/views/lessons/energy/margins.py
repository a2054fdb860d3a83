"""The hinges of the energy loss, and what fine-tuning with right and wrong margins does."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components import margins as widget
from app.data import loading, scoring, seeds
from app.figures import energies
from app.figures.energies import Scores
from app.text import names, say, say_each
from app.text.format import percent, signed
from app.views.lessons.energy import compared, words
from ood_core.evaluation.report import means
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy

WRONG = "lessons/energy-wrong-margins"
GOOD = "digits/energy"
NOISE = "ood/gaussian"
WORLDS = ("digits", "cifar10")  # their fine-tuning starts where the committed baseline ends
MARGINS = ("m_in", "m_out")


def margins() -> None:
    st.header(say(words.MARGINS_TITLE))
    st.markdown(say(words.LOSS_INTRO))
    highlighted = lesson.formula("energy:loss", words.LOSS)
    lesson.slip(say(words.LOWERS))
    world = layout.choice(
        say(words.WORLD), WORLDS, "energy:tuned-world", format_func=compared.title_of
    )
    before, after = (loading.committed(f"{world}/{method}") for method in ("baseline", "energy"))
    picture, text = layout.picture_and_words()
    with picture:
        _hinges(before, after, highlighted)
    with text:
        m_in, _ = suggested(before, after)
        st.markdown(say(words.MARGINS_EXPLAIN, start=id_term(before, m_in, after)))
    lesson.show(_before_and_after, before, after)
    lesson.show(wrong_margins)


def suggested(before: Run, after: Run) -> tuple[float, float]:
    """Mean energies under the pretrained network: of ID training data, and of the outliers.

    The outliers are not in a run's evidence, so theirs is what the fine-tuning run wrote down.
    """
    m_in = float(Energy().score(before.evidence["id_train"]).mean())
    return m_in, after.log[-1]["gauges"]["m_out"]


def id_term(before: Run, m_in: float, tuned: Run) -> float:
    """λ times the ID hinge before the first step of a fine-tuning of that network."""
    over = Energy().score(before.evidence["id_train"]) - m_in
    return tuned.config["weight"] * float(np.mean(np.maximum(0, over) ** 2))


def _hinges(before: Run, after: Run, highlighted: str | None) -> None:
    groups = [
        widget.Group(say(words.ID_TRAIN), "id", "in", Energy().score(before.evidence["id_train"])),
        *(widget.Group(s.name, s.kind, "out", s.values) for s in energies_by_kind(before)[1:]),
    ]
    widget.margins(
        groups,
        suggested(before, after),
        after.config["weight"],
        before.log[-1]["losses"]["cross_entropy"],
        say_each(words.HINGES),
        str(before.path),
        layout.mode(),
        highlighted,
    )


def energies_by_kind(run: Run) -> list[Scores]:
    """Energies of the ID test set, and of all near and all far OOD tests together."""
    scored = scoring.scored(run, "energy")
    found = [Scores(names.population_label("id_test", "id"), "id", scored["id_test"])]
    for kind in ("near", "far"):
        tests = [t for t, row in run.metrics["ood"].items() if row["kind"] == kind]
        if tests:
            values = np.concatenate([scored[f"ood/{test}"] for test in tests])
            found.append(Scores(say(words.TESTS[kind]), kind, values))
    return found


def _before_and_after(before: Run, after: Run) -> None:
    guess = lesson.predict("energy:noise", say(words.NOISE), say_each(words.NOISE_GUESSES))
    if guess is None:
        return
    found = [energies_by_kind(run) for run in (before, after)]
    gauges = after.log[-1]["gauges"]
    noise = [signed(scoring.scored(run, "energy")[NOISE].mean()) for run in (before, after)]
    said = {"before": noise[0], "after": noise[1], "m_out": signed(gauges["m_out"])}
    st.markdown(say(words.NOISE_REVEAL, guess=guess, **said))
    span = energies.reach([s for scores in found for s in scores], tuple(gauges.values()))
    lines = {"m<sub>in</sub>": gauges["m_in"], "m<sub>out</sub>": gauges["m_out"]}
    written = {name: signed(margin) for name, margin in gauges.items()}
    titles = say(words.BEFORE), say(words.AFTER, **written)
    for title, scores in zip(titles, found, strict=True):
        _histogram(title, scores, span, lines)
    st.markdown(say(words.AFTER_TEXT[before.benchmark.name], **_rises(before, after)))


def _histogram(
    title: str, scores: list[Scores], span: tuple[float, float], margins: dict[str, float]
) -> None:
    st.markdown(f"**{title}**")
    drawn = say_each(words.HISTOGRAM)
    figure = energies.histogram(scores, say(words.SCORE), span, drawn, layout.mode(), margins)
    means = [say(words.MEAN_ENERGY, name=s.name, mean=signed(s.values.mean())) for s in scores]
    layout.chart(figure, say(words.HISTOGRAM_ALT, title=title, means=", ".join(means)))


def _rises(before: Run, after: Run) -> dict[str, str]:
    """OOD test -> the energy's FPR95 before and after, as "16.8% to 25.5%"."""
    fpr95 = [
        {test: percent(row["energy"]["fpr95"]) for test, row in run.metrics["ood"].items()}
        for run in (before, after)
    ]
    return {
        test: say(words.RISE, before=was, after=fpr95[1][test]) for test, was in fpr95[0].items()
    }


def wrong_margins() -> None:
    runs = {
        "baseline": loading.committed("digits/baseline"),
        "good": loading.committed(GOOD),
        "wrong": loading.committed(WRONG),
    }
    wrong = runs["wrong"].config
    mean = float(Energy().score(runs["baseline"].evidence["id_test"]).mean())
    question = say(
        words.WRONG,
        m_in=signed(wrong["m_in"], 0),
        m_out=signed(wrong["m_out"], 0),
        id=signed(mean, 0),
    )
    st.subheader(say(words.WRONG_TITLE))
    guess = lesson.predict("energy:wrong", question, say_each(words.WRONG_GUESSES))
    if guess is None:
        return
    letters = {n: run.metrics["ood"]["letters"]["energy"]["fpr95"] for n, run in runs.items()}
    st.markdown(
        say(
            words.WRONG_REVEAL,
            guess=guess,
            good=runs["good"].metrics["accuracy"],
            accuracy=runs["wrong"].metrics["accuracy"],
            letters=letters["wrong"],
            letters_good=letters["good"],
        )
    )
    layout.table(*margin_rows(runs))
    picture, text = layout.picture_and_words()
    with picture:
        scores = energies_by_kind(runs["wrong"])
        lines = {"m<sub>in</sub>": wrong["m_in"], "m<sub>out</sub>": wrong["m_out"]}
        span = energies.reach(scores, tuple(lines.values()))
        _histogram(say(words.WRONG_HISTOGRAM), scores, span, lines)
    with text:
        st.markdown(_why(runs["baseline"], runs["wrong"]))


def _why(before: Run, wrong: Run) -> str:
    """What the ID hinge asks for at the first step of fine-tuning."""
    m_in = wrong.config["m_in"]
    fall = float(Energy().score(before.evidence["id_train"]).mean()) - m_in
    ce = before.log[-1]["losses"]["cross_entropy"]
    measured = {name: seeds.measured()[name] for name in (WRONG, GOOD)}
    fpr95 = {
        name: seeds.span(one["ood"]["letters"]["energy"]["fpr95"], ".0%")
        for name, one in measured.items()
    }
    return say(
        words.WRONG_EXPLAIN,
        fall=fall,
        weight=wrong.config["weight"],
        term=id_term(before, m_in, wrong),
        ce=ce,
        accuracy_seeds=seeds.span(measured[WRONG]["accuracy"], ".0%"),
        letters_seeds=fpr95[WRONG],
        good_seeds=fpr95[GOOD],
    )


def margin_rows(runs: dict[str, Run]) -> tuple[list[list[str]], list[str]]:
    """Accuracy and the energy's mean FPR95 on near (letters), far and noise: rows, columns."""
    rows = []
    for name, run in runs.items():
        gauges, ood = run.log[-1]["gauges"], run.metrics["ood"]
        margins = [signed(gauges[m]) if m in gauges else say(words.NO_MARGIN) for m in MARGINS]
        fpr95 = [of["energy"]["fpr95"] for of in means(ood, run.groups).values()]
        shares = (run.metrics["accuracy"], *fpr95)
        rows.append([say(words.WRONG_ROWS[name]), *margins, *(f"{share:.1%}" for share in shares)])
    head, *measures = say_each(words.WRONG_COLUMNS)
    return rows, [head, *MARGINS, *measures]
