"""Panel: the histogram of a score and a threshold to drag."""

import streamlit as st

from app.blocks import choices, layout
from app.blocks.threshold_groups import groups
from app.components.threshold import content, threshold
from app.data import scoring
from app.text import names, passage
from ood_core.errors import UserError
from ood_core.evaluation.metrics import is_constant
from ood_core.paths import short
from ood_core.runs.run import Run
from ood_core.scores import saturates


def show(run: Run) -> None:
    picture, text = layout.picture_and_words("threshold")
    with picture:
        score, temperature = choices.score(run, "threshold")
        scored = scoring.scored(run, score, temperature)
        title = names.SCORES[score].title
        if is_constant(scored.values()):
            raise UserError(
                "error.lab.constant_score",
                "Every input has the same {title} score, so no threshold tells any two apart. "
                "Choose another score, or train longer.",
                title=title,
            )
        version = f"{short(run.path)}:{score}:{temperature}"
        data = content(
            scored["id_test"],
            groups(run, scored),
            title,
            version,
            layout.mode(),
            saturates=saturates(score),
        )
        threshold(data, "threshold")
    with text:
        choices.explain(score)
        st.markdown(passage(__file__, "threshold"))
