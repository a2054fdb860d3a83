"""Which outliers teach doubt: three sets of them, one switch."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import Gauge, Panel, gauges_panel, map_panel, series, still
from app.data import loading, scoring
from app.data.maps import class_layers, share_sure
from app.figures import theme
from app.text import say, say_each
from app.text.format import percent
from app.views.lessons.confident_gan import words
from ood_core.benchmarks import plane
from ood_core.runs.run import Run

BASELINE, FAR, SHELL = words.OUTLIER_SETS
SLOW = "lessons/outliers-shell-slow"


def which() -> None:
    """What there is to mend, the question, and the three maps once it is answered."""
    st.header(say(words.WHICH))
    run = loading.committed(BASELINE)
    sure = _sure(run)
    st.markdown(say(words.WHICH_TEXT, sure=sure))
    guess = lesson.predict("outliers", say(words.WHICH_QUESTION), say_each(words.WHICH_OPTIONS))
    if guess is None:
        with st.columns(2)[0]:
            still([_map([run])], say(words.WHICH_ALT, sure=sure), "which:before", layout.mode())
    else:
        lesson.show(_switch, guess)
        lesson.show(_explain, guess)


def _switch(guess: lesson.Guess) -> None:
    runs = {name: loading.committed(name) for name in words.OUTLIER_SETS}
    stops, shares = {}, []
    for name, run in runs.items():
        outliers, shown = words.OUTLIER_SETS[name]
        inside = int((np.abs(_outliers(run)).max(axis=1, initial=0) <= plane.FRAME).sum())
        stops[say(outliers)] = say(shown, sure=_sure(run), inside=inside)
        shares.append(say(words.OUTLIER_SURE, share=_sure(run), outliers=outliers))
    alt = say(words.OUTLIER_ALT, sure=", ".join(shares))
    panels = _panels(list(runs.values()))
    version = f"outliers:{','.join(run.card['created'] for run in runs.values())}"
    at = words.WHICH_BETS[guess.place]
    series(panels, say(words.OUTLIER_SWITCH), stops, alt, version, layout.mode(), at)


def _sure(run: Run) -> str:
    """On how much of the picture."""
    return percent(share_sure(scoring.confidence(run, "grid")), 0)


def _panels(runs: list[Run]) -> list[Panel]:
    data, outliers = class_layers(runs[0].benchmark), [_outliers(run) for run in runs]
    _, where, how = say_each(words.OUTLIER_PANELS)
    mode = layout.mode()
    wide = map_panel(where, data, plane.FAR_BOX, mode, outliers=outliers, window=plane.FRAME)
    return [_map(runs), wide, gauges_panel(how, _gauges(runs))]


def _map(runs: list[Run]) -> Panel:
    """Where each run's classifier is sure, its outliers on top."""
    data, outliers = class_layers(runs[0].benchmark), [_outliers(run) for run in runs]
    sure = np.stack([run.frames["confidence:grid"][-1] for run in runs])
    title = say(words.OUTLIER_PANELS[0])
    return map_panel(title, data, plane.FRAME, layout.mode(), sure, 0.5, outliers=outliers)


def _outliers(run: Run) -> np.ndarray:
    """The outliers a run was trained on `(m, 2)`; the baseline's are none."""
    return run.benchmark.outliers if run.method.outliers == "real" else np.empty((0, 2))


def _gauges(runs: list[Run]) -> list[Gauge]:
    gauges = []
    for name, (title, about) in say_each(words.OUTLIER_GAUGES).items():
        means = [scoring.confidence(run, name).mean() for run in runs]
        colour = theme.colour(runs[0].benchmark.kind(name), layout.mode())
        gauges.append(confidence_gauge(title, f"{about}\n{_marks(means)}", colour, means))
    gauges[0] = gauges[0]._replace(heading=say(words.GAUGE_SCALE))
    return gauges


def _marks(means: list[float]) -> str:
    """Which of the marks on a bar is whose."""
    outliers = [say(about[0]) for about in words.OUTLIER_SETS.values()]
    pairs = zip(outliers, means, strict=True)
    marks = ", ".join(say(words.GAUGE_MARK, outliers=name, mean=mean) for name, mean in pairs)
    return say(words.GAUGE_MARKS, marks=marks)


def confidence_gauge(title: str, about: str, colour: str, means: list[float]) -> Gauge:
    """Mean confidences with two classes, from 1/2 to 1."""
    shares = [float(np.clip(2 * mean - 1, 0, 1)) for mean in means]
    return Gauge(title, about, colour, shares, [f"{mean:.2f}" for mean in means])


def _explain(guess: lesson.Guess) -> None:
    far, shell, slow = (loading.committed(name) for name in (FAR, SHELL, SLOW))
    means = {
        f"{name}_{test}": float(scoring.confidence(run, f"ood/{test}").mean())
        for name, run in (("far", far), ("shell", shell), ("slow", slow))
        for test in ("band", "box", "ring")
    }
    on_id, band = scoring.confidence(far, "id_test"), scoring.confidence(far, "ood/band")
    st.markdown(say(words.WHICH_EXPLAIN, guess=guess, **means))
    aurocs = {
        n: r.metrics["ood"]["band"]["msp"]["auroc"] for n, r in (("far", far), ("shell", shell))
    }
    st.markdown(say(words.WHICH_TRAP, **aurocs))
    facts = means | {
        "far_band_sure": percent(share_sure(band), 0),
        "id_tenth": np.quantile(on_id, 0.1),
        "band_tenth": np.quantile(band, 0.9),
    }
    lesson.more("outliers", say(words.WHICH_MORE, **facts), say(words.WHICH_NOTE, **means))


def loss() -> None:
    st.subheader(say(words.LOSS))
    lesson.formula("confidence-loss", words.LOSS_FORMULA)
    st.markdown(say(words.LOSS_TEXT))
    lesson.slip(say(words.LOSS_SLIP))
