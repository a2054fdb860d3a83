"""The picture, changed by degrees: how far until each method notices?"""

import numpy as np
import streamlit as st

from app.blocks import layout
from app.components.severity import Kind, content, severity
from app.data.verdicts import Judged, judged
from app.figures.samples import as_uri
from app.text import declared, say, say_each
from app.text.format import certainty
from app.views.images import words
from app.views.images.sources import Batch
from ood_core.benchmarks.shifts import GROWING
from ood_core.evaluation.verdicts import Verdicts


def show(batch: Batch, found: Judged, chosen: int) -> None:
    st.markdown(say(words.SHIFT_TEXT))
    one = found.x[chosen : chosen + 1]
    x = np.concatenate([g.apply(one, level) for g in GROWING.values() for level in g.levels])
    with st.spinner(say(words.LOOKING)):
        changed = judged("images:changed", found.world.name, found.networks, x)
    titles = [answer.title for answer in changed.answers.values()]
    data = content(_kinds(changed), titles, say_each(words.SEVERITY), layout.mode())
    severity(data, "images:severity")


def _kinds(changed: Judged) -> list[Kind]:
    """The kinds of change, in the order in which their images were judged."""
    ends = np.cumsum([len(g.levels) for g in GROWING.values()])[:-1]
    kinds, said = [], [answer.verdicts for answer in changed.answers.values()]
    split = np.split(np.arange(len(changed.x)), ends)
    for (name, growing), rows in zip(GROWING.items(), split, strict=True):
        title, level = words.KINDS[name]
        kinds.append(
            Kind(
                say(title),
                [level.format(value) for value in growing.levels],
                [as_uri(image.transpose(1, 2, 0)) for image in changed.x[rows]],
                [v.id_percentile[rows].tolist() for v in said],
                [v.is_ood[rows].tolist() for v in said],
                [_said(changed, v, rows) for v in said],
            )
        )
    return kinds


def _said(changed: Judged, v: Verdicts, rows: np.ndarray) -> list[str]:
    classes = declared.classes(changed.world)
    pairs = zip(v.best[rows], v.confidence[rows], strict=True)
    return [say(words.SAID, label=classes[k], sure=certainty(p)) for k, p in pairs]
