"""The generator's two terms as gauges, over trainings that differ in its beta."""

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.film import Gauge, gauges_panel, map_panel, series
from app.data import loading, scoring
from app.data.maps import class_layers
from app.figures import theme
from app.text import say, say_each
from app.text.format import percent
from app.views.lessons.confident_gan import words
from app.views.lessons.confident_gan.measurements import ON_DATA, sigmas
from app.views.lessons.confident_gan.outliers import confidence_gauge
from ood_core.benchmarks import plane
from ood_core.runs.run import Run


def balance() -> None:
    st.header(say(words.BALANCE))
    st.markdown(say(words.BALANCE_TEXT))
    guess = lesson.predict("balance", say(words.BALANCE_QUESTION), say_each(words.BALANCE_OPTIONS))
    if guess:
        lesson.show(_slider, guess)


def terms(run: Run) -> tuple[float, float]:
    """-log D(G(v)) and KL(u || p), in nats, unweighted, as last logged."""
    last = run.log[-1]
    return last["losses"]["adversarial"], last["gauges"]["kl"]


def samples(run: Run) -> np.ndarray:
    """The proposed generator's last samples `(n, 2)`."""
    return run.frames["samples:proposed"][-1]


def _slider(guess: lesson.Guess) -> None:
    runs = {beta: loading.committed(name) for name, (beta, *_) in words.BETAS.items()}
    found = list(runs.values())
    maps_seen = np.stack([run.frames["confidence:grid"][-1] for run in found])
    moving = np.stack([samples(run) for run in found])
    picture, bars = say_each(words.BALANCE_PANELS)
    data = class_layers(found[0].benchmark)
    panels = [
        map_panel(picture, data, plane.FRAME, layout.mode(), maps_seen, 0.5, moving),
        gauges_panel(bars, _gauges(found)),
    ]
    stops = {f"{beta}\n{say(name)}": say(shown) for beta, name, shown in words.BETAS.values()}
    shares = (f"{beta}: {percent(_on_data(run), 0)}" for beta, run in runs.items())
    alt = say(words.BALANCE_ALT, shares=", ".join(shares))
    version = f"balance:{','.join(run.card['created'] for run in found)}"
    asked = list(runs).index("3")  # the question is about β from here
    series(panels, say(words.BALANCE_SLIDER), stops, alt, version, layout.mode(), asked)
    _explain(guess, runs)


def _gauges(runs: list[Run]) -> list[Gauge]:
    mode = layout.mode()
    names = say_each(words.BALANCE_GAUGES)
    adversarial, kl = zip(*map(terms, runs), strict=True)
    on_data = [_on_data(run) for run in runs]
    first, second = theme.LINE_CYCLE[mode][4:6]
    generated = theme.colour("generated", mode)
    texts = [f"{value:.2f}" for value in adversarial]
    gauges = [
        Gauge(*names["adversarial"], first, _of_largest(adversarial), texts),
        Gauge(*names["kl"], second, _of_largest(kl), [f"{v:.4f}" for v in kl]),
        Gauge(*names["on_data"], generated, on_data, [percent(share, 0) for share in on_data]),
    ]
    for population in ("id_test", "ood/band"):
        colour = theme.colour(runs[0].benchmark.kind(population), mode)
        means = [float(scoring.confidence(run, population).mean()) for run in runs]
        gauges.append(confidence_gauge(*names[population], colour, means))
    gauges[0] = gauges[0]._replace(heading=say(words.TERMS))
    gauges[2] = gauges[2]._replace(heading=say(words.OUTCOME))
    return gauges


def _on_data(run: Run) -> float:
    """The share of its samples."""
    return float(np.mean(sigmas(samples(run)) <= ON_DATA))


def _of_largest(values: tuple[float, ...]) -> list[float]:
    return [value / max(values) for value in values]


def _explain(guess: lesson.Guess, runs: dict[str, Run]) -> None:
    low, middle, high = runs["0"], runs["3"], runs["30"]
    near_middle, near_high = (scoring.confidence(run, "ood/band").mean() for run in (middle, high))
    medians = [np.median(sigmas(samples(run))) for run in (middle, high)]
    facts = {
        **dict(zip(("adv_low", "kl_low"), terms(low), strict=True)),
        **dict(zip(("adv_high", "kl_high"), terms(high), strict=True)),
        **{"near_mid": near_middle, "near_high": near_high},
        **dict(zip(("mid_median", "far_median"), medians, strict=True)),
    }
    st.markdown(say(words.BALANCE_EXPLAIN, guess=guess, **facts))
    st.caption(say(words.BALANCE_NOTE))
