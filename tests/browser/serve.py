"""The app as `python -m streamlit run app/main.py` starts it, with a scratch folder of its own.

python tests/browser/serve.py SCRATCH PORT
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from streamlit.web import cli  # noqa: E402

from ood_core import paths  # noqa: E402
from ood_core.jobs.queue import Queue  # noqa: E402


def main(scratch: Path, port: str) -> None:
    if "PYTEST_CURRENT_TEST" in os.environ:
        # None waits for the UMAP of a fresh run, half a minute; and most do not train, so that a
        # worker that waits would have taken seven seconds for nothing.
        Queue._add_later = Queue.warm = lambda self: None
    paths.RUNS = scratch / "runs"
    paths.RUNS.mkdir(parents=True, exist_ok=True)
    os.environ["OODLAB_BENCHMARKS"] = str(scratch / "benchmarks")
    os.environ["OODLAB_FEATURES"] = str(scratch / "features")
    sys.argv = ["streamlit", "run", str(ROOT / "app" / "main.py"), "--server.port", port]
    sys.argv += ["--server.headless", "true", "--server.fileWatcherType", "none"]
    sys.argv += ["--server.address", "127.0.0.1"]
    cli.main()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
