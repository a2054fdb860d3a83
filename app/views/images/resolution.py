"""One photograph at the size that its network sees, and at a small picture's: both verdicts."""

from html import escape

import numpy as np
import streamlit as st
from PIL import Image

from app.data import verdicts
from app.data.loading import Finished
from app.data.verdicts import Judged, judged
from app.figures.samples import as_jpeg, as_png
from app.text import declared, say
from app.text.format import certainty, percent
from app.views.images import words
from app.views.images.sources import Batch

SEEN, SMALL = 224, 32  # pixels of a side
SMALL_WORLD = "cifar10"
WIDTH = 224  # of a picture on the page


def show(batch: Batch, found: Judged, chosen: int) -> None:
    whole = middle(found.x[chosen])
    small = resized(whole, SMALL)
    with st.spinner(say(words.LOOKING)):
        again = resized(small, found.x.shape[-1])[None]
        enlarged = judged("images:enlarged", found.world.name, found.networks, again)
    st.markdown(say(words.SMALL_TEXT, seen=SEEN, small=SMALL))
    sides = st.columns(2, gap="large")
    name = batch.names[chosen]
    for side, pixels, side_pixels, said, row in (
        (sides[0], whole, SEEN, found, chosen),
        (sides[1], small, SMALL, enlarged, 0),
    ):
        picture = pixels.transpose(1, 2, 0)
        uri = as_jpeg(picture) if side_pixels == SEEN else as_png(picture)
        alt = say(words.SMALL_ALT, name=name, side=side_pixels)
        side.html(f'<img class="pixels" src="{uri}" alt="{escape(alt)}" width="{WIDTH}">')
        side.markdown(f"**{say(words.SMALL_SIZE, side=side_pixels)}**")
        side.markdown("  \n".join(_lines(said, row)))
    with sides[1]:
        _by_a_small_network(small)


def middle(photograph: np.ndarray) -> np.ndarray:
    """What the network looks at of `(3, H, W)`."""
    top, left = ((n - SEEN) // 2 for n in photograph.shape[1:])
    return photograph[:, top : top + SEEN, left : left + SEEN]


def resized(photograph: np.ndarray, side: int) -> np.ndarray:
    """`(3, H, W) uint8 -> (3, side, side)`: smaller by means of areas, larger by straight lines."""
    image = Image.fromarray(photograph.transpose(1, 2, 0))
    how = Image.Resampling.BOX if side < image.width else Image.Resampling.BILINEAR
    return np.asarray(image.resize((side, side), how)).transpose(2, 0, 1)


def _lines(said: Judged, row: int) -> list[str]:
    """Each method's or score's verdict."""
    classes, lines = declared.classes(said.world), []
    for answer in said.answers.values():
        v = answer.verdicts
        lines.append(
            say(
                words.SMALL_OOD if v.is_ood[row] else words.SMALL_ID,
                method=answer.title,
                answer=say(classes[v.best[row]]),
                sure=certainty(float(v.confidence[row])),
                share=percent(float(v.id_percentile[row]), 0),
            )
        )
    return lines


def _by_a_small_network(small: np.ndarray) -> None:
    """What a network says that was trained on pictures of that size."""
    networks = verdicts.networks(SMALL_WORLD, Finished.now())
    if not networks:
        return
    found = judged("images:small", SMALL_WORLD, networks, small[None])
    st.markdown(f"**{say(words.SMALL_NETWORKS, world=declared.title(found.world))}**")
    st.markdown("  \n".join(_lines(found, 0)))
