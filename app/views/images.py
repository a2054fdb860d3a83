"""Your own images: bring one, and read what every method says of it."""

import streamlit as st

from app import choose, course, judged, page
from app.exhibits.images import answers, bring
from app.lessons import images as words
from ood_core.serving import decoder

course.opening(words.TITLE, words.LEDE)
decoder.warm()
worlds = bring.worlds()
if not worlds:
    st.info(words.NO_WORLD)
    st.stop()
with st.container(horizontal=True, gap="medium"):
    with st.container(width="content"):
        world = choose.benchmark("images", worlds, words.WORLD)
    source = page.choice(words.SOURCE, list(bring.SOURCES), "images:source", wrap=True)
st.markdown(words.KNOWS.format(about=world.about, classes=", ".join(world.classes)))
course.show(answers.show, world.name, source)
with st.expander(words.PRIVACY, icon=":material/lock:"):
    st.markdown(words.PRIVACY_TEXT)
course.misread(words.MISREADINGS)
judged.warm(world.name)
