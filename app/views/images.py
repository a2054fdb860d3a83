"""Your own images: bring one, and read what every method says of it."""

import streamlit as st

from app import choose, course, judged, page
from app.exhibits.images import answers, bring
from app.lessons import images as words
from ood_core.benchmarks import benchmark
from ood_core.serving import decoder

course.opening(words.TITLE, words.LEDE)
decoder.warm()
worlds = bring.worlds()
if not worlds:
    st.info(words.NO_WORLD)
    st.stop()
with st.container(horizontal=True, gap="medium"):
    world = choose.linked(
        "benchmark",
        worlds,
        st.segmented_control,
        label=words.WORLD,
        required=True,
        format_func=choose.title,
    )
    source = page.choice(words.SOURCE, list(bring.SOURCES), "images:source", wrap=True)
st.markdown(
    words.KNOWS.format(about=benchmark(world).about, classes=", ".join(benchmark(world).classes))
)
course.show(answers.show, world, source)
with st.expander(words.PRIVACY, icon=":material/lock:"):
    st.markdown(words.PRIVACY_TEXT)
course.misread(words.MISREADINGS)
judged.warm(world)
