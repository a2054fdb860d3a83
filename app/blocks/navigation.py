"""The pages in the order of the menu, and where each one's script is."""

from typing import NamedTuple

LESSONS = {  # method -> its lesson's title, in the order of the course
    "confident-gan": "1 Boundary GAN",
    "outlier-exposure": "2 Outlier Exposure",
    "energy": "3 Energy",
    "csi": "4 CSI",
}


class Page(NamedTuple):
    """A page of the menu."""

    title: str
    address: str  # behind the server's own, "" for the first page
    icon: str | None = None


PAGES = {  # by the folder in views/, or by a lesson's method
    "home": Page("Start here", "", ":material/help:"),
    "overview": Page("Overview", "overview", ":material/map:"),
    **{method: Page(title, method) for method, title in LESSONS.items()},
    "canvas": Page("Canvas", "canvas", ":material/palette:"),
    "tug_of_war": Page("Tug-of-war", "tug-of-war", ":material/swap_vert:"),
    "lab": Page("Lab", "lab", ":material/science:"),
    "compare": Page("Compare", "compare", ":material/balance:"),
    "images": Page("Your images", "images", ":material/photo_camera:"),
    "your_data": Page("Your data", "own", ":material/upload:"),
    "reproduction": Page("Reproduction", "reproduction", ":material/compare_arrows:"),
}


def script(page: str) -> str:
    """The script of one of PAGES, as `st.Page` and `st.switch_page` want it."""
    folder = f"lessons/{page.replace('-', '_')}" if page in LESSONS else page
    return f"views/{folder}/page.py"
