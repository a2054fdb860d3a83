"""The hinges of the energy loss, and what fine-tuning with right and wrong margins does."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.blocks import tuning as films
from app.components.tuning import Hinges
from app.data import loading, scoring, seeds, tuning
from app.text import say, say_each
from app.text.format import percent, signed
from app.views.lessons.energy import compared, words
from ood_core.evaluation.report import means
from ood_core.runs.run import Run
from ood_core.scores.logits import Energy

WRONG = "lessons/energy-wrong-margins"
GOOD = "digits/energy"
NOISE = "gaussian"
WORLDS = ("digits", "cifar10")  # their fine-tuning starts where the committed baseline ends
MARGINS = ("m_in", "m_out")


def margins() -> None:
    st.header(say(words.MARGINS_TITLE))
    st.markdown(say(words.LOSS_INTRO))
    highlighted = lesson.formula("energy:loss", words.LOSS)
    lesson.slip(say(words.LOWERS))
    lesson.show(_fine_tuning, highlighted)
    lesson.show(wrong_margins)


def _fine_tuning(highlighted: str | None) -> None:
    guess = lesson.predict("energy:noise", say(words.NOISE), say_each(words.NOISE_GUESSES))
    if guess is None:
        return
    world = layout.choice(
        say(words.WORLD), WORLDS, "energy:tuned-world", format_func=compared.title_of
    )
    before, after = (loading.committed(f"{world}/{method}") for method in ("baseline", "energy"))
    noise = [
        signed(scoring.scored(run, "energy")[f"ood/{NOISE}"].mean()) for run in (before, after)
    ]
    m_out = signed(after.log[-1]["gauges"]["m_out"])
    st.markdown(say(words.NOISE_REVEAL, guess=guess, before=noise[0], after=noise[1], m_out=m_out))
    is_followed = any(name.startswith("logits:") for name in after.frames)
    if is_followed:
        found = tuning.followed(after, "energy")
    else:
        found = tuning.before_and_after(before, after, "energy")
        st.caption(say(words.TWO_FRAMES))
    _film(before, after, found, highlighted, NOISE)
    st.markdown(say(words.AFTER_TEXT[after.benchmark.name], **_rises(before, after)))
    m_in, _ = suggested(before, after)
    st.markdown(say(words.MARGINS_EXPLAIN, start=id_term(before, m_in, after)))


def _film(
    before: Run,
    run: Run,
    found: tuning.Tuning,
    highlighted: str | None = None,
    asked: str | None = None,
) -> None:
    """Of the fine-tuning that ended in `run`, with the forces of its loss."""
    gauges = run.log[-1]["gauges"]
    good = loading.committed(f"{run.benchmark.name}/energy")
    hinges = Hinges(
        (gauges["m_in"], gauges["m_out"]),
        suggested(before, good),
        run.config["weight"],
        found.cross_entropy,
        highlighted,
    )
    version = f"{run.path.name}:{loading.version(run)}"
    films.film(run, found, say(words.SCORE), version, hinges, asked)


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
    fpr95 = {
        n: {group: of["energy"]["fpr95"] for group, of in means(r.metrics["ood"], r.groups).items()}
        for n, r in runs.items()
    }
    st.markdown(
        say(
            words.WRONG_REVEAL,
            guess=guess,
            good=runs["good"].metrics["accuracy"],
            accuracy=runs["wrong"].metrics["accuracy"],
            letters=fpr95["wrong"]["near"],
            letters_good=fpr95["good"]["near"],
            letters_before=fpr95["baseline"]["near"],
            noise=fpr95["wrong"]["noise"],
            noise_good=fpr95["good"]["noise"],
        )
    )
    layout.table(*margin_rows(runs))
    _film(runs["baseline"], runs["wrong"], tuning.followed(runs["wrong"], "energy"))
    st.markdown(_why(runs["baseline"], runs["wrong"]))
    lesson.more("margins", _over_seeds())


def _why(before: Run, wrong: Run) -> str:
    """What the ID hinge asks for at the first step of fine-tuning."""
    m_in = wrong.config["m_in"]
    fall = float(Energy().score(before.evidence["id_train"]).mean()) - m_in
    ce = before.log[-1]["losses"]["cross_entropy"]
    return say(
        words.WRONG_EXPLAIN,
        fall=fall,
        weight=wrong.config["weight"],
        term=id_term(before, m_in, wrong),
        ce=ce,
    )


def _over_seeds() -> str:
    measured = {name: seeds.measured()[name] for name in (WRONG, GOOD)}
    fpr95 = {
        name: seeds.span(one["ood"]["letters"]["energy"]["fpr95"], ".0%")
        for name, one in measured.items()
    }
    return say(
        words.WRONG_MORE,
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
    return rows, [head, *words.MARGIN_COLUMNS, *measures]
