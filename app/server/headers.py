"""What every answer of the server tells the browser: which code and pictures a page may load.

All comes from the server itself, so text that somebody smuggles into a page can load nothing from
elsewhere. Streamlit and its components run code that stands in the page ('unsafe-inline') or in
blobs, and Plotly makes that of its WebGL charts ('unsafe-eval').
"""

import os
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = {
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline' blob:",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}


def wanted() -> dict[str, str]:
    """The headers; `OODLAB_FRAME_ANCESTORS` has the sites that may show the app in a frame."""
    frames = os.environ.get("OODLAB_FRAME_ANCESTORS", "'self'")
    if not frames.isascii():
        raise SystemExit(
            f"OODLAB_FRAME_ANCESTORS is {frames!r}, and a header has ASCII only. Write such a name "
            "as browsers send it, like https://xn--bcher-kva.example"
        )
    policy = POLICY | {"frame-ancestors": " ".join(re.findall(r"[^\s,;]+", frames))}
    return {
        "Content-Security-Policy": "; ".join(f"{what} {where}" for what, where in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }


class Headers:
    """Starlette middleware.

    Args:
        said: headers of every answer.
        links: page -> the `Link` header of its HTML; of "", any other page.
    """

    def __init__(self, app: ASGIApp, said: dict[str, str], links: Mapping[str, str]) -> None:
        self._app, self._said, self._links = app, said, links

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_more(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._said)
                if self._links and headers.get("content-type", "").startswith("text/html"):
                    page = scope["path"].rpartition("/")[2]
                    headers["Link"] = self._links.get(page, self._links[""])
            await send(message)

        await self._app(scope, receive, send_more if scope["type"] == "http" else send)
