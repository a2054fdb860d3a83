"""Part: the outputs of any network become a run."""

from contextlib import nullcontext, suppress

import streamlit as st

from app.blocks import choices, layout
from app.blocks.navigation import script
from app.server import ownership, turns
from app.text import passage, say
from app.text.format import literal
from app.views.your_data import words as text
from ood_core import benchmarks, paths
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.runs.run import Run
from ood_core.serving import outputs

MADE = "own:imported"  # in the session: the run that was made last


def show() -> None:
    st.markdown(say(text.OUTPUTS_ABOUT))
    recipes = passage(__file__, "outputs")
    layout.folded(say(text.RECIPES), lambda: st.markdown(recipes), "own:recipes", ":material/code:")
    with st.form("own:outputs", enter_to_submit=False):
        name, world = st.columns(2, gap="large")
        asked = name.text_input(
            say(text.NAME), key="own:outputs:name", help=say(text.NAME_HELP)
        ).strip()
        of = world.selectbox(
            say(text.OF_INPUTS),
            ["", *_worlds()],
            format_func=lambda name: choices.title(name) if name else say(text.THEIR_OWN),
            key="own:outputs:world",
            help=say(text.OF_INPUTS_HELP),
        )
        given = st.file_uploader(say(text.OUTPUTS), "npz", key="own:outputs:file")
        pressed = st.form_submit_button(
            say(text.IMPORT), key="own:outputs:make", type="primary", icon=":material/upload:"
        )
    if pressed and given is None:
        st.error(say(text.NO_FILE))
    elif pressed:
        with st.spinner(say(text.COMPUTING)):
            _make(given.getvalue(), asked, of)
    _done()


def _worlds() -> list[str]:
    """The worlds of images that methods are trained on and that are here."""
    found = [benchmarks.get(name) for name in benchmarks.names()]
    shown = {"digits", "cifar10", *benchmarks.custom_names()}
    return [b.name for b in found if b.name in shown and b.is_image]


def _make(data: bytes, name: str, world: str) -> None:
    """The run, and its world where it has one of its own; the file's own name is not kept."""
    if name and (paths.RUNS / name).exists():
        st.error(say(text.TAKEN, name=literal(name)))
        return
    try:
        ownership.check_disk()
        with nullcontext() if world else ownership.making(name), turns.aside():
            outputs.import_outputs(f"{name}.npz", data, name, world)
    except UserError as error:
        st.error(say(error))
        return
    ownership.record("run", name)
    ownership.rename(name, name)  # so that Compare has it by its name, and not by its time
    with suppress(UserError):  # another server keeps the queue
        queue.here().add_later(paths.RUNS / name)
    st.session_state[MADE] = name


def _done() -> None:
    """The run that was made last, and the way to it."""
    try:
        run = Run.load(paths.RUNS / st.session_state.get(MADE, ""))
    except UserError:  # none, or deleted meanwhile
        return
    scores = next(iter(run.metrics["ood"].values())).keys() - {"kind", "n"}
    st.success(say(text.IMPORTED, name=literal(run.path.name), n=len(scores)))
    if st.button(say(text.TO_LAB), key="own:outputs:lab", icon=":material/science:"):
        st.session_state.update(
            benchmark=run.benchmark.name, method=run.method.name, run=run.path.name
        )
        st.switch_page(script("lab"))
