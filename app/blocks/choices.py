"""What Lab, Compare and Your images look at: benchmark, method and run.

A choice is kept in the session under its name, which pages share and only this module and those
who send a visitor to a page write; in the link; and in a widget with a key of the page's own, since
each page offers other options.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from app.blocks import layout, words
from app.blocks.training import jobs
from app.data import loading, scoring
from app.data.loading import Finished
from app.server import ownership, view
from app.server.ownership import Mark
from app.text import declared, say
from app.text import names as text_names
from app.text import ownership as owners
from app.text.format import literal
from ood_core import benchmarks, methods
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.methods import Method
from ood_core.paths import COMMITTED, short
from ood_core.runs.run import Run

LINKED = "linked"  # in the session: name -> what the link is known to say


def linked(
    page: str, name: str, options: Sequence[str], widget: Callable[..., str], **look: Any
) -> str:
    """A choice whose key stands in the link: `?name=option`. What is not offered is not taken.

    (`bind="query-params"` would put the label there, which is for people and may change.)
    """
    asked, known = st.query_params.get(name), st.session_state.setdefault(LINKED, {})
    if asked and asked != known.get(name) and asked not in options:
        st.toast(say(words.NOT_HERE[name], asked=literal(asked)), icon=":material/link:")
    elif asked and asked != known.get(name):  # a fresh link, or the browser's Back
        st.session_state[name] = asked
    key, wanted = f"{page}:{name}", st.session_state.get(name)
    if wanted not in options:
        kept = st.session_state.get(key)
        wanted = kept if kept in options else options[0]
    begin = {}
    if key not in st.session_state:  # a browser that comes back to a new server has the last word
        is_list = widget is st.selectbox
        begin = {"index": options.index(wanted)} if is_list else {"default": wanted}
    elif st.session_state[key] != wanted:
        st.session_state[key] = wanted
    click = {"on_change": _take, "args": (name, key)}
    chosen = widget(options=options, key=key, persist_state="session", **begin, **click, **look)
    if chosen not in options:
        chosen = wanted
    elif chosen != wanted:
        st.session_state[name] = chosen
    st.query_params[name] = known[name] = chosen
    return chosen


def tabs(name: str, labels: Mapping[str, str]) -> dict[str, Any]:
    """Tabs by key, whose key stands in the link: `?name=key`.

    Streamlit keeps the open tab by its label, which is for people and changes with the language.

    Args:
        labels: of each key.
    """
    chosen, known = open_tab(name, labels), st.session_state.setdefault(LINKED, {})
    if st.session_state.get(name) != labels[chosen]:
        st.session_state[name] = labels[chosen]
    found = st.tabs(list(labels.values()), key=name, on_change=clicked)
    st.query_params[name] = known[name] = st.session_state[f"{name}:open"] = chosen
    return dict(zip(labels, found, strict=True))


def open_tab(name: str, labels: Mapping[str, str]) -> str:
    """The key of the tab that is open, or that the link asks for.

    A link of before had the English label in the key's place.
    """
    keys = {None: None} | {label: key for key, label in labels.items()}
    kept = keys.get(st.session_state.get(name), st.session_state.get(f"{name}:open"))
    asked, known = st.query_params.get(name, ""), st.session_state.get(LINKED, {})
    key = asked.lower().replace(" ", "-")
    is_new = kept is None or asked != known.get(name, "")  # a fresh link, or the browser's Back
    if key in labels and is_new:
        return key
    return kept or next(iter(labels))


def to_tab(name: str, label: str) -> None:
    """Open that tab of `tabs`, whatever the link says."""
    st.session_state[name] = label
    st.session_state.setdefault(LINKED, {})[name] = st.query_params.get(name, "")


def _take(name: str, key: str) -> None:
    """Share what a hand has chosen; a click in the moment that the options change is none."""
    if st.session_state[key] is not None:
        st.session_state[name] = st.session_state[key]
    clicked()


def clicked() -> None:
    """The address that came with this click may be that from before the last one: it is no Back."""
    known = st.session_state.get(LINKED, {})
    known.update({name: st.query_params.get(name) for name in known})


def benchmark(page: str, options: Sequence[str], label: str) -> Benchmark:
    """The chosen benchmark; where the page does not offer it another one, and a line that says so.

    Args:
        options: names of the benchmarks that the page offers.
    """
    chosen = benchmarks.get(
        linked(
            page,
            "benchmark",
            options,
            st.segmented_control,
            label=label,
            required=True,
            format_func=title,
        )
    )
    wanted = st.session_state.get("benchmark", chosen.name)
    if wanted not in options:
        is_here = wanted in benchmarks.names()
        said, name = (words.NOT_OFFERED, title(wanted)) if is_here else (words.GONE, wanted)
        st.caption(say(said, wanted=literal(name), shown=title(chosen.name)))
    return chosen


def world() -> tuple[Benchmark, Method]:
    """The Lab's benchmark and method."""
    chosen = benchmark("lab", _offered(loading.pretrained_benchmarks()), say(words.BENCHMARK))
    method = linked(
        "lab",
        "method",
        list(methods.METHODS),
        st.segmented_control,
        label=say(words.METHOD),
        required=True,
        format_func=lambda name: methods.METHODS[name].title,
    )
    return chosen, methods.METHODS[method]


