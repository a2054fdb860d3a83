"""The digits' runs over seeds.

    python -m ood_core.experiments.seeds_digits

writes `pretrained/lessons/digits-seeds.json`, from which the pages take their ranges: thirty
trainings of half a minute each. Those that are done when it is interrupted are kept.
"""

import json
from typing import Any

from ood_core import paths
from ood_core.experiments import command
from ood_core.experiments.measurements import confidences_by_group
from ood_core.experiments.over_seeds import SEEDS, over_seeds, trained
from ood_core.experiments.places import DIGITS_SEEDS, remove, working
from ood_core.files import write_atomically
from ood_core.methods import METHODS
from ood_core.runs.run import Run
from ood_core.scores import SCORES

RUNS = (
    *(f"digits/{method}" for method in METHODS),
    "lessons/outliers-white-letters",
    "lessons/outliers-noise",
    "lessons/outliers-photographs",
    "lessons/energy-wrong-margins",
)
ONLY_HERE = tuple(  # outlier sets whose runs are not committed, for the room they would take
    f"digits+{outliers}"
    for outliers in ("rademacher-noise", "bernoulli-noise", "many-blobs", "more-textures")
)
ONE_PASS = [name for name in SCORES if name != "odin"]
OF_ANSWERS = [name for name in ONE_PASS if "features" not in SCORES[name].needs]
KEPT = ("auroc", "fpr95")
NAME = DIGITS_SEEDS
TRAININGS = dict.fromkeys(RUNS, len(SEEDS) - 1)  # committed run -> how often it is trained
TRAININGS["digits/outlier-exposure"] += len(SEEDS) * len(ONLY_HERE)  # of other outliers


def main() -> None:
    folder = working(NAME)
    runs = {path: over_seeds(path, folder) for path in RUNS}
    for world in ONLY_HERE:
        runs[world] = trained(world, "outlier-exposure", SEEDS, {}, folder / world)
    found = {}
    for name, seeds in runs.items():
        found[name] = _by_measure([_of(run) for run in seeds])
        print(name, found[name]["accuracy"], flush=True)
    made_by = "python -m ood_core.experiments.seeds_digits"
    written = json.dumps({"command": made_by, "seeds": SEEDS, "runs": found})
    write_atomically(paths.PRETRAINED / NAME, written.encode())
    remove(folder)


def _of(run: Run) -> dict[str, Any]:
    """Accuracy, mean confidence on ID and groups of OOD tests, each score's metrics on each test.

    Without ODIN, which the committed seed alone has; scores that read features are those of the
    plain classifier, since no page shows another's.
    """
    is_plain = run.method.name == "baseline"
    reported = next(iter(run.metrics["ood"].values()))
    names = [n for n in reported if n in (ONE_PASS if is_plain else OF_ANSWERS)]
    return {
        "accuracy": run.metrics["accuracy"],
        "confidence": {
            group: float(values.mean()) for group, values in confidences_by_group(run).items()
        },
        "ood": {
            test: {s: {m: row[s][m] for m in KEPT} for s in names}
            for test, row in run.metrics["ood"].items()
        },
    }


def _by_measure(seeds: list[Any]) -> Any:
    """The same tree with a list over seeds, rounded to four digits, in place of each number."""
    if isinstance(seeds[0], dict):
        return {name: _by_measure([one[name] for one in seeds]) for name in seeds[0]}
    return [round(value, 4) for value in seeds]


if __name__ == "__main__":
    command.run(main, __doc__)
