"""The boards of a room: from the canvas and Your images to the teacher's page."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from app.figures.samples import SMALL, as_uri, plane_points, thumbnail
from app.figures.theme import CLASSES, rgb
from app.server import boards, rooms
from app.text import say
from app.views.canvas import words as canvas_words
from app.views.images import challenge
from app.views.images.challenge import Entry
from app.views.room import words
from ood_core.canvas.canvas import Canvas
from ood_core.methods import METHODS
from tests.app.test_pages import said
from tests.app.visitors import ANN, BOB, TEACHER, opened, visitor


@pytest.fixture
def code():
    boards.PACE.clear()
    made = rooms.open_room(visitor(TEACHER))
    rooms.join(made, visitor(ANN), "Ann")
    return made


def pixels(uri: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(uri.partition(",")[2]))))


def test_a_canvas_is_put_up_by_one_press_and_opened_from_the_board(code):
    assert not [one for one in opened(BOB, "canvas").button if one.key == "canvas:put-up"]
    ann = opened(ANN, "canvas", c=Canvas("hole").link)
    ann.button(key="canvas:put-up").click().run()
    assert [one.value for one in ann.toast] == [say(canvas_words.IS_UP)]
    teacher = opened(TEACHER, "room")
    assert say(words.BOARDS, canvases=1, pictures=0) in said(teacher)
    (one,) = boards.on_board(code, "canvas", visitor(TEACHER))
    assert len(one.numbers) == len(METHODS) and all(0 <= n <= 1 for n in one.numbers)
    assert opened(BOB, "canvas", c=one.content.decode().removeprefix("c=")).query_params["c"]


def test_the_board_shows_who_what_and_the_way_to_it(code):
    boards.put_up(visitor(ANN), "canvas", f"c={Canvas('hole').link}".encode(), (0.5,) * 5)
    picture = thumbnail(as_uri(np.zeros((28, 28, 1), np.uint8)))
    boards.put_up(visitor(ANN), "fooled", picture, (4.0, 5.0, 0.93))
    at = opened(TEACHER, "room")
    at.session_state["room:boards"] = True
    found = said(at.run())
    assert not at.exception
    assert f"Ann: [{say(words.OPEN_LINK)}](canvas?c={Canvas('hole').link})" in found
    assert "fools 4 of 5" in found and "Baseline 50%" in found


def test_the_best_that_was_put_up_in_the_room_goes_to_its_board(code, monkeypatch):
    monkeypatch.setattr(challenge, "browser", lambda: visitor(ANN))
    uri = as_uri(np.zeros((28, 28, 1), np.uint8))
    digits = [Entry("a", uri, 3, 5, 0.99, code), Entry("b", uri, 5, 5, 0.99, None)]
    cifar10 = [Entry("c", uri, 4, 5, 0.91, code), Entry("d", uri, 4, 5, 0.95, code)]
    elsewhere = [Entry("e", uri, 5, 5, 0.99, "ZZZZ"), Entry("f", uri, 2, 3, 0.99, code)]
    put_up = {
        world: {one.called: one for one in entries}
        for world, entries in {"digits": digits, "cifar10": cifar10, "photos": elsewhere}.items()
    }
    challenge._to_room(challenge.best_of_room(put_up, code))
    (one,) = boards.on_board(code, "fooled", visitor(TEACHER))
    assert one.numbers == (4.0, 5.0, 0.95) and one.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("side", [28, 64, 96, 224, 400])
def test_a_thumbnail_fits_a_board(side):
    noise = np.random.default_rng(0).integers(0, 256, (side, side, 3), np.uint8)
    assert len(thumbnail(as_uri(noise))) <= boards.LARGEST


def test_points_of_the_plane_are_where_they_are_and_of_their_class():
    first, second = np.array([[0.0, 0.0]]), np.array([[-11.9, 11.9], [30.0, 0.0]])
    shown = pixels(plane_points([first, second], 12, "light"))
    assert shown.shape == (SMALL, SMALL, 3)
    is_of = [(shown == rgb(colour)).all(-1) for colour in CLASSES["light"][:2]]
    assert [mask.sum() for mask in is_of] == [4, 8]
    assert is_of[0][46:50, 46:50].sum() == 4  # the middle
    assert is_of[1][:2, :2].all()  # left, at the top
    assert is_of[1][:, -2:].sum() == 4  # what lies beyond is at the edge