def title(benchmark: str) -> str:
    """Of a benchmark, and whose it is if a visitor made it."""
    name = say(declared.title(benchmarks.get(benchmark)))
    found = ownership.mark("benchmark", benchmark)
    if found is ownership.HERE:
        return name
    return say(owners.BENCHMARK, name=name, whose=owners.WHOSE[found.whose])


def _offered(committed: set[str]) -> list[str]:
    """The benchmarks that have data here, or pretrained runs; pictures first, others' last.

    Args:
        committed: the benchmarks that have pretrained runs.
    """
    shown = committed | set(benchmarks.custom_names())
    found = [benchmarks.get(name) for name in benchmarks.names()]
    found = [b for b in found if b.is_embedded or b.name in shown]
    made = ownership.marks("benchmark")
    last = {name for name, mark in made.items() if mark.whose == "others"}
    return [b.name for b in sorted(found, key=lambda b: (b.name in last, b.picture_shape is None))]


def worlds_with_runs(finished: Finished) -> list[str]:
    """The worlds, without their outlier sets, that have a finished run; pictures first."""
    worlds = finished.worlds
    return [name for name in _offered(worlds) if name in worlds]


def run(benchmark: Benchmark, method: Method) -> Run | None:
    """The chosen run: the pretrained one, or one made here. None where there is none."""
    committed = loading.pretrained(benchmark.name, method.name)
    offered = {COMMITTED: committed} if committed else {}
    offered |= loading.own_runs(benchmark.name, method.name)
    marks = ownership.marks("run")
    if not offered:
        return None
    fresh = st.session_state.pop(jobs.fresh(benchmark.name, method.name), None)
    if fresh in offered:
        st.session_state["run"] = fresh
        st.toast(say(words.FRESH), icon=":material/check:")
    name = linked(
        "lab",
        "run",
        list(offered),
        st.selectbox,
        label=say(words.RUN),
        format_func=lambda n: _label(n, offered[n], committed, marks),
    )
    return offered[name]


def _label(name: str, run: Run, committed: Run | None, marks: dict[str, Mark]) -> str:
    if name == COMMITTED:
        return say(words.PRETRAINED, seed=run.seed)
    whose, given = marks.get(name, ownership.HERE)
    made = say(words.OWN, whose=owners.LABEL[whose], name=given or loading.when(run))
    usual = committed.config if committed else {}
    own = [
        f"{key} = {value}" for key, value in run.config.items() if value != usual.get(key, value)
    ]
    is_whole = run.card["status"] == "complete"
    ended = [] if is_whole else [say(words.STOPPED, step=run.card["step"])]
    return ", ".join([made, say(words.SEED, seed=run.seed), *own, *ended])


def explain(score: str) -> None:
    """Its formula and what it means, where they are written."""
    if formula := text_names.SCORES[score].formula:
        st.latex(formula)
    st.markdown(say(text_names.SCORES[score].meaning))


def score(run: Run, key: str) -> tuple[str, float | None]:
    """The chosen score of this run and, for Energy, its temperature."""
    names, row = scoring.score_names(run), st.container(horizontal=True, gap="medium")
    with row:
        name = layout.listed(
            say(words.SCORE),
            names,
            f"{key}:score:{run.card['method']}",
            format_func=lambda n: text_names.SCORES[n].title,
        )
    if name != "energy":
        return name, None
    chosen = float(run.settings.get("energy", {}).get("temperature", 1))
    # Each run's begins with the one that was chosen for it.
    slider = f"{key}:T:{run.benchmark.name}:{short(run.path)}"
    chosen = float(view.begin(slider, chosen, lambda asked: 0.1 <= asked <= 10))
    temperature = row.slider(
        *(say(words.TEMPERATURE), 0.1, 10.0, chosen, 0.1),
        key=slider,
        persist_state="session",
        help=say(words.TEMPERATURE_HELP),
    )
    return name, temperature
