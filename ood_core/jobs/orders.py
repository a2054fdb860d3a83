"""What the queue is asked for: a training, its resumption, a bundle to import, a canvas to paint.

Two orders are equal when they ask for the same; where the result goes does not count then, unless
it is what is asked for. On disk, and on its way to a worker, an order is JSON.

Nothing here imports torch; `worker` carries the orders out.
"""

import hashlib
import json
import time
import uuid
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Literal

from ood_core import benchmarks, methods, paths
from ood_core.benchmarks.benchmark import world_of
from ood_core.benchmarks.custom import store as custom
from ood_core.canvas.canvas import Canvas
from ood_core.canvas.painting import place
from ood_core.errors import UserError
from ood_core.runs import bundle
from ood_core.runs import run as runs


@dataclass(frozen=True, kw_only=True)
class RunOrder:
    """Work whose result is a run of that method on that benchmark."""

    benchmark: str
    method: str
    seed: int
    out: Path

    @property
    def world(self) -> str:
        """The benchmark without its outlier set."""
        return world_of(self.benchmark)

    @property
    def key(self) -> str:
        """Equal for equal orders on equal data: a custom benchmark may be made anew."""
        return _key(self, custom.changed(self.world))


@dataclass(frozen=True, kw_only=True)
class Training(RunOrder):
    """A training, as `python -m ood_core train` does it."""

    settings: dict[str, str]  # that differ from the method's defaults, as `--set` takes them
    out: Path = field(compare=False)
    do: Literal["train"] = "train"

    @classmethod
    def of(cls, benchmark: str, method: str, seed: int, settings: dict[str, str]) -> "Training":
        """Raises UserError for an unknown name."""
        benchmarks.get(benchmark), methods.get(method)
        out = _new_run(benchmark, method)
        return cls(benchmark=benchmark, method=method, seed=seed, settings=settings, out=out)


@dataclass(frozen=True, kw_only=True)
class Resumption(RunOrder):
    """To resume a training that was interrupted or stopped, as `train --resume` does it."""

    do: Literal["resume"] = "resume"

    @classmethod
    def of(cls, out: Path) -> "Resumption":
        """Raises UserError where the training is damaged."""
        request = runs.read_request(out)
        return cls(**{n: request[n] for n in ("benchmark", "method", "seed")}, out=out)


@dataclass(frozen=True, kw_only=True)
class BundleImport(RunOrder):
    """To import a bundle, see `runs.bundle`."""

    sha256: str  # of its bytes
    bundle: Path = field(compare=False)  # its file, of this order alone
    out: Path = field(compare=False)
    do: Literal["import"] = "import"

    @classmethod
    def of(cls, data: bytes, file: Path) -> "BundleImport":
        """The order for a bundle that is to lie in `file`. Raises UserError where it is refused."""
        found = bundle.unpack(data)
        benchmark, method = found.benchmark.name, found.method.name
        return cls(
            benchmark=benchmark,
            method=method,
            seed=found.seed,
            sha256=hashlib.sha256(data).hexdigest(),
            bundle=file,
            out=_new_run(benchmark, method),
        )


@dataclass(frozen=True, kw_only=True)
class CanvasPainting:
    """To paint a canvas: to train all methods on it, and keep their frames."""

    canvas: Canvas
    out: Path = field(compare=False)
    do: Literal["paint"] = "paint"

    @classmethod
    def of(cls, canvas: Canvas) -> "CanvasPainting":
        return cls(canvas=canvas, out=place(canvas))

    @property
    def key(self) -> str:
        """Equal for equal pictures: whoever opens a canvas's link finds its job."""
        return _key(self, self.canvas.name)


Order = Training | Resumption | BundleImport | CanvasPainting


def to_json(value: object) -> str:
    """As JSON, with orders and jobs in it."""
    return json.dumps(value, default=_plain, sort_keys=True)


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value.to_json() if isinstance(value, UserError) else str(value)


def _key(order: Order, data: int | str = 0) -> str:
    """A hash of what the order asks for, and of what tells its data or settings from others."""
    compared = {f.name for f in fields(order) if f.compare}
    request = {name: value for name, value in asdict(order).items() if name in compared}
    text = json.dumps([request, data], default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _new_run(benchmark: str, method: str) -> Path:
    """A place for a run, of a name that sorts by time."""
    stamp = f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:4]}"
    return paths.RUNS / f"{benchmark}-{method}-{stamp}"
