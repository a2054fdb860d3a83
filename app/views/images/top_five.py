"""The answers that a network of many classes holds for likely, the surest first."""

import pandas as pd
import streamlit as st

from app.data.verdicts import Judged
from app.text import declared, say, say_each
from app.views.images import words
from ood_core.scores.logits import softmax

BEST = 5


def show(found: Judged, chosen: int) -> None:
    logits = next(iter(found.answers.values())).arrays["logits"][chosen : chosen + 1]
    p, heads = softmax(logits)[0], say_each(words.TOP_HEADS)
    best = p.argsort()[::-1][:BEST]
    classes = declared.classes(found.world)
    rows = {heads["answer"]: [say(classes[k]) for k in best], heads["share"]: p[best]}
    bars = st.column_config.ProgressColumn(format="percent", min_value=0, max_value=1)
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        column_config={heads["share"]: bars},
        width=480,
        key="images:top",
    )
    st.caption(say(words.TOP_TEXT))
