"""Of each OOD test of Digits, the image that the plain classifier is surest about.

    python -m ood_core.experiments.confident_mistakes

writes `pretrained/lessons/confident-mistakes.npz`, which the first page shows: it would otherwise
make six whole test sets before its first picture. Of each test, `<test>/row` and `<test>/image`.
"""

import numpy as np

from ood_core import paths
from ood_core.experiments import command
from ood_core.experiments.measurements import most_confident
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import write_arrays
from ood_core.runs.run import Run

NAME = CONFIDENT_MISTAKES
RUN = "digits/baseline"
SECONDS = 5.0  # that it takes, about


def main() -> None:
    run, arrays = Run.load(paths.PRETRAINED / RUN), {}
    for test in run.groups:
        row = most_confident(run, test)
        arrays[f"{test}/row"] = np.array(row)
        arrays[f"{test}/image"] = run.benchmark.ood(test)[row]
    out = paths.PRETRAINED / NAME
    out.parent.mkdir(parents=True, exist_ok=True)
    write_arrays(out, arrays)


if __name__ == "__main__":
    command.run(main, __doc__)
