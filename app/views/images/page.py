"""Your own images: bring one, and read what every method says of it."""

import streamlit as st

from app.blocks import choices, layout, lesson
from app.data import verdicts
from app.data.loading import Finished
from app.text import declared, passage, say, say_each
from app.views.images import sources, words
from app.views.images import verdicts as images_verdicts
from ood_core.serving import decoder

lesson.opening(say(words.TITLE), say(words.LEDE))
decoder.POOL.warm()
finished = Finished.now()
worlds = sources.worlds(finished)
if not worlds:
    st.info(say(words.NO_WORLD))
    st.stop()
with st.container(horizontal=True, gap="medium"):
    with st.container(width="content"):
        world = choices.benchmark("images", worlds, say(words.WORLD))
    source = layout.choice(
        say(words.SOURCE),
        list(sources.SOURCES),
        "images:source",
        format_func=lambda name: say(words.SOURCES[name]),
        wrap=True,
    )
some = say_each(declared.classes(world)[: words.SOME])
classes = ", ".join(some) + (", …" if len(some) < len(world.classes) else "")
st.markdown(say(words.KNOWS, about=declared.about(world), classes=classes))
networks = verdicts.networks(world.name, finished)
lesson.show(images_verdicts.show, world.name, networks, source)
about = passage(__file__, "privacy")
layout.folded(say(words.PRIVACY), lambda: st.markdown(about), "images:privacy", ":material/lock:")
lesson.misread(say_each(words.MISREADINGS))
verdicts.warm(networks)
