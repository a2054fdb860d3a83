"""What the Lab looks at: benchmark, method and run. Kept in the link and across pages."""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from app import loading, training
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
    asked, written = st.query_params.get(name), st.session_state.get(f"link:{name}")
    if asked and asked != written and asked not in options:
        st.toast(
            f"The link asks for the {name} “{asked}”, which is not here.", icon=":material/link:"
        )
    elif asked and asked != written:  # a fresh link, or the browser's Back
        st.session_state[name] = asked
    if st.session_state.get(name) not in options:
        st.session_state[name] = options[0]
    chosen = widget(options=options, key=name, persist_state="session", **look)
    st.query_params[name] = st.session_state[f"link:{name}"] = chosen
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
    """The benchmarks that have data here, or pretrained runs; pictures first."""
    shown = loading.pretrained_benchmarks() | set(benchmarks.own_names())
    found = [benchmarks.benchmark(name) for name in benchmarks.names()]
    found = [b for b in found if b.is_embedded or b.name in shown]
    return [b.name for b in sorted(found, key=lambda b: not b.is_image)]


def worlds_with_runs() -> list[str]:
    """The worlds, without their outlier sets, that have a finished run; pictures first."""
    found = loading.worlds()
    return [name for name in _offered() if name in found]


def run(benchmark: Benchmark, method: Method) -> Run | None:
    """The chosen run: the pretrained one, or one of your own. None where there is none."""
    committed = loading.pretrained(benchmark.name, method.name)
    offered = {COMMITTED: committed} if committed else {}
    offered |= loading.own_runs(benchmark.name, method.name)
    if not offered:
        return None
    fresh = st.session_state.pop(training.fresh(benchmark.name, method.name), None)
    if fresh in offered:
        st.session_state["run"] = fresh
        st.toast("The training is over; its run is selected.", icon=":material/check:")
    name = linked(
        "run",
        list(offered),
        st.selectbox,
        label="Run",
        format_func=lambda n: _label(n, offered[n], committed),
    )
    return offered[name]


def _label(name: str, run: Run, committed: Run | None) -> str:
    if name == COMMITTED:
        return f"Pretrained (seed {run.seed})"
    when = run.card.get("created", "")[5:16].replace("T", " ")
    usual = committed.config if committed else {}
    own = [
        f"{key} = {value}" for key, value in run.config.items() if value != usual.get(key, value)
    ]
    ended = [] if run.card["status"] == "complete" else [f"stopped at step {run.card['step']}"]
    return f"Yours {when}: " + ", ".join([f"seed {run.seed}", *own, *ended])


def score(run: Run, key: str) -> tuple[str, float]:
    """The chosen score of this run and, for Energy, its temperature."""
    names, row = loading.score_names(run), st.container(horizontal=True, gap="medium")
    name = row.selectbox(
        "Score",
        names,
        format_func=lambda n: words.SCORES[n].title,
        key=f"{key}:score:{run.card['method']}",
        persist_state="session",
    )
    if name != "energy":
        return name, 1.0
    help = "The paper uses T = 1; a large T turns the energy into minus the mean logit."
    temperature = row.slider(
        "Temperature T", 0.1, 10.0, 1.0, 0.1, key=f"{key}:T", persist_state="session", help=help
    )
    return name, temperature
