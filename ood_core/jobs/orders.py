"""What pages ask the queue for: a training, its resumption, a bundle, a canvas."""

import hashlib
import json
import time
import uuid
from pathlib import Path
from typing import Any

from ood_core import benchmarks, methods, paths
from ood_core.canvas.canvas import Canvas
from ood_core.canvas.painting import place
from ood_core.errors import UserError
from ood_core.files import write_atomically
from ood_core.jobs import queue
from ood_core.jobs.job import Job
from ood_core.runs import bundle
from ood_core.runs import run as runs


def canvas_job(canvas: Canvas) -> Job | None:
    """The job that paints it, or did; None where nobody has asked. Whoever opens its link has it.

    Raises:
        UserError: see `queue.here`.
    """
    return queue.here().latest(_canvas_order(canvas))


def expected_to_paint(canvas: Canvas) -> float | None:
    """Seconds that it will take to paint, as the last one here did; None where none was painted.

    Raises:
        UserError: see `queue.here`.
    """
    return queue.here().expected(_canvas_order(canvas))


def submit_canvas(canvas: Canvas, session: str) -> Job:
    """Ask a worker for it, or join those who wait for it already.

    Raises:
        UserError: see `queue.submit`.
    """
    return queue.submit(_canvas_order(canvas), place(canvas), session)


def _canvas_order(canvas: Canvas) -> dict[str, Any]:
    return {"do": "canvas", "canvas": json.loads(json.dumps(canvas.order))}  # as it is read back


def stamp() -> str:
    """A name that sorts by time."""
    return f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:4]}"


def submit_training(
    benchmark: str, method: str, seed: int, settings: dict[str, str], session: str = ""
) -> Job:
    """Ask for a training; the arguments are those of `python -m ood_core train`.

    Raises:
        UserError: an unknown name, or see `Queue.submit`.
    """
    benchmarks.get(benchmark), methods.get(method)
    order = {
        **{"do": "train", "benchmark": benchmark, "method": method},
        **{"seed": seed, "settings": settings},
    }
    return queue.submit(order, paths.RUNS / f"{benchmark}-{method}-{stamp()}", session)


def submit_resumption(out: Path, session: str = "") -> Job:
    """Ask to go on with a training that was broken off or stopped: `train --resume`.

    Raises:
        UserError: it is damaged, or see `Queue.submit`.
    """
    asked = runs.read_asked(out)
    order = {"do": "resume", "run": out.name}
    return queue.submit(
        order | {n: asked[n] for n in ("benchmark", "method", "seed")}, out, session
    )


def submit_bundle(data: bytes, session: str = "") -> Job:
    """Ask to bring in a bundle, see `bundle` and `record.adopt`.

    Raises:
        UserError: it is refused at once, or see `Queue.submit`.
    """
    found = bundle.unpack(data)
    benchmark, method = found.benchmark.name, found.method.name
    here, out = queue.here(), paths.RUNS / f"{benchmark}-{method}-{stamp()}"
    kept = here.folder / ".jobs" / f"{uuid.uuid4().hex}.zip"  # of this job alone
    order = {
        **{"do": "adopt", "benchmark": benchmark, "method": method, "seed": found.seed},
        **{"sha256": hashlib.sha256(data).hexdigest(), "bundle": str(kept)},
    }
    write_atomically(kept, data)
    try:
        job = here.submit(order, out, session)
    except UserError:
        kept.unlink()
        raise
    if job.order["bundle"] != str(kept):  # somebody brought the same
        kept.unlink()
    return job
