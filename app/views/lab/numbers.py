"""Panel: every score on every OOD test, and how the run was made."""

import pandas as pd
import streamlit as st

from app.data import metric_table, scoring
from app.text import declared, passage, say, say_each
from app.text import names as text_names
from app.views.lab import words
from ood_core.runs.run import Run


def show(run: Run) -> None:
    metrics = run.metrics
    with st.container(horizontal=True, gap="large"):
        accuracy = words.ACCURACY_OF.get(run.method.name, words.ACCURACY)
        st.metric(say(accuracy), f"{metrics['accuracy']:.1%}", width="content")
        if not run.is_outputs:
            st.metric(say(words.TRAINED_IN), f"{run.card['seconds']:.0f} s", width="content")
            st.metric(say(words.SEED), run.seed, width="content")
            steps = say(words.STEPS_OF, step=run.card["step"], steps=run.card["steps"])
            st.metric(say(words.STEPS), steps, width="content")
    st.header(say(words.EVERY))
    rows = table(run)
    percent = st.column_config.NumberColumn(format="%.1f%%")
    looks = dict.fromkeys(rows.select_dtypes("number"), percent)
    st.dataframe(rows, hide_index=True, column_config=looks)
    for caveat in scoring.caveats(run):
        st.caption(caveat)
    st.markdown(passage(__file__, "numbers"))
    st.header(say(words.MADE))
    st.code(run.card["command"], language="bash", wrap_lines=True)
    made, config = st.columns(2, gap="large")
    made.dataframe(_facts(_made(run)), hide_index=True)
    config.dataframe(_settings(run), hide_index=True)
    st.caption(say(words.CHOSEN))
    st.header(say(words.PAPER))
    st.markdown(f"*{run.method.paper}*")
    st.markdown(passage(__file__, run.method.name, declared.idea(run.method)))


def table(run: Run) -> pd.DataFrame:
    """The run's metrics in percent, its own score first, in the words of the page."""
    found = metric_table.metrics(run)
    order = scoring.score_names(run)
    found = found.sort_values("score", key=lambda names: names.map(order.index), kind="stable")
    is_mean = found["test"].isin(text_names.MEANS)
    found = pd.concat([found[~is_mean], found[is_mean]], ignore_index=True)
    found["score"] = [text_names.SCORES[name].title for name in found["score"]]
    found["test"] = found["test"].map(text_names.test)
    found["kind"] = found["kind"].map(say_each(text_names.SHORT_KINDS))
    heads = say_each(words.TABLE) | text_names.METRICS
    columns = ["score", "test", "kind", *text_names.METRICS, "base_rate"]
    return found[columns].rename(columns=heads)


def _made(run: Run) -> dict[str, object]:
    card = run.card
    machine = card.get("machine", {})
    return {
        say(words.MADE_AT): card.get("created", ""),
        say(words.WALL_TIME): f"{card['seconds']:.1f} s",
        say(words.TRAINED_ON): (
            say(words.CPU) if run.trained_on == "cpu" else say(words.GPU, name=run.trained_on)
        ),
        say(words.THREADS): machine.get("threads", ""),
        say(words.SYSTEM): machine.get("system", ""),
        "Python": machine.get("python", ""),
        **card.get("packages", {}),
    }


def _settings(run: Run) -> pd.DataFrame:
    """The run's settings, and what its paper sets where that is something else."""
    papers = {name: str(its) for name, (its, _) in run.method.departures(run.config).items()}
    beside = [papers.get(name, "") for name in run.config]
    return _facts(run.config).assign(**{say(words.FACTS["paper"]): beside})


def _facts(facts: dict[str, object]) -> pd.DataFrame:
    shown = [say(words.SUGGESTED) if v is None else str(v) for v in facts.values()]
    return pd.DataFrame({say(words.FACTS["what"]): list(facts), say(words.FACTS["value"]): shown})
