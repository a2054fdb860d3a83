"""A server, and a real Chromium.

Without Chromium these tests are skipped (on a build server, where CI is set, they fail).
"""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.load.server import free_port

ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# The same engine without windows, in a third of the time; measurements prefer what visitors have.
SHELL = "chromium-headless-shell"
HOW = f"no Chromium found: install it (`apt-get install {SHELL}`) to run the browser tests"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# What pulses until a chart is there stands still: it is painted on the processor here.
CALM = """addEventListener("DOMContentLoaded", () => {
    const style = document.createElement("style");
    style.textContent = "[data-testid=stSkeleton] { animation: none !important }";
    document.head.append(style);
})"""


def installed(*names: str) -> str | None:
    """Where the first of these programs is."""
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture(scope="session")
def chromium():
    path = installed(SHELL, *BROWSERS)
    if path is None:
        pytest.fail(HOW) if os.environ.get("CI") == "true" else pytest.skip(HOW)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a machine may be busy, as for the pages below
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def serving(scratch: Path, port: int | None = None):
    """A server of the app with its own scratch folder; yields its address once it is healthy.

    Args:
        port: of a server that was here before; None for any.
    """
    port = port or free_port()
    command = [sys.executable, str(Path(__file__).with_name("serve.py")), str(scratch), str(port)]
    with running(command, port, scratch):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running(command: list[str], port: int, scratch: Path, data: str = ""):
    """That command, a server at the port; yields its process once it is healthy.

    Args:
        data: the folders of its data sets; "" for none.
    """
    environment = os.environ | {"OODLAB_DATA": data or str(scratch / "no-data")}
    with (scratch / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env=environment)
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server, scratch / "log")
        yield server
    finally:
        server.terminate()
        try:
            server.wait(timeout=15)
        except subprocess.TimeoutExpired:
            server.kill()


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1)
            return
        except OSError:
            time.sleep(0.05)  # between two looks
    pytest.fail(f"the server did not start: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory):
    """Of a server for the tests that keep nothing there; `own_address` is for the others."""
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(scope="module")
def own_address(chromium, tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture
def page(chromium, request):
    """A fresh tab; `@pytest.mark.parametrize` may give it context options indirectly."""
    options = {"viewport": {"width": 1440, "height": 1000}} | getattr(request, "param", {})
    context = chromium.new_context(**options)
    context.set_default_timeout(60_000)  # a machine may be busy with other trainings
    context.add_init_script(CALM)
    yield context.new_page()
    context.close()
