"""The server has loaded what its pages import when the first visitor's browser is ready."""

import subprocess
import sys
from pathlib import Path

from streamlit.web.server.app_discovery import discover_asgi_app

ROOT = Path(__file__).resolve().parents[3]
STARTED = """
import asyncio, sys, threading
sys.path.insert(0, "app")  # as Streamlit does
import main

async def start():
    async with main.lifespan(main.server):
        for thread in set(threading.enumerate()) - {threading.main_thread()}:
            thread.join()

asyncio.run(start())
print(*sys.modules)
"""
PAGES = """
import sys, tempfile
from pathlib import Path
from app.blocks.navigation import PAGES, script
from ood_core import paths
from ood_core.jobs import queue
from streamlit.testing.v1 import AppTest
queue.warm, paths.RUNS = lambda: None, Path(tempfile.mkdtemp())
at = AppTest.from_file(Path("app/views/site.py").resolve(), default_timeout=60).run()
before = set(sys.modules)
for name in PAGES:
    at.switch_page(script(name)).run()
print(*sorted(name for name in set(sys.modules) - before if name.startswith("app.")))
"""


def out(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_command_of_the_readme_starts_the_server_with_its_lifespan():
    assert discover_asgi_app(ROOT / "app" / "main.py").import_string == "main:server"
    loaded = out(STARTED)
    assert {"app.views.home.words", "app.views.lessons.csi.words", "app.blocks.lesson"} <= {*loaded}
    assert not {"torch", "umap", "sklearn"} & {*loaded}


def test_no_page_imports_a_module_of_the_app_that_was_not_loaded_ahead():
    assert out(PAGES) == []
