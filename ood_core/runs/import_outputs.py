"""The outputs of somebody else's network, as `outputs` reads them, made a run like any other.

Every score is computed from all that was brought, and kept; of the features, those remain that
feature maps show. The world is one of its own, made with the run, or one that is here already,
where the network was asked about that world's inputs. Nothing here imports torch.
"""

import json
import platform
import shlex
import shutil
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from ood_core import benchmarks, scores
from ood_core.benchmarks.benchmark import Benchmark, fingerprint
from ood_core.benchmarks.custom import store as custom
from ood_core.errors import Sentence, UserError
from ood_core.evaluation.choosing import chosen, told
from ood_core.evaluation.report import report
from ood_core.evidence import Evidence
from ood_core.files import Arrays, whole_folder, write_atomically
from ood_core.methods import METHODS
from ood_core.runs import outputs
from ood_core.runs.outputs import Outputs

METHOD = METHODS["baseline"]  # a classifier, by its logits alone
TRAINING = 5000  # inputs of id_train whose features a run keeps, for pictures


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    works: list[str]  # the scores that the run has
    missing: dict[str, tuple[str, ...]]  # of each other one, the arrays that it lacks
    notes: list[Sentence]


def import_outputs(
    file: Path,
    out: Path,
    world: str = "",
    most: int = outputs.MOST,
    data: bytes | None = None,
    watched: Callable[[Collection[str]], Iterable[str]] = iter,
) -> Imported:
    """Make the run at `out`.

    Args:
        world: a benchmark that is here, whose inputs the network was asked about, in their order;
            "": make one, of the folder's name.
        most, data: as `outputs.read` takes them.
        watched: goes through the populations that are scored, and shows how far it is.

    Raises:
        UserError: what is wrong with the file, or with the name; nothing is written then.
    """
    if out.exists():
        raise UserError(
            "error.runs.exists",
            "{out} exists already. Choose another --out, or remove it first.",
            out=out,
        )
    if not world:
        custom.check_name(out.name)
    found = outputs.read(file, most, data)
    data = _of_world(found, benchmarks.get(world)) if world else _of_their_own(found)
    notes = [*found.notes, *(_left_out(found, benchmarks.get(world)) if world else [])]
    evidence = replace(found.evidence, settings=chosen(found.evidence))
    notes += told(evidence.settings)
    fits = scores.fits(evidence)
    kept = _kept(evidence, fits.fitted, watched)
    metrics = report(kept, found.kinds, METHOD.score, list(fits.fitted))
    metrics |= {"unfitted": fits.unfitted, "not_kept": []}
    card = {
        **{"benchmark": world or out.name, "method": METHOD.name, "seed": 0, "config": {}},
        **{"status": "complete", "step": 0, "steps": 0, "seconds": 0.0},
        "outputs": file.name,
        "chosen": evidence.settings,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "packages": {"numpy": version("numpy")},
        "machine": {"system": platform.platform(), "python": platform.python_version()},
        "command": _command(file.name, out, world),
        "data": data,
        "metrics": metrics,
    }
    with ExitStack() as failing:
        with whole_folder(out) as partial:
            kept.save(partial / "evidence.npz")
            request = {name: card[name] for name in ("benchmark", "method", "seed", "config")}
            _write_json(partial / "config.json", request)
            write_atomically(partial / "log.jsonl", b"")
            _write_json(partial / "card.json", card)
            if not world:
                counts = {name: facts["n"] for name, facts in data.items()}
                custom.keep_outputs(out.name, found.classes, found.kinds, counts, found.thumbnails)
                failing.callback(shutil.rmtree, custom.folder() / out.name, ignore_errors=True)
        failing.pop_all()  # the run is in its place, so its world stays
    return Imported(list(fits.fitted), outputs.missing(evidence), notes)


def _command(file: str, out: Path, world: str) -> str:
    words = ["python", "-m", "ood_core", "import-outputs", file, "--out", f"runs/{out.name}"]
    return shlex.join([*words, *(["--benchmark", world] if world else [])])


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    write_atomically(path, (json.dumps(content, indent=1) + "\n").encode())


