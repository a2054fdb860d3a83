"""The papers' claims beside what the presets show."""

import pandas as pd
import streamlit as st

from app.text import declared, say, say_each
from app.text.format import percent
from app.views.canvas import words
from ood_core.canvas.budget import fixed
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
    said = words.SEEN_AND_MISSED if missed else words.SEEN
    return say(said, claim=words.CLAIMS[claim], seen=_titles(found), missed=_titles(missed))


def _titles(presets: list[str]) -> str:
    titles = [say(declared.preset(name)) for name in presets]
    return "; ".join(titles) or say(words.NOWHERE)  # "Lee, Figure 1" has a comma


def _rows(measured: claims.Table) -> list[dict[str, str]]:
    rows = []
    for preset, seeds in measured.items():
        for method, numbers in claims.means(seeds).items():
            values = [say(declared.preset(preset)), METHODS[method].title]
            values += [percent(numbers[name]) for name in claims.NUMBERS]
            rows.append(dict(zip(say_each(words.CLAIMS_COLUMNS), values, strict=True)))
    return rows
