"""The app as `python -m streamlit run app/main.py` starts it, with runs kept in a scratch folder.

    python tests/browser/serve.py SCRATCH PORT

Committed runs are used as they are; where one is missing, a made-up one stands in.
"""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from streamlit.web import cli  # noqa: E402

from ood_core.runs import queue, run  # noqa: E402
from tests.app.fake import make_run  # noqa: E402

WANTED = (
    ("digits", "baseline"),
    ("digits", "confident-gan"),
    ("plane-blobs", "baseline"),
    ("plane-blobs", "confident-gan"),
    ("plane-blobs", "energy"),
    ("plane-moons", "baseline"),
)


def main(scratch: Path, port: str) -> None:
    committed, run.PRETRAINED = run.PRETRAINED, scratch / "pretrained"
    run.RUNS = queue.RUNS = scratch / "runs"
    run.RUNS.mkdir(parents=True)
    for world, method in WANTED:
        if (committed / world / method / "card.json").exists():
            shutil.copytree(committed / world / method, run.PRETRAINED / world / method)
        else:
            make_run(run.PRETRAINED, world, method)
    sys.argv = ["streamlit", "run", str(ROOT / "app" / "main.py"), "--server.port", port]
    sys.argv += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    cli.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
