"""A job: work that was requested of the queue, and how it stands. One JSON file each on disk.

Nothing here imports torch.
"""

from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any, Literal

from ood_core import paths
from ood_core.errors import UserError
from ood_core.files import write_atomically
from ood_core.jobs.orders import Order, Resumption, RunOrder, Training, to_json
from ood_core.runs.run import Run, partial_path, read_log

State = Literal["waiting", "running", "done", "cancelled", "failed"]
OVER = ("done", "cancelled", "failed")
STEPS = ("steps", "base_steps")  # settings that say how long a training is


@dataclass
class Job:
    """The queue changes it; a page only reads it, and asks the queue for what should change."""

    id: str
    key: str  # of its order, and of the data there was at the request
    order: Order
    sessions: list[str]  # the browsers that asked for it and have not cancelled
    state: State = "waiting"
    error: UserError | None = None  # why it failed, or was stopped
    stopping: bool = False  # it was cancelled, and is to end
    seconds: float | None = None  # it will take, from what was measured; None: nothing was
    started: float = 0.0  # Unix time
    ended: float = 0.0
    worked: float = 0.0  # seconds whose work is kept, before it gave way the last time
    lost: float = 0.0  # the most seconds whose work it lost when it gave way
    tries: int = 0  # how often a worker has begun with it
    removed: list[str] = field(default_factory=list)  # runs that went so that its own can be kept
    maker: str = ""  # the browser that asked first, whether it cancelled or not

    @property
    def out(self) -> Path:
        """Its result, once there is something to keep."""
        return self.order.out

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
        write_atomically(folder / f"{self.id}.json", to_json(self).encode())


def last_line(run: Path) -> dict[str, Any] | None:
    """Where a training stands by its log; None where there is none, or it is damaged."""
    try:
        return (read_log(run) or [None])[-1]
    except UserError:
        return None


def saved_in(folder: Path) -> list[Job]:
    """The jobs in `folder`, in the order of their requests.

    A file that is damaged, or of an earlier version with other fields, is removed.
    """
    if not (files := sorted(folder.glob("*.json"))):
        return []
    from pydantic import TypeAdapter  # slow to import: the first page waits for none of it

    jobs, found = TypeAdapter(Job), []
    for path in files:
        try:
            found.append(jobs.validate_json(path.read_bytes()))
        except (OSError, ValueError, UserError):
            path.unlink(missing_ok=True)
    return found


def expected(order: Order, done: list[Job]) -> float | None:
    """Seconds that the order will take, from what was measured; None where nothing was.

    For a training: the pace of the last run of that method on that benchmark, else of the
    pretrained one if a CPU made it, times the steps of the order, and what past jobs took besides
    their steps. For other work: what it took the last time.
    """
    if isinstance(order, Resumption):
        return None  # its own log tells
    alike = [job for job in reversed(done) if _kind(job.order) == _kind(order)]
    if not isinstance(order, Training):
        return alike[0].ended - alike[0].started if alike else None
    made_here = filter(None, (_run(job.out) for job in alike))
    run = next(made_here, None) or _pretrained(order)
    if run is None:
        return None
    steps = {k: int(v) for k, v in order.settings.items() if k in STEPS and v.isdecimal()}
    of_steps = run.card["seconds"] * _steps(run.config | steps) / run.card["steps"]
    return of_steps + _besides(done[-9:])


def _besides(done: list[Job]) -> float:
    """Median seconds that these trainings took besides their steps: to begin, and to evaluate."""
    ended = [(job, run) for job in done if (run := _run(job.out))]
    found = [job.ended - job.started - run.card["seconds"] for job, run in ended]
    return max(0.0, median(found)) if found else 0.0


def _kind(order: Order) -> tuple:
    """Equal for work that takes alike long."""
    if isinstance(order, RunOrder):
        return order.do, order.benchmark, order.method
    return (order.do,)


def _steps(config: dict[str, Any]) -> int:
    return config["steps"] + (0 if config.get("base") else config.get("base_steps", 0))


def _pretrained(order: Training) -> Run | None:
    """The pretrained run; None too if a GPU made it, whose pace is not that of most computers."""
    run = _run(paths.PRETRAINED / order.benchmark / order.method)
    return run if run and run.trained_on == "cpu" else None


def _run(path: Path) -> Run | None:
    """The finished run there, if there is one."""
    try:
        run = Run.load(path)
    except UserError:
        return None
    return run if run.card["status"] == "complete" else None
