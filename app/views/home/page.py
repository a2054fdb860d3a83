"""The first page: Predict -> Reveal -> Explain, drawn from committed evidence."""

import numpy as np
import streamlit as st

from app.blocks import course, layout, lesson
from app.blocks.navigation import LESSONS, PAGES, script
from app.components.film import still
from app.data import confident_mistakes, loading, scoring, seeds
from app.data.confident_mistakes import Pick
from app.data.maps import class_layers, confidence_panel, share_sure
from app.figures import standing
from app.server import tally
from app.text import declared, passage, say, say_each
from app.text.format import percent
from app.views.home import words
from ood_core.methods import METHODS
from ood_core.runs.run import Run

STRANGE = 0.95  # of the digits


def pictures(run: Run, picks: list[Pick], revealed: bool) -> None:
    """The pictures; once revealed, each with the classifier's answer."""
    with st.container(horizontal=True, gap="medium", key="pictures"):
        places = [st.container(width=146) for _ in picks]
    for pick, place in zip(picks, places, strict=True):
        about = say(declared.test(run.benchmark, pick.test))
        with place:
            st.image(pick.image, width="stretch", alt=_alt(pick, about))
            if revealed:
                st.markdown(say(words.ANSWER, answer=pick.answer, sure=_sure(pick.confidence)))
                st.caption(say(words.MEDIAN, about=about, sure=_sure(pick.median)))
            else:
                st.caption(about)


def _alt(pick: Pick, about: str) -> str:
    """What the picture shows; of a letter, which one."""
    if not pick.letter:
        return say(words.PICTURE_ALT, about=about)
    return say(words.LETTER_ALT, letter=pick.letter, about=about)


def _sure(confidence: float) -> str:
    """Percent, never rounded up to certainty."""
    if confidence >= 0.9995:
        return say(words.NEARLY_CERTAIN)
    return percent(np.floor(1000 * confidence) / 1000)


def reveal(picks: list[Pick], guess: lesson.Guess) -> None:
    over = sum(pick.confidence > 0.9 for pick in picks)
    st.markdown(say(words.REVEAL, guess=guess, over=over, n=len(picks)))
    st.caption(say(words.RULE))
    st.markdown(passage(__file__, "explain"))


def compare(picks: list[Pick]) -> None:
    runs = {name: loading.pretrained("digits", name) for name in METHODS}
    found = [run for run in runs.values() if run]
    st.header(say(words.METHODS))
    shares = np.array([confident_mistakes.stands_out(run, picks) for run in found])
    rows = [
        run.method.title + seeds.in_brackets(f"digits/{name}", run.method.score)
        for name, run in runs.items()
        if run
    ]
    tests = [say(declared.population(pick.test)) for pick in picks]
    figure = standing.standing(shares, rows, tests, say(words.LOWER), layout.mode())
    counts = [
        say(words.METHODS_COUNT, method=run.method.title, k=(row >= STRANGE).sum(), n=len(picks))
        for run, row in zip(found, shares, strict=True)
    ]
    alt = say(words.METHODS_ALT, share=percent(STRANGE, 0), counts=", ".join(counts))
    layout.chart(figure, alt, "standing")
    st.caption(say(words.METHODS_RULE))


def on_the_plane() -> None:
    world, names = "plane-blobs", ("baseline", "confident-gan")
    found = [run for name in names if (run := loading.pretrained(world, name))]
    if len(found) < len(names):
        st.info(say(words.MISSING, runs=", ".join(names), world=world))
        return
    st.header(say(words.PLANE))
    st.markdown(say(words.PLANE_TEXT, title=found[1].method.title))
    titles = [run.method.title for run in found]
    panels = [
        confidence_panel(run, title, class_layers(run.benchmark), layout.mode())
        for run, title in zip(found, titles, strict=True)
    ]
    alt = " ".join(
        say(words.PLANE_ALT, title=title, share=share_sure(scoring.confidence(run, "grid")))
        for run, title in zip(found, titles, strict=True)
    )
    still(panels, alt, f"plane:{','.join(run.card['created'] for run in found)}", layout.mode())


def way_on() -> None:
    st.header(say(words.NEXT))
    with st.container(horizontal=True):
        if st.button(say(words.START), type="primary", icon=":material/school:"):
            st.switch_page(script("overview"))
        if st.button(say(words.OPEN_LAB), icon=":material/science:"):
            st.switch_page(script("lab"))
        if st.button(say(words.CLASS), icon=":material/groups:", key="class", type="tertiary"):
            st.switch_page(script("room"))
        label = say(words.EXERCISES)
        if st.button(label, icon=":material/edit_note:", key="exercises", type="tertiary"):
            st.switch_page(script("exercises"))


def what_it_is() -> None:
    """What this is, for whom, how long it takes, where to begin."""
    mine = tally.mine()
    n, done = len(course.RIGHT) - 1, sum(course.answered(page, mine) for page in course.PAGES)
    minutes, due = course.MINUTES.values(), course.due(mine)
    facts = {
        "lessons": len(LESSONS),
        "low": min(minutes),
        "high": max(minutes),
        "hours": f"{sum(minutes) / 60:.1f}".removesuffix(".0"),
        "questions": n,
    }
    with st.container(key="what", horizontal=True, vertical_alignment="center", gap="medium"):
        with st.container(width=700):
            st.markdown(say(words.WHAT))
            st.markdown(say(words.FOR_WHOM, **facts))
        with st.container(width="content"):
            label = words.GO_ON if done else words.BEGIN
            if st.button(
                say(label, title=PAGES[due].title),
                type="primary",
                icon=":material/school:",
                key="begin",
            ):
                st.switch_page(script(due))
            if done:
                begun, ended = course.MARKS["begun"], course.MARKS["done"]
                st.caption(say(words.DONE, done=done, questions=n, begun=begun, ended=ended))


def puzzle(run: Run, guess: lesson.Guess | None) -> None:
    """The pictures, and what an answer brings."""
    picks = confident_mistakes.picks(run)
    pictures(run, picks, bool(guess))
    if guess:
        reveal(picks, guess)
        compare(picks)
        on_the_plane()


what_it_is()
run = loading.pretrained("digits", "baseline")
if run is None:
    st.title(say(words.TITLE))
    st.info(say(words.MISSING, runs="baseline", world="digits"))
    on_the_plane()
else:
    lesson.opening(say(words.TITLE), say(words.LEDE, accuracy=f"{run.metrics['accuracy']:.1%}"))
    guess = lesson.predict("surest", say(words.QUESTION), say_each(words.GUESSES))
    lesson.show(puzzle, run, guess)
way_on()
