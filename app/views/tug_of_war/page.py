"""The logit tug-of-war: one input's logits, and what each loss term does to them."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson, tug_of_war
from app.blocks.navigation import script
from app.components.tug import tug
from app.components.tug.words import START_RATES
from app.data import loading, scoring
from app.data.confident_mistakes import picks
from app.data.inputs import inputs
from app.figures.samples import as_png
from app.text import declared, passage, say, say_each
from app.text.format import certainty
from app.views.tug_of_war import image, words
from ood_core.runs.run import Run

CLASSES = ("A", "B", "C")  # of one's own numbers, and the logits to begin with
START = (2.0, 0.5, -1.0)
DIGITS = 4  # of the ID test, those the classifier is least sure about


def pictures() -> None:
    """The logits that the pretrained digit classifier gave."""
    run = loading.committed("digits/baseline")
    offered = _offered(run)
    column, picture = st.columns([3, 1], vertical_alignment="bottom")
    with column:
        st.markdown(say(words.PICTURES_TEXT))
        place = layout.listed(
            say(words.PICTURE), list(offered), "tug:input", format_func=offered.get
        )
    population, _, number = place.rpartition(":")
    row = int(number)
    x = inputs(str(run.path), population)
    if x is not None:
        image = as_png(x[row].transpose(1, 2, 0))
        picture.image(image, width=84, alt=say(words.ALT, name=offered[place]))
    z = run.evidence[population]["logits"][row]
    truth = run.evidence[population].get("labels", {row: int(np.argmax(z))})[row]
    role = "id" if population == "id_test" else "outlier"
    version, classes = f"digits:{population}:{row}", say_each(declared.classes(run.benchmark))
    rates = START_RATES | tug_of_war.margins(loading.committed("digits/energy"))
    tug(classes, z, role, int(truth), rates, version, layout.mode(), "tug")


def _offered(run: Run) -> dict[str, str]:
    """An input, as "population:row" -> what is said of it."""
    found = {}
    for one in picks(run):
        facts = {"answer": one.answer, "confidence": certainty(one.confidence)}
        said = say(words.OOD, name=declared.population(one.test), **facts)
        found[f"ood/{one.test}:{one.row}"] = said
    labels, classes = run.evidence["id_test"]["labels"], declared.classes(run.benchmark)
    for row in np.argsort(scoring.confidence(run, "id_test"))[:DIGITS].tolist():
        found[f"id_test:{row}"] = say(words.DIGIT, label=classes[labels[row]], row=row)
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
    rates, mode = START_RATES, layout.mode()
    tug(CLASSES, START, "id", 0, rates, "own", mode, "tug:own", editable=True)


SOURCES = {"pictures": pictures, "point": point, "image": image.draw, "own": own}
lesson.opening(say(words.TITLE), say(words.LEDE))
offered = [name for name in SOURCES if name != "image" or tug_of_war.KEPT in st.session_state]
source = layout.choice(
    say(words.SOURCE),
    offered,
    tug_of_war.SOURCE,
    format_func=lambda name: say(words.SOURCES[name]),
    wrap=True,
)
lesson.show(SOURCES[source])
st.markdown(passage(__file__, "formulas"))
lesson.misread(say_each(words.MISREAD))
