"""The app in a frame of a course page, of its own site or of another one: see DEPLOYMENT.md."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image

from app.text import say
from app.views.images import words
from tests.browser.conftest import serving

pytestmark = pytest.mark.browser
SAME, OTHER = "127.0.0.1", "localhost"  # where the course is; the app is at 127.0.0.1


@pytest.fixture(scope="module")
def picture():
    data = BytesIO()
    Image.new("RGB", (64, 64), "teal").save(data, "PNG")
    return {"name": "mine.png", "mimeType": "image/png", "buffer": data.getvalue()}


@pytest.fixture(params=["as it comes", "without the cookie"])
def lab(request, tmp_path, chromium, monkeypatch):
    """A server that may be framed, and whether its uploads need the cookie."""
    needs_it = request.param == "as it comes"
    monkeypatch.setenv("OODLAB_FRAME_ANCESTORS", "http://127.0.0.1:* http://localhost:*")
    if not needs_it:
        monkeypatch.setenv("STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION", "false")
    with serving(tmp_path) as address:
        yield address, needs_it


@pytest.fixture
def course(lab, tmp_path):
    """The port of a page that frames it."""
    folder = tmp_path / "course"
    folder.mkdir()
    frame = f'<iframe src="{lab[0]}/images?embed=true&benchmark=digits" width=1200 height=900>'
    (folder / "index.html").write_text(frame)
    handler = partial(SimpleHTTPRequestHandler, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_another_site_uploads_where_the_cookie_is_not_needed_alone(page, lab, course, picture):
    for host in (SAME, OTHER):
        page.goto(f"http://{host}:{course}/")
        app = page.frame_locator("iframe")
        app.get_by_role("radio", name=say(words.SOURCES["files"]), exact=True).click()
        field = app.locator("input[type=file]")
        field.wait_for(state="attached")
        with page.expect_response(lambda one: "upload_file" in one.url) as answered:
            field.set_input_files(picture)
        refused = host == OTHER and lab[1]
        assert answered.value.status == (403 if refused else 204)