def _kept(
    evidence: Evidence,
    fitted: Mapping[str, scores.Score],
    watched: Callable[[Collection[str]], Iterable[str]],
) -> Evidence:
    """The evidence with some training inputs, and the values of what was learned from all."""
    lasting = {
        name: score
        for name, score in fitted.items()
        if getattr(score, "fits_on", ()) or "features" in score.needs
    }
    fewer = dict(evidence)
    if "id_train" in fewer:
        fewer["id_train"] = _some(fewer["id_train"])
    return scores.reduced(replace(evidence, populations=fewer), lasting, watched).check()


def _some(training: Arrays) -> Arrays:
    """Some rows of all classes, drawn by a fixed seed."""
    n = len(next(iter(training.values())))
    rows = np.arange(n)
    if n > TRAINING:
        rows = np.sort(np.random.default_rng(0).choice(n, TRAINING, replace=False))
    return {name: array[rows] for name, array in training.items()}


def _of_their_own(found: Outputs) -> dict[str, Any]:
    """The facts of a card, by what was brought of each population."""

    def facts(population: str, arrays: Arrays) -> dict[str, Any]:
        seen = arrays.get("features", arrays.get("logits"))
        kind = _kind(population, found.kinds)
        return {"kind": kind, "n": len(seen), "sha256": fingerprint(seen)}

    return {name: facts(name, arrays) for name, arrays in found.tested.items()}


def _kind(population: str, kinds: Mapping[str, str]) -> str:
    group, _, name = population.partition("/")
    return kinds[name] if group == "ood" else group.split("_")[0]


def _of_world(found: Outputs, world: Benchmark) -> dict[str, Any]:
    """The same, by the inputs of a world that is here: the network was asked about these.

    Raises:
        UserError: it cannot be so.
    """
    if world.is_plane or world.is_frozen:
        raise UserError(
            "error.outputs.no_such_world",
            "Outputs can be of the inputs of a world of images, or of longer vectors, that methods "
            "are trained on; {world} is none. Leave --benchmark out.",
            world=world.name,
        )
    k = found.populations["id_test"]["logits"].shape[1]
    if k != len(world.classes):
        raise UserError(
            "error.outputs.world_classes",
            "The logits are of {k} classes, and {world} has {n}.",
            k=k,
            world=world.name,
            n=len(world.classes),
        )
    data: dict[str, Any] = {}
    for name, arrays in found.tested.items():
        x, labels = _inputs_of(world, name, found.kinds)
        n = len(next(iter(arrays.values())))
        if len(x) != n:
            raise UserError(
                "error.outputs.world_rows",
                "{world} has {n} inputs of {population}, and the file has {m}: bring the outputs "
                "of all, in the order of `python -m ood_core export --benchmark {world}`.",
                world=world.name,
                n=len(x),
                population=name,
                m=n,
            )
        if labels is not None and not np.array_equal(labels, arrays.get("labels", labels)):
            raise UserError(
                "error.outputs.world_labels",
                "The labels of {population} are not those of {world}: bring the outputs in the "
                "order of `python -m ood_core export --benchmark {world}`.",
                population=name,
                world=world.name,
            )
        kind = _kind(name, found.kinds)
        data[name] = {"kind": kind, "n": len(x), "sha256": fingerprint(x)}
    return data


def _left_out(found: Outputs, world: Benchmark) -> list[Sentence]:
    """That the world's own pictures and names of classes are shown, where others were brought."""
    unnamed = tuple(map(str, range(len(found.classes))))
    if not found.thumbnails and found.classes in (world.classes, unnamed):
        return []
    return [
        Sentence(
            "outputs.world_shows_its_own",
            "The file's thumbnails and names of classes are left out: {world} shows its own.",
            world=world.name,
        )
    ]


def _inputs_of(
    world: Benchmark, population: str, kinds: Mapping[str, str]
) -> tuple[np.ndarray, np.ndarray | None]:
    """A population's inputs and labels. Raises UserError where the world has none of that kind."""
    if population == "id_train":
        return world.id_train
    if population == "id_test":
        return world.id_test
    load: Callable[[], np.ndarray] | None = world.populations.get(population)
    if load is None or world.kind(population) != _kind(population, kinds):
        near, far = (
            ", ".join(f"{kind}_{n}" for n, test in world.ood_tests.items() if test.kind == kind)
            for kind in ("near", "far")
        )
        raise UserError(
            "error.outputs.world_population",
            "{world} has no such population as {name}. Its OOD tests are {tests}.",
            world=world.name,
            name=f"{_kind(population, kinds)}_{population.partition('/')[2]}",
            tests=f"{near}, {far}",
        )
    return load(), None
