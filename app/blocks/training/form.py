"""The form that orders a training."""

from dataclasses import asdict
from typing import Any

import streamlit as st

from app.blocks import room
from app.blocks.training import words as text
from app.blocks.training.jobs import follow
from app.data import loading
from app.server import ownership, place
from app.server.visitor import browser
from app.text import declared, say
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.errors import UserError
from ood_core.jobs import queue
from ood_core.jobs.orders import Training
from ood_core.methods import Method
from ood_core.runs.run import Run

LAST_SEED = 2**31


def _limits() -> str:
    try:
        here = queue.here()
        bounds = asdict(here.bounds())
    except UserError as error:
        return say(error)
    n, size = loading.kept(here.folder)
    return say(text.LIMITS, n=n, size=size, **bounds)


def form(
    benchmark: Benchmark, method: Method, pretrained: Run | None, is_folded: bool = False
) -> bool:
    """The method's settings and a button that starts a training; whether one was started.

    Args:
        is_folded: the settings are behind a line to click on.
    """
    config = defaults(benchmark, method)
    asked = _key(benchmark, method, "asked")
    is_asked = st.session_state.pop(asked, False)
    look = {"icon": ":material/tune:", "key": _key(benchmark, method, "open")}
    with st.expander(say(text.SETTINGS), **look) if is_folded else st.container():
        seed, chosen = _fields(benchmark, method, config, asked)
    st.button(
        say(text.TRAIN_METHOD, method=method.title),
        key=_key(benchmark, method, "train"),
        type="primary",
        icon=":material/play_arrow:",
        on_click=_ask,
        args=(asked,),
    )
    st.caption(" ".join([*([_took(pretrained)] if pretrained else []), _limits()]))
    return is_asked and _start(benchmark, method, seed, changed(config, chosen))


def _ask(asked: str) -> None:
    """Pressed; see `_fields`."""
    st.session_state[asked] = True


@st.fragment  # to set one draws nothing else
def _fields(
    benchmark: Benchmark, method: Method, config: dict[str, Any], asked: str
) -> tuple[int, dict[str, Any]]:
    """The seed and the settings as they are set; they are kept for the browser.

    A press that takes the number just typed, too, comes to this fragment alone: the browser sends
    both as one.
    """
    if st.session_state.get(asked):
        st.rerun()
    fields = st.container(horizontal=True, gap="medium")
    key = _key(benchmark, method, "seed")
    first = place.begin(key, 0, lambda kept: type(kept) is int and 0 <= kept <= LAST_SEED)
    look = {"width": 150} | place.keeps(key)
    seed = fields.number_input(say(text.SEED), 0, LAST_SEED, first, 1, **look)
    chosen = {}
    for name, setting in method.settings.items():
        if setting.label and setting.form and not (name == "base_steps" and config.get("base")):
            key = _key(benchmark, method, name)
            first = place.begin(key, config[name], setting.allows)
            chosen[name] = field(fields, method, name, first, **place.keeps(key))
    return seed, chosen


def _took(pretrained: Run) -> str:
    took = text.TOOK if pretrained.trained_on == "cpu" else text.TOOK_ON_GPU
    return say(took, seconds=pretrained.card["seconds"])


def _key(benchmark: Benchmark, method: Method, name: str) -> str:
    return f"set:{benchmark.name}:{method.name}:{name}"


def defaults(benchmark: Benchmark, method: Method) -> dict[str, Any]:
    """What the settings are where nobody sets them."""
    return asdict(method.defaults(benchmark))


def field(column: Any, method: Method, name: str, default: Any, **look: Any) -> Any:
    """A widget for that setting of the method: a list to choose from, or a number to type.

    None where a number is left to be suggested.

    Args:
        look: its key, and whatever else a widget is given.
    """
    setting, label = method.settings[name], say(declared.label(method, name))
    look |= {"help": say(declared.help(method, name))}
    if setting.choices:
        first = 0 if default is None else setting.choices.index(default)
        return column.selectbox(
            label, setting.choices, first, format_func=_choice, width=170, **look
        )
    kind = int if setting.is_whole else float
    return column.number_input(
        label,
        kind(setting.lowest),
        kind(setting.highest),
        None if default is None else kind(default),
        kind(setting.step),
        placeholder=say(text.SUGGESTED),
        format=None if setting.is_whole else "%g",
        width=160,
        **look,
    )


def _choice(name: str) -> str:
    """One that has no words goes by its own name."""
    return say(text.CHOICES[name]) if name in text.CHOICES else name


def changed(config: dict[str, Any], chosen: dict[str, float | None]) -> dict[str, str]:
    """The settings that differ from the defaults, as `--set` takes them."""
    return {k: str(v) for k, v in chosen.items() if v is not None and v != config.get(k)}


def _start(benchmark: Benchmark, method: Method, seed: int, settings: dict[str, str]) -> bool:
    try:
        room.check("training")
        order = Training.of(benchmark.name, method.name, seed, settings)
        job = queue.submit(order, browser())
    except UserError as error:
        st.error(say(error))
        return False
    ownership.record_job(job)
    follow(job)
    if job.is_over:
        st.toast(say(text.ALREADY), icon=":material/history:")
    if job.removed:
        st.toast(say(text.REMOVED, names=", ".join(job.removed)), icon=":material/delete:")
    return True


def train_all(benchmark: Benchmark, todo: list[Method]) -> None:
    """Order a training of each method with its defaults; the first is followed.

    Raises:
        UserError: the queue takes none of them, or a teacher has locked training.
    """
    room.check("training")
    ordered = []
    for method in todo:
        order = Training.of(benchmark.name, method.name, 0, {})
        ordered.append(queue.submit(order, browser()))
        ownership.record_job(ordered[-1])
    for job in reversed(ordered):
        follow(job)
