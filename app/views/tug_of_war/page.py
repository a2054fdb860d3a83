"""The logit tug-of-war: one input's logits, and what each loss term does to them."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson, tug_of_war
from app.blocks.navigation import script
from app.components.tug import tug
from app.components.tug.words import START_RATES
from app.data import loading, scoring
from app.data.confident_mistakes import pick
from app.data.inputs import inputs
from app.figures.samples import as_png
from app.text import say, say_each
from app.text.format import percent
from app.views.tug_of_war import image, words
from ood_core.runs.run import Run

DIGITS = 4  # of the ID test, those the classifier is least sure about


def pictures() -> None:
    """The logits that the pretrained digit classifier gave."""
    run = loading.committed("digits/baseline")
    offered = _offered(run)
    column, picture = st.columns([3, 1], vertical_alignment="bottom")
    with column:
        st.markdown(say(words.PICTURES_TEXT))
        name = st.selectbox(
            say(words.PICTURE), list(offered), key="tug:input", persist_state="session"
        )
    population, row, role = offered[name]
    x = inputs(str(run.path), population)
    if x is not None:
        image = as_png(x[row].transpose(1, 2, 0))
        picture.image(image, width=84, alt=say(words.ALT, name=name))
    z = run.evidence[population]["logits"][row]
    truth = run.evidence[population].get("labels", {row: int(np.argmax(z))})[row]
    version, classes = f"digits:{population}:{row}", run.benchmark.classes
    rates = START_RATES | tug_of_war.margins(loading.committed("digits/energy"))
    tug(classes, z, role, int(truth), rates, version, layout.mode(), "tug")


def _offered(run: Run) -> dict[str, tuple[str, int, str]]:
    """What is said of an input -> its population, row and role."""
    found = {}
    for one in pick(run):
        facts = {"answer": one.answer, "confidence": percent(one.confidence)}
        said = say(words.OOD, name=one.test.replace("_", " "), **facts)
        found[said] = f"ood/{one.test}", one.row, "outlier"
    labels = run.evidence["id_test"]["labels"]
    for row in np.argsort(scoring.confidence(run, "id_test"))[:DIGITS].tolist():
        label = run.benchmark.classes[labels[row]]
        found[say(words.DIGIT, label=label, row=row)] = "id_test", row, "id"
    return found


def point() -> None:
    """The point that was clicked on the canvas."""
    if picked := st.session_state.get(tug_of_war.PICKED):
        tug_of_war.draw(picked)
        return
    st.info(say(words.NO_POINT))
    if st.button(say(words.TO_CANVAS), icon=":material/palette:", key="to-canvas"):
        st.switch_page(script("canvas"))


def own() -> None:
    tug(
        *(
            words.CLASSES,
            words.START,
            "id",
            0,
            START_RATES,
            "own",
            layout.mode(),
            "tug:own",
        ),
        editable=True,
    )


SOURCES = {"pictures": pictures, "point": point, "image": image.draw, "own": own}
lesson.opening(say(words.TITLE), say(words.LEDE))
offered = [name for name in SOURCES if name != "image" or tug_of_war.KEPT in st.session_state]
source = layout.choice(
    say(words.SOURCE),
    offered,
    tug_of_war.SOURCE,
    format_func=say_each(words.SOURCES).get,
    wrap=True,
)
lesson.show(SOURCES[source])
st.markdown(say(words.FORMULAS))
st.markdown(say(words.EXPLAIN))
lesson.misread(say_each(words.MISREAD))
