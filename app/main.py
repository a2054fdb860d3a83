"""OOD Lab: `python -m streamlit run app/main.py`. Page set-up and navigation only."""

import sys
from pathlib import Path

import streamlit as st

ROOT = str(Path(__file__).resolve().parents[1])
if ROOT not in sys.path:  # `python -m streamlit` adds it, plain `streamlit` does not
    sys.path.insert(0, ROOT)

from app import memory, scripts  # noqa: E402  the path is set above
from app.lessons import LESSONS  # noqa: E402
from app.server import visitor  # noqa: E402

memory.keep_uploads()
st.set_page_config("OOD Lab", page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.html(Path(__file__).with_name("style.css"))
visitor.remember()
home = st.Page("views/home.py", title="Start here", icon=":material/help:", default=True)
overview = st.Page(
    "views/overview.py", title="Overview", icon=":material/map:", url_path="overview"
)
lessons = [
    st.Page(f"views/{method.replace('-', '_')}.py", title=title, url_path=method)
    for method, title in LESSONS.items()
]
canvas = st.Page("views/canvas.py", title="Canvas", icon=":material/palette:", url_path="canvas")
tug = st.Page(
    "views/tug.py", title="Tug-of-war", icon=":material/swap_vert:", url_path="tug-of-war"
)
lab = st.Page("views/lab.py", title="Lab", icon=":material/science:", url_path="lab")
compare = st.Page(
    "views/compare.py", title="Compare", icon=":material/balance:", url_path="compare"
)
reproduction = st.Page(
    "views/reproduction.py",
    title="Reproduction",
    icon=":material/compare_arrows:",
    url_path="reproduction",
)
own = st.Page("views/own.py", title="Your data", icon=":material/upload:", url_path="own")
images = st.Page(
    "views/images.py", title="Your images", icon=":material/photo_camera:", url_path="images"
)
scripts.load()
pages = [home, overview, *lessons, canvas, tug, lab, compare, images, own, reproduction]
st.navigation(pages, position="top").run()

from app import training  # noqa: E402  after the page is drawn, so that nobody waits for it

training.warm()
