"""The generator's two terms as pushes on its samples, over trainings that differ in its beta."""

from typing import Any

import numpy as np
import streamlit as st

from app.blocks import layout, lesson
from app.components.game import TERMS, Training, game
from app.data import loading, scoring
from app.data.maps import class_layers
from app.text import say, say_each
from app.text.format import percent
from app.views.lessons.confident_gan import words
from app.views.lessons.confident_gan.measurements import ON_DATA, sigmas
from ood_core.benchmarks import plane
from ood_core.benchmarks.plane import BLOBS
from ood_core.runs.run import Run

EVERY = 2  # of the committed frames: six trainings are sent


def balance() -> None:
    st.header(say(words.BALANCE))
    st.markdown(say(words.BALANCE_TEXT))
    guess = lesson.predict("balance", say(words.BALANCE_QUESTION), say_each(words.BALANCE_OPTIONS))
    if guess:
        lesson.show(_game, guess)


def terms(run: Run) -> tuple[float, float]:
    """-log D(G(v)) and KL(u || p), in nats, unweighted, as last logged."""
    last = run.log[-1]
    return last["losses"]["adversarial"], last["gauges"]["kl"]


def samples(run: Run) -> np.ndarray:
    """The proposed generator's last samples `(n, 2)`."""
    return run.frames["samples:proposed"][-1]


def _game(guess: lesson.Guess) -> None:
    runs = {beta: loading.committed(name) for name, (beta, *_) in words.BETAS.items()}
    found = list(runs.values())
    trainings = []
    for run, (beta, name, shown) in zip(found, words.BETAS.values(), strict=True):
        about = say(words.AT_THE_END, beta="{beta}", shown=say(shown), **_confidences(run))
        trainings.append(Training(beta, say(name), about, *followed(run)))
    shares = (f"{beta}: {percent(_on_data(run), 0)}" for beta, run in runs.items())
    game(
        trainings,
        class_layers(found[0].benchmark),
        found[0].frames["step"][::EVERY].tolist(),
        BLOBS,
        ON_DATA,
        plane.FRAME,
        say(words.BALANCE_ALT, shares=", ".join(shares)),
        f"balance:{','.join(run.card['created'] for run in found)}",
        layout.mode(),
        list(runs).index("3"),  # the question is about β from here
    )
    facts = _facts(runs)
    st.markdown(say(words.BALANCE_EXPLAIN, guess=guess, **facts))
    lesson.more("balance", say(words.BALANCE_MORE, **facts), say(words.BALANCE_NOTE))


@loading.cached(8)
def followed(run: Run) -> tuple[Any, ...]:
    """D, the classifier's confidence, samples, pushes and terms, as `Training` has them."""
    frames = {name: values[::EVERY] for name, values in run.frames.items()}
    log = run.log[::EVERY]
    terms = (
        [line["losses"].get("adversarial") for line in log],
        [line["gauges"].get("kl") for line in log],
    )
    return (
        _halved(frames["discriminator:grid"]),
        _halved(frames["confidence:grid"]),
        frames["samples:proposed"],
        tuple(-frames[f"gradients:{term}"] for term in TERMS),
        terms,
    )


def _halved(grids: np.ndarray) -> np.ndarray:
    """Half the pixels `(F, n, n)` each way: the browser draws them smoothly, and six are sent."""
    count, side, _ = grids.shape
    cells = grids.reshape(count, side // 2, 2, side // 2, 2)
    return np.round(cells.mean(axis=(2, 4))).astype(np.uint8)


def _confidences(run: Run) -> dict[str, float]:
    """Mean confidence of the finished classifier."""
    populations = {"on_id": "id_test", "near": "ood/band"}
    return {n: float(scoring.confidence(run, p).mean()) for n, p in populations.items()}


def _on_data(run: Run) -> float:
    """The share of its samples."""
    return float(np.mean(sigmas(samples(run)) <= ON_DATA))


def _facts(runs: dict[str, Run]) -> dict[str, float]:
    """What the words quote of the trainings with the least, the middle and the largest weight."""
    low, middle, high = runs["0"], runs["3"], runs["30"]
    near_middle, near_high = (scoring.confidence(run, "ood/band").mean() for run in (middle, high))
    medians = [np.median(sigmas(samples(run))) for run in (middle, high)]
    return {
        **dict(zip(("adv_low", "kl_low"), terms(low), strict=True)),
        **dict(zip(("adv_high", "kl_high"), terms(high), strict=True)),
        **{"near_mid": near_middle, "near_high": near_high},
        **dict(zip(("mid_median", "far_median"), medians, strict=True)),
    }
