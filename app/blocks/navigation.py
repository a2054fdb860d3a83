"""The pages in the order of the menu, and where each one's script is."""

from typing import NamedTuple

from app.text import Message, message

LESSONS = {  # method -> its lesson's title, in the order of the course
    "confident-gan": message("menu.confident_gan", "1 Boundary GAN"),
    "outlier-exposure": message("menu.outlier_exposure", "2 Outlier Exposure"),
    "energy": message("menu.energy", "3 Energy"),
    "csi": message("menu.csi", "4 CSI"),
}


class Page(NamedTuple):
    """A page of the menu."""

    title: Message
    address: str  # behind the server's own, "" for the first page
    icon: str | None = None
    is_in_menu: bool = True  # others are reached from a page


PAGES = {  # by the folder in views/, or by a lesson's method
    "home": Page(message("menu.home", "Start here"), "", ":material/help:"),
    "overview": Page(message("menu.overview", "Overview"), "overview", ":material/map:"),
    **{method: Page(title, method) for method, title in LESSONS.items()},
    "canvas": Page(message("menu.canvas", "Canvas"), "canvas", ":material/palette:"),
    "tug_of_war": Page(
        message("menu.tug_of_war", "Tug-of-war"), "tug-of-war", ":material/swap_vert:"
    ),
    "lab": Page(message("menu.lab", "Lab"), "lab", ":material/science:"),
    "compare": Page(message("menu.compare", "Compare"), "compare", ":material/balance:"),
    "images": Page(message("menu.images", "Your images"), "images", ":material/photo_camera:"),
    "your_data": Page(message("menu.your_data", "Your data"), "own", ":material/upload:"),
    "reproduction": Page(
        message("menu.reproduction", "Reproduction"), "reproduction", ":material/compare_arrows:"
    ),
    "room": Page(message("menu.room", "Room"), "room", ":material/groups:", is_in_menu=False),
    "exercises": Page(
        message("menu.exercises", "Exercises"),
        "exercises",
        ":material/edit_note:",
        is_in_menu=False,
    ),
}


def script(page: str) -> str:
    """The script of one of PAGES, as `st.Page` and `st.switch_page` want it."""
    folder = f"lessons/{page.replace('-', '_')}" if page in LESSONS else page
    return f"views/{folder}/page.py"
