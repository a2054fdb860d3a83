"""Panel: every score on every OOD test, and how the run was made."""

import pandas as pd
import streamlit as st

from app.data import metric_table, scoring
from app.text import names as text_names
from app.text import passage, say_each
from app.views.lab import words as lab_words
from ood_core.runs.run import Run


def show(run: Run) -> None:
    metrics = run.metrics
    with st.container(horizontal=True, gap="large"):
        accuracy = say_each(lab_words.ACCURACY).get(run.method.name, "Test accuracy")
        st.metric(accuracy, f"{metrics['accuracy']:.1%}", width="content")
        st.metric("Trained in", f"{run.card['seconds']:.0f} s", width="content")
        st.metric("Seed", run.seed, width="content")
        st.metric("Steps", f"{run.card['step']} of {run.card['steps']}", width="content")
    st.header("Every OOD test and score")
    percent = [*text_names.METRICS.values(), "base rate"]
    shown = {name: st.column_config.NumberColumn(format="%.1f%%") for name in percent}
    st.dataframe(table(run), hide_index=True, column_config=shown)
    for caveat in scoring.caveats(run):
        st.caption(caveat)
    st.markdown(passage(__file__, "numbers"))
    st.header("How this run was made")
    st.code(run.card["command"], language="bash", wrap_lines=True)
    made, config = st.columns(2, gap="large")
    made.dataframe(_facts(_made(run)), hide_index=True)
    config.dataframe(_facts(run.config), hide_index=True)
    st.header("The paper's and ours")
    st.markdown(f"*{run.method.paper}*")
    st.markdown(passage(__file__, run.method.name, run.method.idea))


def table(run: Run) -> pd.DataFrame:
    """The run's metrics in percent, its own score first, in the words of the page."""
    found = metric_table.metrics(run)
    order = scoring.score_names(run)
    found = found.sort_values("score", key=lambda names: names.map(order.index), kind="stable")
    is_mean = found["test"].str.startswith("mean of")
    found = pd.concat([found[~is_mean], found[is_mean]])
    found["score"] = [text_names.SCORES[name].title for name in found["score"]]
    found["OOD test"] = found["test"].str.replace("_", " ")
    found = found.rename(columns=text_names.METRICS)
    return found[["score", "OOD test", "kind", *text_names.METRICS.values(), "base rate"]]


def _made(run: Run) -> dict[str, object]:
    card = run.card
    machine = card.get("machine", {})
    return {
        "made at": card.get("created", ""),
        "wall time": f"{card['seconds']:.1f} s",
        "trained on": "a CPU" if run.trained_on == "cpu" else f"a GPU ({run.trained_on})",
        "threads": machine.get("threads", ""),
        "system": machine.get("system", ""),
        "Python": machine.get("python", ""),
        **card.get("packages", {}),
    }


def _facts(facts: dict[str, object]) -> pd.DataFrame:
    shown = ["suggested" if v is None else str(v) for v in facts.values()]
    return pd.DataFrame({"what": list(facts), "value": shown})
