"""The browser keeps to the server's policy, and no page needs what that forbids."""

import urllib.request

import pytest

from ood_core import paths
from tests.browser import journey
from tests.browser.stopwatch import SCRIPT, answer_all

pytestmark = pytest.mark.browser

BROKEN = """
window.broken = [];
addEventListener("securitypolicyviolation", event =>
  window.broken.push(`${event.effectiveDirective}: ${event.blockedURI}`), true);
"""
LOADS = """src => new Promise(done => {
  const image = new Image();
  image.onload = () => done("loaded");
  image.onerror = () => done("blocked");
  image.src = src;
})"""


def test_every_page_keeps_to_the_policy(page, address):
    page.context.add_init_script(BROKEN)
    for path in journey.PAGES.values():
        page.goto(f"{address}{path}")
        journey.settle(page, path)
        assert page.evaluate("window.broken") == [], path


def test_no_page_tells_where_its_files_lie_on_the_server(page, address):
    page.context.add_init_script(SCRIPT)
    told = []
    page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: told.append(frame))
    )
    for path in journey.PAGES.values():
        page.goto(f"{address}{path}")
        journey.settle(page, path)
        answer_all(page)
        heard = b"".join(one if isinstance(one, bytes) else one.encode() for one in told)
        assert len(heard) > 10_000, path
        heard = heard.replace(str(paths.ROOT / "app/main.py").encode(), b"")  # Streamlit's own
        assert str(paths.ROOT).encode() not in heard, path
        told.clear()


def test_a_picture_from_elsewhere_is_not_fetched(page, address):
    """Another port of this computer is elsewhere, too."""
    page.goto(f"{address}/overview")
    asked = []
    page.on("requestfinished", lambda request: asked.append(request.url))
    assert page.evaluate(LOADS, "http://127.0.0.1:9/spy.png") == "blocked"
    assert not [url for url in asked if ":9/" in url]


def test_files_of_every_kind_say_what_they_are(address):
    for path in ("/", "/_stcore/health", "/app/static/noto-sans-kr-400.woff2", "/none"):
        with urllib.request.urlopen(address + path) as answer:
            assert answer.headers["X-Content-Type-Options"] == "nosniff", path
            assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
