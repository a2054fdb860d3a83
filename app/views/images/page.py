"""Your own images: bring one, and read what every method says of it."""

import streamlit as st

from app.blocks import choices, layout, lesson
from app.data import verdicts
from app.data.loading import Finished
from app.views.images import sources, words
from app.views.images import verdicts as images_verdicts
from ood_core.serving import decoder

lesson.opening(words.TITLE, words.LEDE)
decoder.warm()
finished = Finished.now()
worlds = sources.worlds(finished)
if not worlds:
    st.info(words.NO_WORLD)
    st.stop()
with st.container(horizontal=True, gap="medium"):
    with st.container(width="content"):
        world = choices.benchmark("images", worlds, words.WORLD)
    source = layout.choice(
        words.SOURCE,
        list(sources.SOURCES),
        "images:source",
        format_func=words.SOURCES.get,
        wrap=True,
    )
st.markdown(words.KNOWS.format(about=world.about, classes=", ".join(world.classes)))
networks = verdicts.networks(world.name, finished)
lesson.show(images_verdicts.show, world.name, networks, source)
with st.expander(words.PRIVACY, icon=":material/lock:"):
    st.markdown(words.PRIVACY_TEXT)
lesson.misread(words.MISREADINGS)
verdicts.warm(networks)
