"""The first page: Predict -> Reveal -> Explain, drawn from committed evidence."""

import numpy as np
import streamlit as st

from app import course, loading, page, surest
from app.figures import maps, standing
from app.lessons import home as words
from app.panels.confidence import class_layers, plane_field
from ood_core.methods import METHODS
from ood_core.runs.run import Run

MISSING = "The pretrained run of {} on {} is missing: restore the folder pretrained/ to see it."


def pictures(run: Run, picks: list[surest.Pick], revealed: bool) -> None:
    """The pictures; once revealed, each with the classifier's answer."""
    with st.container(horizontal=True, gap="medium", key="pictures"):
        places = [st.container(width=146) for _ in picks]
    order = sorted(range(len(picks)), key=lambda i: picks[i].test == "letters")  # the slow one
    for i in order:
        pick = picks[i]
        image = run.benchmark.ood(pick.test)[pick.row, 0]
        about = run.benchmark.ood_tests[pick.test].about
        with places[i]:
            st.image(image, width="stretch", alt=f"One picture of {about}")
            if revealed:
                st.markdown(f"**“{pick.answer}”, {_sure(pick.confidence)}**")
                st.caption(f"{about}; median of the set {_sure(pick.median)}")
            else:
                st.caption(about)


def _sure(confidence: float) -> str:
    """Percent, never rounded up to certainty."""
    return "over 99.9%" if confidence >= 0.9995 else f"{np.floor(1000 * confidence) / 10:.1f}%"


def reveal(picks: list[surest.Pick], guess: str) -> None:
    over = sum(pick.confidence > 0.9 for pick in picks)
    st.markdown(
        f"You said: *{guess}*. It was over 90% sure about **{over} of {len(picks)}** of them."
    )
    st.caption(words.RULE)
    st.markdown(words.EXPLAIN)


def compare(picks: list[surest.Pick]) -> None:
    runs = {name: loading.pretrained("digits", name) for name in METHODS}
    found = [run for run in runs.values() if run]
    st.header(words.METHODS)
    shares = np.array([surest.stands_out(run, picks) for run in found])
    rows = [f"{run.method.title} ({surest.mean_auroc(run, run.method.score):.0%})" for run in found]
    names = [pick.test for pick in picks]
    alt = "Share of digits that look less strange than each picture, by method."
    page.chart(standing.standing(shares, rows, names, page.mode()), alt, "standing")
    st.caption(words.METHODS_RULE)


def on_the_plane() -> None:
    world, names = "plane-blobs", ("baseline", "confident-gan")
    found = [run for name in names if (run := loading.pretrained(world, name))]
    if len(found) < len(names):
        st.info(MISSING.format(" or ".join(names), world))
        return
    st.header(words.PLANE)
    st.markdown(words.PLANE_TEXT.format(title=found[1].method.title))
    for column, run in zip(st.columns(2, gap="medium"), found, strict=True):
        with column:
            field = plane_field(run, None)
            layers = class_layers(run.benchmark)
            st.subheader(run.method.title)
            alt = f"Confidence of {run.method.title}; {np.mean(field.z > 0.95):.0%} above 0.95."
            page.chart(
                maps.field_map(field, layers, page.mode(), height=520), alt, run.card["method"]
            )


def way_on() -> None:
    st.header(words.NEXT)
    with st.container(horizontal=True):
        if st.button("Start the course", type="primary", icon=":material/school:"):
            st.switch_page("views/overview.py")
        if st.button("Open the Lab", icon=":material/science:"):
            st.switch_page("views/lab.py")


run = loading.pretrained("digits", "baseline")
if run is None:
    st.title(words.TITLE)
    st.info(MISSING.format("baseline", "digits"))
    on_the_plane()
else:
    course.opening(words.TITLE, words.LEDE.format(accuracy=f"{run.metrics['accuracy']:.1%}"))
    picks = surest.pick(run)
    shown = st.container()
    guess = course.predict("surest", words.QUESTION, words.GUESSES)
    with shown:
        pictures(run, picks, bool(guess))
    if guess:
        reveal(picks, guess)
        compare(picks)
        on_the_plane()
way_on()
