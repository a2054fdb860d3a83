"""The ready samples as networks see them."""

import streamlit as st

from ood_core import images
from ood_core.benchmarks.samples import SAMPLES
from ood_core.images import Seen

Shape = tuple[int, int, int]  # of a network's input, (C, H, W)


@st.cache_resource(max_entries=8, show_spinner=False)
def seen(shape: Shape) -> dict[str, Seen]:
    """Each sample, by name. These files are known, so they are decoded in this process."""
    return {name: images.decode(load(), shape) for name, load in SAMPLES.items()}
