"""The networks, in a process that keeps them, so that pages need no torch to ask them."""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Thread

import numpy as np

from ood_core.benchmarks.benchmark import fingerprint
from ood_core.errors import UserError
from ood_core.files import Arrays
from ood_core.runs.run import Run
from ood_core.serving.helper import Helper, Stopped, serve

SECONDS = 60.0  # for one question
KEPT = 16  # networks

_scorer = Helper("ood_core.serving.scorer", SECONDS)


def look(run: Run, x: np.ndarray) -> Arrays:
    """What the run's network makes of the inputs `x (N, ...)`: all that the scores read.

    Photographs `(N, 3, H, W) uint8` become inputs by their benchmark's backbone first.

    Logits `(N, K)`, features `(N, D)` and, of CSI, what `scores.csi.compared` gives: the arrays of
    a population of the run's evidence.

    Raises:
        UserError: the weights are missing or damaged, or answers are not finite.
    """
    try:
        return _scorer.ask({"run": np.array(str(run.path)), "x": x})
    except Stopped as error:
        raise UserError(
            "error.serving.no_answer",
            "The networks gave no answer, and are being loaded again. Try once more.",
        ) from error


def warm(runs: Sequence[Run]) -> None:
    """Have the networks of these runs, of one benchmark, loaded; returns at once."""
    world = runs[0].benchmark
    blank = np.zeros((1, *(world.picture_shape or world.shape)), np.uint8)

    def ask() -> None:
        for run in runs:
            with suppress(UserError):  # whoever looks next is told
                look(run, blank)

    Thread(target=ask, daemon=True).start()


def _answer(question: Arrays) -> Arrays:
    path = str(question["run"])
    return _network(path, (Path(path) / "card.json").stat().st_mtime_ns)(question["x"])


_seen: dict[str, np.ndarray] = {}  # backbone and photographs -> features: of the last ones


def _features(x: np.ndarray, backbone: str) -> np.ndarray:
    """Of photographs, which all networks of a world are asked about one after the other."""
    from ood_core.features import of_pixels
    from ood_core.networks.backbone import precision

    key = f"{backbone}:{fingerprint(x)}"
    if key not in _seen:
        found = of_pixels(x, backbone, precision())
        _seen.clear()
        _seen[key] = found
    return _seen[key]


@lru_cache(maxsize=KEPT)
def _network(path: str, changed: int):
    """The run's network, as a function of inputs; `changed` is when the run was written."""
    from ood_core.evaluation.forward import look

    run = Run.load(path)
    model, train, name = run.model(), run.evidence.get("id_train"), run.benchmark.backbone
    return lambda x: look(model, _features(x, name) if name else x, train)


if __name__ == "__main__":
    import torch  # now, and not while somebody waits

    torch.set_num_threads(1)  # on small batches, threads wait for each other where others compute
    serve(_answer)
