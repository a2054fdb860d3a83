"""The shifts' OOD-ness over seeds: `python -m tests.methods.seeds_oodness`.

Writes pretrained/lessons/oodness.json, which the lesson on CSI shows. Not a test: two trainings
of a few minutes each.
"""

import json
from collections import defaultdict

from app.views.lessons.csi.oodness import oodness
from ood_core.evaluation import metrics
from ood_core.paths import PRETRAINED
from tests.methods.over_seeds import SEEDS, over_seeds

OUT = PRETRAINED / "lessons" / "oodness.json"


def main() -> None:
    found: dict[str, list[list[float]]] = defaultdict(list)  # shift -> seed -> three AUROC
    for run in over_seeds("lessons/simclr"):
        for shift, (ours, theirs) in oodness(run.evidence).items():
            rows = zip(ours, theirs, strict=True)
            found[shift].append([metrics.evaluate(*two)["auroc"] for two in rows])
    print(json.dumps(found, indent=1))
    command = "python -m tests.methods.seeds_oodness"
    OUT.write_text(json.dumps({"command": command, "seeds": SEEDS, "auroc": found}, indent=1))


if __name__ == "__main__":
    main()
