"""What runs in the browser on every page, beside Streamlit's own code."""

import json
from pathlib import Path

import streamlit as st

from app.server.scripts import words
from app.text import say, say_each
from ood_core.benchmarks.custom.sets import MOST

HERE = Path(__file__).parent
# Streamlit's own files, `<kind>.<hash>.js`; one that a later version does not have is left out.
CODE = Path(st.__file__).parent / "static" / "static" / "js"
KINDS = (
    *("BidiComponent", "rehype-katex", "Button", "ButtonGroup", "NumberInput", "Slider"),
    *("Selectbox", "Table", "ImageList", "Progress", "Checkbox", "DownloadButton", "PlotlyChart"),
)


def load() -> None:
    """Each script once for each visit.

    `places`: a page opens at its top, and Back returns to where one was. `focus`: it goes to a new
    page's title, and from Train to Stop.
    `elements`: Streamlit's own words in the visitor's language. `charts`: a drag over one selects
    no text. `folders`: one goes to the server as one archive. `connection`: a notice while the
    server does not answer. `ahead`: what the next page needs is fetched while this one is read.
    Streamlit fetches the code of each kind of element when a page first draws one; that of the
    charts alone (4.7 MB) takes a laptop a second to read, and nothing else is drawn meanwhile.
    """
    with st.container(key="scripts"):
        notices = json.dumps(say_each(words.CONNECTION))
        scripts = _scripts(notices, _folder_rules(), _element_words())
        st.html(scripts, unsafe_allow_javascript=True)


def _folder_rules() -> str:
    """What a folder may have, and what is said of one that is not sent."""
    megabytes = st.get_option("server.maxUploadSize")
    said = {k: say(v, files=MOST, megabytes=megabytes) for k, v in words.FOLDERS.items()}
    return json.dumps({"files": MOST, "bytes": megabytes * 2**20, **said})


def _element_words() -> str:
    """What Streamlit writes -> what is said; of its own language, nothing."""
    pairs = {own.text: say(own) for own in words.ELEMENTS}
    return json.dumps({own: said for own, said in pairs.items() if own != said})


@st.cache_resource
def _scripts(notices: str, rules: str, element_words: str) -> str:
    files = [path.name for kind in KINDS for path in CODE.glob(f"{kind}.*.js")]
    given = {
        "places": "",
        "focus": "",
        "elements": f"document.documentElement.dataset.elementWords = {json.dumps(element_words)};",
        "charts": "",
        "folders": f"document.documentElement.dataset.folderRules = {json.dumps(rules)};",
        "connection": f"document.documentElement.dataset.notices = {json.dumps(notices)};",
        "ahead": f"const files = {files};",
    }
    return "".join(_once(name, data) for name, data in given.items())


def _once(name: str, data: str) -> str:
    """The script of that name. Streamlit sends it again with each page: only its data are read."""
    code = (HERE / f"{name}.js").read_text("utf-8")
    mark = f"document.documentElement.dataset.{name}"
    once = f'if ({mark}) return;\n{mark} = "loaded";'
    return f'<script>(() => {{\n"use strict";\n{data}\n{once}\n{code}}})();</script>'
