"""The shifts' OOD-ness over seeds.

    python -m ood_core.experiments.seeds_oodness

writes `pretrained/lessons/oodness.json`, which the lesson on CSI shows: two trainings of a few
minutes each. An interrupted one is resumed.
"""

import json
from collections import defaultdict

from ood_core import paths
from ood_core.experiments import command
from ood_core.experiments.measurements import oodness_aurocs
from ood_core.experiments.over_seeds import SEEDS, over_seeds
from ood_core.experiments.places import OODNESS, remove, working
from ood_core.files import write_atomically

NAME = OODNESS
TRAININGS = {"lessons/simclr": len(SEEDS) - 1}  # committed run -> how often it is trained


def main() -> None:
    found: dict[str, list[list[float]]] = defaultdict(list)  # shift -> seed -> three AUROC
    (path,) = TRAININGS
    for run in over_seeds(path, working(NAME)):
        for shift, aurocs in oodness_aurocs(run.evidence).items():
            found[shift].append(aurocs)
    print(json.dumps(found, indent=1))
    made_by = "python -m ood_core.experiments.seeds_oodness"
    written = json.dumps({"command": made_by, "seeds": SEEDS, "auroc": found}, indent=1)
    write_atomically(paths.PRETRAINED / NAME, written.encode())
    remove(working(NAME))


if __name__ == "__main__":
    command.run(main, __doc__)
