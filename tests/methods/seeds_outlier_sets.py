"""The digits' outlier sets over seeds: `python -m tests.methods.seeds_outlier_sets`.

Writes pretrained/lessons/outlier-sets.json, which the lesson on Outlier Exposure shows. Not a
test: ten trainings of half a minute each.
"""

import json

from ood_core.runs.run import PRETRAINED
from tests.methods.over_seeds import SEEDS, over_seeds

RUNS = (
    "digits/baseline",
    "digits/outlier-exposure",
    "lessons/outliers-white-letters",
    "lessons/outliers-noise",
    "lessons/outliers-photographs",
)
OUT = PRETRAINED / "lessons" / "outlier-sets.json"


def main() -> None:
    found: dict[str, dict[str, list[float]]] = {}
    for path in RUNS:
        committed, *others = (run.metrics["ood"] for run in over_seeds(path))
        found[path] = {
            test: [ood[test]["msp"]["fpr95"] for ood in (committed, *others)] for test in committed
        }
        print(path, found[path], flush=True)
    command = "python -m tests.methods.seeds_outlier_sets"
    OUT.write_text(json.dumps({"command": command, "seeds": SEEDS, "fpr95": found}, indent=1))


if __name__ == "__main__":
    main()
