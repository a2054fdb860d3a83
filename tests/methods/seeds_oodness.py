"""The shifts' OOD-ness over seeds: `python -m tests.methods.seeds_oodness` (a few minutes).

Not a test: the CSI lesson draws the committed run, this trains SimCLR on digits anew.
"""

from dataclasses import replace

from app.exhibits.csi.oodness import oodness
from ood_core import benchmarks, methods
from ood_core.evaluation import metrics
from ood_core.evaluation.evidence import Evidence
from ood_core.evaluation.forward import forward

SEEDS = (0, 1, 2)


def evidence(seed: int) -> Evidence:
    """The training digits, the test digits and their shifts under the lesson's SimCLR."""
    world, module = benchmarks.benchmark("digits"), methods.method("csi").module
    config = replace(module.defaults(world), batch=128, shifts="identity")
    *_, last = module.train(world, config, seed)
    wanted = [name for name in world.populations if not name.startswith("ood/")]
    return Evidence({n: forward(last.model, world.populations[n]()) for n in wanted}, {})


def main() -> None:
    for seed in SEEDS:
        print(f"seed {seed}: AUROC by cos * length, by the cosine, by the length")
        for shift, (ours, theirs) in oodness(evidence(seed)).items():
            pairs = zip(ours, theirs, strict=True)
            print(f"  {shift:<12}", *(f"{metrics.evaluate(*two)['auroc']:.2f}" for two in pairs))


if __name__ == "__main__":
    main()
