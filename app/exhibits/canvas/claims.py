"""The papers' claims beside what four presets show."""

import pandas as pd
import streamlit as st

from app.lessons import canvas as words
from app.written import percent
from ood_core.benchmarks.canvas import PRESETS
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.runs import claims


def table() -> None:
    """Which claims are seen where, and the numbers."""
    st.header(words.CLAIMS_TITLE)
    measured = claims.read()
    if measured is None:
        raise UserError(words.CLAIMS_MISSING)
    seeds = len(next(iter(measured.values())))
    st.markdown("\n".join(f"- {_said(claim, measured)}" for claim in claims.CLAIMS))
    st.table(pd.DataFrame(_rows(measured)).set_index(list(words.CLAIMS_COLUMNS[:2])))
    st.caption(words.CLAIMS_TEXT.format(seeds=seeds))


def _said(claim: str, measured: claims.Table) -> str:
    found = claims.where(claim, measured)
    missed = [name for name in measured if name not in found]
    facts = {"claim": words.CLAIMS[claim], "seen": len(found), "total": len(measured)}
    if not missed:
        return words.SEEN_EVERYWHERE.format(**facts)
    return words.SEEN.format(**facts, missed=", ".join(PRESETS[name].title for name in missed))


def _rows(measured: claims.Table) -> list[dict[str, str]]:
    rows = []
    for preset, seeds in measured.items():
        for method, numbers in claims.means(seeds).items():
            values = [PRESETS[preset].title, METHODS[method].title]
            values += [percent(numbers[name]) for name in claims.NUMBERS]
            rows.append(dict(zip(words.CLAIMS_COLUMNS, values, strict=True)))
    return rows
