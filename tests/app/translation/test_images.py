"""Your images in another language: before the answer and after it, in every part."""

import io

import numpy as np
import pytest
from PIL import Image

from app.text import say
from app.views.images import sources, verdicts, words
from tests.app import pseudo
from tests.app.views.test_images import digits, made, visit  # noqa: F401 (fixtures)


@pytest.mark.parametrize("part", [name for name in verdicts.PARTS if name != verdicts.SMALL])
def test_nothing_is_left_in_english_in_any_part(digits, monkeypatch, part):  # noqa: F811
    pseudo.speak(monkeypatch)
    at = visit(more=part)
    at.segmented_control(key="guess:images:digits").set_value("1").run()
    assert not at.exception and not at.error
    assert [tab.label for tab in at.tabs if tab.children] == [say(words.PARTS[part])]
    if part == "fool":
        at.button(key="images:put").click().run()
    assert not pseudo.left(at)


@pytest.mark.parametrize("source", ["files", "camera", "drawn"])
def test_nothing_is_left_in_english_before_a_picture_is_brought(digits, monkeypatch, source):  # noqa: F811
    pseudo.speak(monkeypatch)
    at = visit()
    at.segmented_control(key="images:source").set_value(source).run()
    assert not at.exception and at.session_state["images:source"] == source
    assert not pseudo.left(at)


def test_a_picture_is_told_about_in_the_visitors_language(digits, monkeypatch):  # noqa: F811
    """What was kept of it before the language was chosen, too: it is read once."""
    picture = Image.fromarray(np.full((40, 30, 4), 60, np.uint8))
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", exif=exif)
    files = [(words.DRAWING, buffer.getvalue()), ("bad.png", b"<svg>")]
    batch = sources._decoded((1, 28, 28), files, inverted=False)
    assert batch.names == ("drawing",)
    monkeypatch.setitem(sources.SOURCES, "drawn", lambda world: batch)
    at = visit()
    pseudo.speak(monkeypatch)
    at.run()
    at.segmented_control(key="images:source").set_value("drawn").run()
    assert not at.exception and len(at.warning) == 1
    assert set(pseudo.left(at).values()) <= {"bad"}  # the file's name
