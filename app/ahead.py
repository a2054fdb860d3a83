"""What the next page will need in the browser, loaded while this one is read.

Streamlit fetches the code of each kind of element when a page first draws one. The code of the
charts alone (4.7 MB) takes a laptop a second to read, and nothing else is drawn meanwhile.
"""

from pathlib import Path

import streamlit as st

# Streamlit's own files, `<kind>.<hash>.js`; one that a later version does not have is left out.
CODE = Path(st.__file__).parent / "static" / "static" / "js"
KINDS = (
    *("PlotlyChart", "BidiComponent", "rehype-katex", "Button", "ButtonGroup", "NumberInput"),
    *("Slider", "Selectbox", "Table", "ImageList", "Progress", "Checkbox", "DownloadButton"),
)


def load() -> None:
    """Once for each visit, and only while the browser has nothing else to do."""
    st.html(_script(), unsafe_allow_javascript=True)


@st.cache_resource
def _script() -> str:
    files = [path.name for kind in KINDS for path in CODE.glob(f"{kind}.*.js")]
    script = Path(__file__).with_name("ahead.js").read_text("utf-8")
    return f"<script>{{\nconst files = {files};\n{script}}}</script>"  # a block: it comes again
