"""What the server's answers tell a browser, and that main.py is what Streamlit serves with it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from app.server.headers import Headers, wanted
from ood_core.paths import ROOT

LINKS = {"": "<a>", "lab": "<b>"}


def answered(kind: str = "http", path: str = "/", what: str = "text/css") -> dict[str, str]:
    """The headers of an answer that had some of its own."""
    sent = []

    async def app(scope, receive, send):
        own = [(b"etag", b"1"), (b"content-type", what.encode())]
        await send({"type": f"{kind}.response.start", "headers": own})

    async def send(message):
        sent.append(message)

    answer = Headers(app, wanted(), LINKS)({"type": kind, "path": path}, None, send)
    with ThreadPoolExecutor() as thread:  # this one may have a loop already: a browser's
        thread.submit(asyncio.run, answer).result()
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]}


def test_every_answer_says_what_a_page_may_load():
    found = answered()
    policy = dict(part.split(" ", 1) for part in found["content-security-policy"].split("; "))
    for what in ("default-src", "img-src", "connect-src", "script-src"):
        assert "*" not in policy[what] and "http" not in policy[what]
    assert policy["frame-ancestors"] == "'self'" and policy["object-src"] == "'none'"
    assert found["x-content-type-options"] == "nosniff" and found["etag"] == "1"
    assert answered("websocket") == {"etag": "1", "content-type": "text/css"}


@pytest.mark.parametrize(
    ("path", "link"), [("/", "<a>"), ("/overview", "<a>"), ("/lab", "<b>"), ("/base/lab", "<b>")]
)
def test_a_page_tells_what_to_fetch_beside_it(path, link):
    assert answered(path=path, what="text/html; charset=utf-8")["link"] == link
    assert "link" not in answered(path=path, what="application/json")


@pytest.mark.parametrize(
    "given",
    ["https://a.example;script-src b.example", " https://a.example,script-src\n b.example; "],
)
def test_a_course_may_show_the_app_in_a_frame(monkeypatch, given):
    """However sites are parted, they are one rule, on one line, and no other rule begins."""
    monkeypatch.setenv("OODLAB_FRAME_ANCESTORS", given)
    policy = answered()["content-security-policy"].split("; ")
    assert policy[-1] == "frame-ancestors https://a.example script-src b.example"


def test_a_site_that_is_not_ascii_is_refused_at_the_start(monkeypatch):
    monkeypatch.setenv("OODLAB_FRAME_ANCESTORS", "https://bücher.example")
    with pytest.raises(SystemExit, match=r"OODLAB_FRAME_ANCESTORS is .*, and a header"):
        wanted()


def test_streamlit_serves_main_with_these_headers():
    """It reads the file for this, so a change of the code there could lose them silently."""
    assert discover_asgi_app(ROOT / "app" / "main.py").import_string == "main:app"
