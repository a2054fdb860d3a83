"""Does the lab work with the oldest versions that requirements.txt allows, and with the newest?

Each is installed in an environment of its own. There every page is opened on a server, committed
runs are evaluated and compared with their cards, and a method is trained.

python -m tests.lowest              the oldest
python -m tests.lowest --newest     what pip takes today
"""

import argparse
import asyncio
import json
import math
import re
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from ood_core.paths import PRETRAINED, ROOT

RUNS = ("plane-blobs/energy", "digits/csi", "digits/outlier-exposure")
LOW = re.compile(r"^([\w.-]+)(?:>=|==)([\d.]+)", re.MULTILINE)


def install(folder: Path, is_newest: bool) -> str:
    """The Python of an environment with these versions."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    asked = ROOT / "requirements.txt"
    if not is_newest:
        oldest = [f"{name}=={version}" for name, version in LOW.findall(asked.read_text("utf-8"))]
        asked = folder / "oldest.txt"
        asked.write_text("\n".join(oldest))
    subprocess.run([python, "-m", "pip", "install", "-q", "-r", asked], check=True)
    return str(python)


def check() -> int:
    """In that environment: all of it; how much did not work."""
    import streamlit
    import torch

    print(f"Python {sys.version.split()[0]}, torch {torch.__version__}, {streamlit.__version__=}")
    wrong = [*pages(), *numbers(), *training()]
    for line in wrong:
        print("WRONG", line)
    print(f"{len(wrong)} of it did not work")
    return len(wrong)


def pages() -> list[str]:
    """Each page that does not open."""
    from app.blocks.navigation import PAGES
    from tests.load.server import Server
    from tests.load.visitor import Visitor

    async def walk(url: str) -> list[str]:
        found = []
        for page in PAGES.values():
            visitor = Visitor(url, "a" * 32)
            await visitor.open(page.address)
            found += [f"page {page.address}: {error}" for error in visitor.errors]
            await visitor.close()
        return found

    with Server() as server:
        return asyncio.run(walk(server.url))


def numbers() -> list[str]:
    """Each number of a committed run that its evidence does not give."""
    wrong = []
    for name in RUNS:
        run = PRETRAINED / name
        words = ["evaluate", "--run", str(run), "--no-intervals", "--json"]
        done = subprocess.run(core(*words), cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            wrong.append(f"{name}: {done.stderr[-300:]}")
            continue
        told = json.loads(done.stdout)["ood"]
        card = json.loads((run / "card.json").read_text("utf-8"))["metrics"]["ood"]
        wrong += [
            f"{name}, {test}, {score}, {metric}: {told[test][score][metric]} for {value}"
            for test, scores in card.items()
            for score, metrics in scores.items()
            if isinstance(metrics, dict)
            for metric, value in metrics.items()
            if not math.isclose(told[test][score][metric], value, abs_tol=1e-6)
        ]
    return wrong


def training() -> list[str]:
    """What is wrong with a short training."""
    with tempfile.TemporaryDirectory() as folder:
        words = ["train", "--benchmark", "plane-blobs", "--method", "confident-gan"]
        words += ["--set", "steps=40", "--out", f"{folder}/run"]
        done = subprocess.run(core(*words), cwd=ROOT, capture_output=True, text=True)
    return [done.stderr[-300:]] if done.returncode else []


def core(*words: str) -> list[str]:
    return [sys.executable, "-m", "ood_core", *words]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--newest", action="store_true", help="what pip takes today")
    parser.add_argument("--here", action="store_true", help="in this environment, as it is")
    chosen = parser.parse_args()
    if chosen.here:
        sys.exit(check() > 0)
    with tempfile.TemporaryDirectory() as made:
        python = install(Path(made), chosen.newest)
        command = [python, "-m", "tests.lowest", "--here"]
        sys.exit(subprocess.run(command, cwd=ROOT).returncode)
