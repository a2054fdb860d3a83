"""What the Lab looks at: benchmark, method and run. Kept in the link and across pages."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import loading
from app.lessons import words
from ood_core import benchmarks, methods
from ood_core.benchmarks import Benchmark
from ood_core.methods import Method
from ood_core.runs.run import Run

COMMITTED = "pretrained"  # the name, in the link, of the run that comes with the app


def linked(name: str, options: Sequence[str], widget: Callable[..., str], **look: Any) -> str:
    """A choice whose key stands in the link: `?name=option`.

    (`bind="query-params"` would put the label there, which is for people and may change.)
    """
    if st.session_state.get(name) not in options:
        asked = st.query_params.get(name)
        st.session_state[name] = asked if asked in options else options[0]
    chosen = widget(options=options, key=name, persist_state="session", **look)
    st.query_params[name] = chosen
    return chosen


def world() -> tuple[Benchmark, Method]:
    """The chosen benchmark and method."""
    benchmark = linked(
        "benchmark",
        _offered(),
        st.segmented_control,
        label="Benchmark",
        required=True,
        format_func=lambda name: benchmarks.benchmark(name).title,
    )
    method = linked(
        "method",
        list(methods.METHODS),
        st.segmented_control,
        label="Method",
        required=True,
        format_func=lambda name: methods.METHODS[name].title,
    )
    return benchmarks.benchmark(benchmark), methods.METHODS[method]


def _offered() -> list[str]:
    """The benchmarks that have something to show: data in the packages, or pretrained runs."""
    shown = loading.pretrained_benchmarks()
    return [n for n in benchmarks.names() if n in shown or benchmarks.benchmark(n).is_embedded]


def run(benchmark: Benchmark, method: Method) -> Run | None:
    """The chosen run: the pretrained one, or one of your own. None where there is none."""
    committed = loading.pretrained(benchmark.name, method.name)
    offered = {COMMITTED: committed} if committed else {}
    offered |= loading.own_runs(benchmark.name, method.name)
    if not offered:
        return None
    fresh = st.session_state.pop("fresh_run", None)
    if fresh in offered:
        st.session_state["run"] = fresh
        st.toast("The training is over; its run is selected.", icon=":material/check:")
    name = linked(
        "run", list(offered), st.selectbox, label="Run", format_func=lambda n: _label(n, offered[n])
    )
    return offered[name]


def _label(name: str, run: Run) -> str:
    if name == COMMITTED:
        return f"Pretrained (seed {run.seed})"
    when = run.card.get("created", "")[5:16].replace("T", " ")
    ended = "" if run.card["status"] == "complete" else f", stopped at step {run.card['step']}"
    return f"Yours {when}: seed {run.seed}{ended}"


def score(run: Run, key: str) -> tuple[str, float]:
    """The chosen score of this run and, for Energy, its temperature."""
    names = loading.score_names(run)
    name = st.segmented_control(
        "Score",
        names,
        default=names[0],
        required=True,
        format_func=lambda n: words.SCORES[n].title,
        key=f"{key}:score:{run.card['method']}",
        persist_state="session",
    )
    if name != "energy":
        return name, 1.0
    help = "The paper uses T = 1; a large T turns the energy into minus the mean logit."
    temperature = st.slider(
        "Temperature T", 0.1, 10.0, 1.0, 0.1, key=f"{key}:T", persist_state="session", help=help
    )
    return name, temperature
