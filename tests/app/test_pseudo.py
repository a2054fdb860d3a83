"""The pseudo-language finds what was never said, wherever on a page it stands."""

import streamlit as st
from streamlit.testing.v1 import AppTest

from app.text import message, say
from tests.app import pseudo


def page():
    """Each word of more than one letter stands in one kind of place; none was said."""
    import numpy as np
    import pandas as pd
    import plotly.graph_objects as go
    import streamlit as st

    from app.components.pad import pad
    from app.components.sketch import sketch

    st.title("title")
    st.header("header", help="headerhelp")
    st.caption("caption")
    st.markdown("`code` $formula$ [link](https://example.org/address) :material/icon:")
    st.code("python -m command")
    st.html("<style>.rule {}</style><script>const script = 1</script><p>paragraph</p>")
    st.latex(r"\alpha")
    st.image(np.zeros((2, 2), np.uint8), caption="imagecaption", alt="imagealt")
    st.table(pd.DataFrame({"tableheader": ["tablecell"]}, index=["tableindex"]))
    looks = {"key": st.column_config.TextColumn("framelabel", help="framehelp")}
    st.dataframe(
        pd.DataFrame({"key": ["framecell"], "hidden": [1]}), column_config=looks | {"hidden": None}
    )
    trace = go.Heatmap(z=[[1]], x=["category"], y=["row"], text=[["celltext"]], name="trace")
    trace.hovertemplate = "%{x} hover<extra>extra</extra>"
    figure = go.Figure(trace).update_xaxes(title_text="axis")
    st.plotly_chart(figure.add_annotation(text="annotation", x=0, y=0), alt="chartalt")
    st.selectbox("selectlabel", ["a"], format_func=lambda _: "selectoption", help="selecthelp")
    st.segmented_control("pillslabel", ["b"], format_func=lambda _: "pillsoption")
    st.multiselect(
        "multilabel", ["c"], format_func=lambda _: "multioption", placeholder="multiholder"
    )
    st.file_uploader("uploadlabel", ["png"], help="uploadhelp")
    st.number_input("numberlabel", placeholder="numberholder", value=None)
    st.text_input("inputlabel", placeholder="inputholder")
    st.button("buttonlabel", help="buttonhelp")
    st.download_button("downloadlabel", b"", "download.csv")
    st.metric("metriclabel", "1", "metricdelta")
    st.progress(0.5, "progresstext")
    st.toast("toast")
    st.error("error")
    st.popover("popover").write("inside")
    st.expander("expander").write("within")
    st.tabs(["tab"])[0].write("tabbed")
    pad("pad")
    sketch(["dots"], "", "light", "sketch", lambda: None)


NEVER_SAID = """
    title header headerhelp caption link paragraph imagecaption imagealt tableheader tablecell
    tableindex framelabel framehelp framecell category row celltext trace hover extra axis
    annotation chartalt selectlabel selectoption selecthelp pillslabel pillsoption multilabel
    multioption multiholder uploadlabel uploadhelp numberlabel numberholder inputlabel inputholder
    buttonlabel buttonhelp downloadlabel metriclabel metricdelta progresstext toast error popover
    inside expander within tab tabbed dots
"""


def test_every_place_of_a_page_is_seen_and_nothing_else(monkeypatch):
    pseudo.speak(monkeypatch)  # the words of both widgets are said
    at = AppTest.from_function(page, default_timeout=60).run()
    assert not at.exception
    assert sorted(" ".join(map(pseudo.plain, pseudo.texts(at))).split()) == sorted(
        NEVER_SAID.split()
    )


def test_what_is_said_has_no_plain_letters_but_for_code_and_names(monkeypatch):
    pseudo.speak(monkeypatch)
    text = say(message("a", "The {score} score of `x` is $s(x)$ on CIFAR"), score="MSP")
    assert "MSP" in text and "`x`" in text and "$s(x)$" in text
    assert pseudo.plain(text) == ""
    assert pseudo.plain(say(message("b", "{said} and more"), said="not said")) == "not said"


def kept_text():
    import streamlit as st

    from app.text import message, say

    @st.cache_data
    def title() -> str:
        return say(message("kept", "Kept"))

    st.write(title())


def test_what_is_said_in_a_cached_function_is_an_error(monkeypatch):
    assert (
        not AppTest.from_function(kept_text, default_timeout=60).run().exception
    )  # nobody would notice
    st.cache_data.clear()
    pseudo.speak(monkeypatch)
    assert AppTest.from_function(kept_text, default_timeout=60).run().exception
