"""Of each OOD test of Digits, the image that the plain classifier is surest about.

    python -m ood_core.experiments.confident_mistakes

writes `pretrained/lessons/confident-mistakes.npz`, all that the first page shows before its answer:
it would otherwise read the evidence of the run and make six whole test sets before its first
picture. `run` is when the run was created, `letter` which one the picture of a letter shows. Of
each test there are `<test>/row`, `/image`, `/class`, the most probable one, `/confidence`, its
probability, and `/median`, that of the whole test.
"""

import numpy as np

from ood_core import paths
from ood_core.benchmarks import letters
from ood_core.experiments import command
from ood_core.experiments.places import CONFIDENT_MISTAKES
from ood_core.files import write_arrays
from ood_core.runs.run import Run
from ood_core.scores.logits import softmax

NAME = CONFIDENT_MISTAKES
RUN = "digits/baseline"
SECONDS = 5.0  # that it takes, about


def main() -> None:
    run = Run.load(paths.PRETRAINED / RUN)
    arrays = {"run": np.array(run.card["created"])}
    for test in run.groups:
        p = softmax(run.evidence[f"ood/{test}"]["logits"])
        row = int(p.max(axis=1).argmax())
        found = {
            "row": row,
            "image": run.benchmark.ood(test)[row, 0],
            "class": p[row].argmax(),
            "confidence": p[row].max(),
            "median": np.median(p.max(axis=1)),
        }
        arrays |= {f"{test}/{name}": np.asarray(value) for name, value in found.items()}
        if test == "letters":
            arrays["letter"] = np.array(letters.names("N-Z")[row])
    out = paths.PRETRAINED / NAME
    out.parent.mkdir(parents=True, exist_ok=True)
    write_arrays(out, arrays)


if __name__ == "__main__":
    command.run(main, __doc__)
