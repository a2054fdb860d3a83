"""The digits' outlier sets over seeds: `python -m tests.methods.seeds_outlier_sets`.

Writes pretrained/lessons/outlier-sets.json, which the lesson on Outlier Exposure shows. Not a
test: twelve trainings, each half a minute on an idle core. One thread, so that a seed gives the
same numbers again on the same machine.
"""

import json
from dataclasses import replace

import torch

from ood_core.benchmarks import EXPOSED, Benchmark, benchmark
from ood_core.evaluation.forward import forward
from ood_core.evaluation.metrics import evaluate
from ood_core.methods import outlier_exposure
from ood_core.runs.run import PRETRAINED
from ood_core.scores.logits import MaxSoftmax

WORLD, SEEDS = "digits", (0, 1, 2)
OUT = PRETRAINED / "lessons" / "outlier-sets.json"


def fpr95(model: torch.nn.Module, world: Benchmark) -> dict[str, float]:
    """Of MSP on every OOD test."""
    score = MaxSoftmax().score
    on_id = score(forward(model, world.id_test.x))
    return {
        test: evaluate(on_id, score(forward(model, world.ood(test))))["fpr95"]
        for test in world.ood_tests
    }


def before_and_after(world: Benchmark, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """FPR95 of the classifier that fine-tuning starts from, and of the fine-tuned one."""
    config = replace(outlier_exposure.defaults(world), snapshots=1)
    before = after = {}
    for snapshot in outlier_exposure.train(world, config, seed):
        if snapshot.step == config.base_steps:
            before = fpr95(snapshot.model, world)
        elif snapshot.step == snapshot.steps:
            after = fpr95(snapshot.model, world)
    return before, after


def main() -> None:
    torch.set_num_threads(1)
    found: dict[str, dict[str, dict[str, list[float]]]] = {}
    for outliers in ("", *benchmark(WORLD).other_outliers):
        world = benchmark(f"{WORLD}{EXPOSED}{outliers}" if outliers else WORLD)
        rows = found[world.name] = {t: {"before": [], "after": []} for t in world.ood_tests}
        for seed in SEEDS:
            before, after = before_and_after(world, seed)
            for test, stages in rows.items():
                stages["before"].append(before[test])
                stages["after"].append(after[test])
            print(world.name, seed, before, after, flush=True)
    command = "python -m tests.methods.seeds_outlier_sets"
    OUT.write_text(json.dumps({"command": command, "seeds": SEEDS, "fpr95": found}, indent=1))


if __name__ == "__main__":
    main()
