"""The papers' claims beside what the presets show."""

import pandas as pd
import streamlit as st

from app.text import say, say_each
from app.text.format import percent
from app.views.canvas import words
from ood_core.canvas.budget import fixed
from ood_core.canvas.canvas import PRESETS
from ood_core.errors import UserError
from ood_core.experiments import claims
from ood_core.methods import METHODS

RATES = {"oe": "outlier-exposure", "energy": "energy"}


def table() -> None:
    """Which claims are seen where, and the numbers."""
    st.header(say(words.CLAIMS_TITLE))
    measured = claims.read()
    if measured is None:
        raise UserError(
            "error.canvas.claims_missing",
            "The table has not been measured here: run `python -m ood_core.experiments.claims`.",
        )
    seeds = len(next(iter(measured.values())))
    st.markdown("\n".join(f"- {_said(claim, measured)}" for claim in claims.CLAIMS))
    st.table(pd.DataFrame(_rows(measured)).set_index(list(say_each(words.CLAIMS_COLUMNS[:2]))))
    rates = {name: fixed(METHODS[of], is_far=True)["lr"] for name, of in RATES.items()}
    st.caption(say(words.CLAIMS_TEXT, seeds=seeds, **rates))


def _said(claim: str, measured: claims.Table) -> str:
    found = claims.where(claim, measured)
    missed = [name for name in claims.CLAIMS[claim].presets if name not in found]
    said = say(
        words.SEEN, claim=say(words.CLAIMS[claim]), titles=_titles(found) or say(words.NOWHERE)
    )
    return said + say(words.MISSED, titles=_titles(missed)) if missed else said


def _titles(presets: list[str]) -> str:
    return "; ".join(PRESETS[name].title for name in presets)  # "Lee, Figure 1" has a comma


def _rows(measured: claims.Table) -> list[dict[str, str]]:
    rows = []
    for preset, seeds in measured.items():
        for method, numbers in claims.means(seeds).items():
            values = [PRESETS[preset].title, METHODS[method].title]
            values += [percent(numbers[name]) for name in claims.NUMBERS]
            rows.append(dict(zip(say_each(words.CLAIMS_COLUMNS), values, strict=True)))
    return rows
