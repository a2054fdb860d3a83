"""A job: work that somebody asked the queue for, and how it stands. One JSON file each on disk.

Nothing here imports torch.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

from ood_core import paths
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import UserError
from ood_core.files import write_atomically
from ood_core.runs.run import Run, partial_path, read_log

State = Literal["waiting", "running", "done", "cancelled", "failed"]
OVER = ("done", "cancelled", "failed")
STEPS = ("steps", "base_steps")  # settings that say how long a training is


@dataclass
class Job:
    """The queue changes it; a page only reads it, and asks the queue for what should change."""

    id: str
    key: str  # equal for orders that ask for the same
    order: dict[str, Any]  # as `worker.WORK` takes it
    out: Path  # its result, once there is something to keep
    sessions: list[str]  # the browsers that asked for it and have not cancelled
    state: State = "waiting"
    error: str = ""  # one sentence, if it failed
    stopping: bool = False  # it has been told to end
    seconds: float | None = None  # it will take, from what was measured; None: nothing was
    started: float = 0.0  # Unix time
    ended: float = 0.0
    tries: int = 0  # how often a worker has begun with it
    removed: list[str] = field(default_factory=list)  # runs that went to make room for it

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def remaining(self) -> float | None:
        """Seconds until it ends, by its own pace where that can be told."""
        last = last_line(partial_path(self.out)) or last_line(self.out)
        if last is None or not last["step"]:
            return self.seconds
        return last["seconds"] * (last["steps"] / last["step"] - 1)

    def save(self, folder: Path) -> None:
        content = asdict(self) | {"out": str(self.out)}
        write_atomically(folder / f"{self.id}.json", json.dumps(content).encode())


def last_line(run: Path) -> dict[str, Any] | None:
    """Where a training stands by its log; None where there is none, or it is damaged."""
    try:
        return (read_log(run) or [None])[-1]
    except UserError:
        return None


def saved_in(folder: Path) -> list[Job]:
    """The jobs in `folder`, in the order in which they were asked for; what is damaged is none."""
    found = []
    for path in sorted(folder.glob("*.json")):
        try:
            content = json.loads(path.read_text("utf-8"))
            found.append(Job(**content | {"out": Path(content["out"])}))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            path.unlink(missing_ok=True)
    return found


def key_of(order: dict[str, Any]) -> str:
    """Equal for equal orders on equal data: a benchmark of one's own may be made anew.

    Where a bundle lies is another place for each job; what is in it, its order tells.
    """
    asked = {name: value for name, value in order.items() if name != "bundle"}
    data = custom.changed(order["benchmark"].partition("+")[0]) if "benchmark" in order else 0
    return hashlib.sha256(json.dumps([asked, data], sort_keys=True).encode()).hexdigest()[:16]


def expected(order: dict[str, Any], done: list[Job]) -> float | None:
    """Seconds that the order will take, from what was measured; None where nothing was.

    For a training: the pace of the last run of that method on that benchmark, else of the
    pretrained one if a CPU made it, times the steps asked for, and what past jobs took besides
    their steps. For other work: what it took the last time.
    """
    alike = [job for job in reversed(done) if _work(job.order) == _work(order)]
    if order["do"] == "resume":
        return None  # its own log tells
    if order["do"] != "train":
        return alike[0].ended - alike[0].started if alike else None
    made_here = filter(None, (_run(job.out) for job in alike))
    run, settings = next(made_here, None) or _pretrained(order), order["settings"].items()
    if run is None:
        return None
    asked = run.config | {k: int(v) for k, v in settings if k in STEPS and v.isdecimal()}
    return run.card["seconds"] * _steps(asked) / run.card["steps"] + _besides(done[-9:])


def _besides(done: list[Job]) -> float:
    """Median seconds that these trainings took besides their steps: to begin, and to evaluate."""
    ended = [(job, run) for job in done if (run := _run(job.out))]
    found = [job.ended - job.started - run.card["seconds"] for job, run in ended]
    return max(0.0, median(found)) if found else 0.0


def _work(order: dict[str, Any]) -> tuple:
    return order["do"], order.get("benchmark"), order.get("method")


def _steps(config: dict[str, Any]) -> int:
    return config["steps"] + (0 if config.get("base") else config.get("base_steps", 0))


def _pretrained(order: dict[str, Any]) -> Run | None:
    """The pretrained run; None too if a GPU made it, whose pace is not that of most computers."""
    run = _run(paths.PRETRAINED / order["benchmark"] / order["method"])
    return run if run and run.trained_on == "cpu" else None


def _run(path: Path) -> Run | None:
    """The finished run there, if there is one."""
    try:
        run = Run.load(path)
    except UserError:
        return None
    return run if run.card["status"] == "complete" else None
