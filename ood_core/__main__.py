"""The command line: `python -m ood_core COMMAND`; `--json` prints for machines.

Exit codes: 0 done, 2 something the user can mend (one sentence on stderr), 130 interrupted.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ood_core import benchmarks, methods, paths, scores, setting
from ood_core.benchmarks import photographs
from ood_core.benchmarks.benchmark import EXPOSED, WITH, Benchmark
from ood_core.errors import UserError
from ood_core.evaluation.metrics import METRICS
from ood_core.evidence import Evidence
from ood_core.files import unwritable, write_atomically
from ood_core.methods import Method, Snapshot
from ood_core.runs.run import Run, apart_from_seed, finished_runs
from ood_core.scores import SCORES
from ood_core.scores.features import OfFeatures

NOT_KEPT = "Not in this run's evidence, which was made before these scores:"
CONSTANT = "Every input has the same score, so it tells nothing apart: the numbers are chance."
SEEN = "Of the same kind as this benchmark's outliers: {tests}; --unseen leaves them out."
CHOSEN = (
    "Not as in the paper: {departures}. Chosen by hand, while results on OOD tests were seen; the "
    "validation OOD chose no setting."
)
LISTED = 20  # files that were left out
LEFT_OUT = "Left out, as of the same kind as this benchmark's outliers: {tests}."


def main() -> int:
    arguments = _parser().parse_args()
    try:
        text, answer = arguments.command(arguments)
    except UserError as error:
        print(f"ood_core: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("ood_core: interrupted; nothing was written.", file=sys.stderr)
        return 130
    print(json.dumps(answer, indent=1) if arguments.json else text)
    return {"interrupted": 130, "failed": 2}.get(answer.get("status"), 0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ood_core", description="OOD Lab's core.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Callable, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.add_argument("--json", action="store_true", help="print JSON")
        sub.set_defaults(command=function)
        return sub

    command("list", list_all, "List benchmarks, methods, scores and pretrained runs.")

    help = "Make a benchmark of your own data; save it as one file, and take such a file."
    sub = command("benchmark", benchmark, help)
    sub.add_argument("what", choices=["make", "export", "import"])
    sub.add_argument("name", metavar="NAME", help="of the benchmark; to import, the file")
    help = "the file to write, of export"
    sub.add_argument("--out", type=Path, metavar="FILE.zip", help=help)
    sources_help = "images, .parquet, .csv, .tsv, .npz or .npy"
    help = f"{sources_help}; a sub-folder, label, column or array says the class"
    sub.add_argument("--id", type=Path, metavar="PATH", help=help)
    named = {"action": "append", "default": [], "metavar": "NAME=PATH"}
    sub.add_argument("--near", **named, help=f"a near OOD test: {sources_help}")
    sub.add_argument("--ood", **named, help=f"a far OOD test: {sources_help}")
    help = "a class of ID that becomes a near OOD test instead; may be given several times"
    sub.add_argument("--hold-out", action="append", default=[], metavar="CLASS", help=help)
    sub.add_argument("--outliers", type=Path, metavar="PATH", help="to train on, where wanted")
    sub.add_argument("--seed", type=_seed, default=0, metavar="S", help="of ID's split")
    help = "a head on features of photographs, or a small CNN on 32 x 32 pixels; without: by size"
    sub.add_argument("--network", default="", choices=["features", "convnet"], help=help)
    help = "leave out pictures that look the same as one of another set (near-duplicates)"
    sub.add_argument("--leave-out-alike", action="store_true", help=help)
    help = "sub-folders within a class stay on one side of the split: class/patient/image"
    sub.add_argument("--groups", action="store_true", help=help)

    help = "Fetch CIFAR-10, CIFAR-100, SVHN and DTD into the data folder, for the world cifar10."
    command("download", download, help)

    help = "Compute the features of a benchmark's photographs; what is there already stays."
    sub = command("features", features, help)
    sub.add_argument("--benchmark", required=True, metavar="B")

    sub = command("train", train, "Train a method on a benchmark and keep the run.")
    sub.add_argument("--benchmark", metavar="B")
    sub.add_argument("--method", metavar="M")
    sub.add_argument("--network", metavar="N", help="instead of the benchmark's own")
    sub.add_argument("--seed", type=_seed, default=0, metavar="S")
    help = "a run for each seed, in DIR/SEED; those that are done stay, interrupted ones resume"
    sub.add_argument("--seeds", type=_seeds, metavar="A-B", help=help)
    sub.add_argument("--out", type=Path, metavar="DIR", help="a folder that does not exist yet")
    sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    help = "resume a training that was interrupted or stopped, in place of all of the above"
    sub.add_argument("--resume", type=Path, metavar="DIR", help=help)

    help = "Train a method with every combination of some settings and seeds, and compare them."
    sub = command("sweep", sweep, help)
    sub.add_argument("--benchmark", required=True, metavar="B")
    sub.add_argument("--method", required=True, metavar="M")
    sub.add_argument("--network", metavar="N", help="instead of the benchmark's own")
    help = "values to try; several settings make a grid"
    values = {"action": "append", "default": [], "metavar": "KEY=VALUE,VALUE", "dest": "settings"}
    sub.add_argument("--set", help=help, **values)
    help = "of every combination; without: 0-2"
    sub.add_argument("--seeds", type=_seeds, default=[0, 1, 2], metavar="A-B", help=help)
    help = "where the runs lie; those that are done stay, interrupted ones resume"
    sub.add_argument("--out", type=Path, metavar="DIR", help=help)
    help = "trainings at the same time, each a process; without: 1"
    sub.add_argument("--jobs", type=_jobs, default=1, metavar="N", help=help)

    sub = command("umap", umap, "Make a run's UMAP coordinates (train does it, too).")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")

    help = "Make the bootstrap intervals of a run's metrics (the app does it after a training)."
    sub = command("intervals", intervals, help)
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")

    sub = command("odin", odin, "Add ODIN to a run's scores; it asks the network for gradients.")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")

    sub = command("bundle", make_bundle, "Save a run as one file that can be taken along.")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")
    sub.add_argument("--out", required=True, type=Path, metavar="FILE.zip")

    sub = command("unbundle", unbundle, "Import a bundle; every number is measured anew.")
    sub.add_argument("bundle", type=Path, metavar="FILE.zip")
    help = "a folder that does not exist yet"
    sub.add_argument("--out", required=True, type=Path, metavar="DIR", help=help)

    help = "Import a checkpoint that the authors of Outlier Exposure or Energy published."
    sub = command("import-weights", import_weights, help)
    sub.add_argument("file", type=Path, metavar="FILE.pt")
    sub.add_argument("--network", required=True, metavar="N")
    sub.add_argument("--benchmark", required=True, metavar="B")
    sub.add_argument("--method", required=True, metavar="M")
    help = "a folder that does not exist yet"
    sub.add_argument("--out", type=Path, metavar="DIR", help=help)

    sub = command("import-outputs", import_outputs, "Make a run of any network's outputs.")
    help = "logits, features and labels by np.savez, or a folder of .npy, .parquet and .csv files"
    sub.add_argument("file", type=Path, metavar="FILE.npz", help=help)
    help = "a folder that does not exist yet; its name becomes that of the world, too"
    sub.add_argument("--out", required=True, type=Path, metavar="DIR", help=help)
    help = "a world that is here, of whose inputs they are, in the order of `export`"
    sub.add_argument("--benchmark", default="", metavar="B", help=help)

    help = "clear: end all trainings here. serve: keep the queue for several app servers."
    sub = command("queue", queue, help)
    sub.add_argument("what", choices=["clear", "serve"])
    help = "of serve; without: this computer alone"
    sub.add_argument("--address", default="127.0.0.1", metavar="HOST", help=help)
    sub.add_argument("--port", type=int, default=8600, metavar="N", help="of serve")

    sub = command("evaluate", evaluate, "Print a run's metrics on every test set, by its evidence.")
    help = "several, where they differ in the seed alone: mean and standard deviation over them"
    sub.add_argument("--run", required=True, type=Path, metavar="DIR", nargs="+", help=help)
    help = "this score alone; may be repeated (without: all, of which the paper's is printed)"
    sub.add_argument("--score", action="append", default=[], metavar="S", help=help)
    help = "leave out the bootstrap intervals, which take most of the time"
    sub.add_argument("--no-intervals", action="store_true", help=help)
    help = "a folder or parquet file of images of your own, reported as far OOD"
    sub.add_argument("--ood", action="append", default=[], metavar="NAME=PATH", help=help)
    help = "leave out OOD tests of the same kind as the benchmark's outliers"
    sub.add_argument("--unseen", action="store_true", help=help)

    sub = command("table", table, "Print several runs in one table, by the numbers in their cards.")
    sub.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    help = "this score; may be repeated (without: each run's own)"
    sub.add_argument("--score", action="append", default=[], metavar="S", help=help)
    sub.add_argument("--format", choices=["csv", "md", "latex"], default="md")

    help = "Make one HTML file of runs, which opens offline: a threshold to drag, every number."
    sub = command("report", make_report, help)
    sub.add_argument("runs", type=Path, nargs="+", metavar="RUN")
    sub.add_argument("--out", required=True, type=Path, metavar="FILE.html")

    sub = command(
        "notebook", make_notebook, "Make a notebook that repeats a run by the Python API."
    )
    sub.add_argument("run", type=Path, metavar="RUN")
    sub.add_argument("--out", required=True, type=Path, metavar="FILE.ipynb")

    sub = command("export", export, "Write every population of a benchmark to one .npz file.")
    sub.add_argument("--benchmark", required=True, metavar="B")
    sub.add_argument("--out", required=True, type=Path, metavar="OUT.npz")

    help = "Say of points or images which class each is, and whether it is OOD."
    sub = command("predict", predict, help)
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")
    sub.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help=".npy or image files")
    sub.add_argument("--score", metavar="S", help="that decides (without: the method's own)")
    help = "write logits, features and every score of them here, too"
    sub.add_argument("--out", type=Path, metavar="OUT.npz", help=help)

    sub = command("sample", sample, "Draw from a confident-gan run's generator.")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")
    sub.add_argument("--n", required=True, type=_count, metavar="N")
    sub.add_argument("--seed", type=_seed, default=0, metavar="S")
    sub.add_argument("--plain", action="store_true", help="the ordinary GAN's samples instead")
    sub.add_argument("--out", required=True, type=Path, metavar="OUT.npy")

    sub = command("bench", bench, "Compare speeds: of training steps, scores, or features.")
    sub.add_argument("what", choices=["train", "scores", "features"])
    sub.add_argument("--n", type=_count, default=2000, metavar="N", help="images to score")
    sub.add_argument("--turns", type=_count, default=10, metavar="T", help="turns of each side")
    help = "scores of 50,000 x 1,000 logits and 2,048 features, fitted on 100,000; without images"
    sub.add_argument("--scale", choices=["imagenet"], help=help)
    return parser


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2^32 - 1")
    return int(text)


def _seeds(text: str) -> list[int]:
    first, dash, last = text.partition("-")
    found = list(range(_seed(first), _seed(last) + 1)) if dash else [_seed(first)]
    if not 1 <= len(found) <= 100:
        raise argparse.ArgumentTypeError("seeds are A-B, such as 0-4: a hundred at most")
    return found


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**6:
        raise argparse.ArgumentTypeError("a whole number from 1 to a million is needed")
    return int(text)


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError("a whole number of processes from 1 to 64 is needed")
    return int(text)


Answer = tuple[str, dict[str, Any]]  # for a person, for a machine


def list_all(_: argparse.Namespace) -> Answer:
    found = [benchmarks.get(name) for name in benchmarks.names()]
    answer = {
        "benchmarks": {b.name: {"about": str(b.about), "ood": list(b.ood_tests)} for b in found},
        "methods": {n: {"paper": m.paper, "score": m.score} for n, m in methods.METHODS.items()},
        "scores": {name: _about_score(name) for name in SCORES},
        "pretrained": [
            p.relative_to(paths.PRETRAINED).as_posix() for p in finished_runs(paths.PRETRAINED)
        ],
    }
    lines = ["benchmarks"] + [f"  {b.name:<18}{b.about}" for b in found]
    others = [f"{b.name}{EXPOSED}{name}" for b in found for name in b.other_outliers]
    lines += ["benchmarks with other outliers", "  " + ", ".join(others)]
    lines += ["methods"] + [f"  {m.name:<18}{m.paper}" for m in methods.METHODS.values()]
    lines += ["scores", "  " + ", ".join(SCORES)]
    lines += ["pretrained runs"] + [f"  pretrained/{name}" for name in answer["pretrained"]]
    return "\n".join(lines), answer


def _about_score(name: str) -> dict[str, Any]:
    """What a score reads of an input, what it learns of training data, and its settings."""
    score = SCORES[name]
    settings = setting.of(score) if is_dataclass(score) else ()
    return {
        "needs": score.needs,
        "fits_on": getattr(score, "fits_on", ()),
        "settings": {key: getattr(score(), key) for key in settings},
    }


def queue(arguments: argparse.Namespace) -> Answer:
    from ood_core.jobs.queue import CLEAR, JOBS, Queue

    if arguments.what == "serve":
        from ood_core.jobs import service

        token = service.wanted_token()
        with closing(Queue(paths.RUNS)) as kept:
            service.serve(kept, arguments.address, arguments.port, token)
        return "The queue's process has ended.", {}
    place = paths.RUNS / JOBS / CLEAR  # whoever keeps the queue looks there, or at its start
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"")
    return "The server ends all trainings within seconds.", {"asked": str(place)}


def benchmark(arguments: argparse.Namespace) -> Answer:
    from ood_core.benchmarks.custom import exchange
    from ood_core.benchmarks.custom import store as custom

    match arguments.what:
        case "make":
            return _make_benchmark(arguments)
        case "export":
            if not arguments.out:
                raise UserError("error.cli.export_needs", "benchmark export needs --out FILE.zip.")
            _save(arguments.out, ".zip", partial(exchange.export, arguments.name))
            return f"{arguments.name}: {arguments.out}", {"out": str(arguments.out)}
    from ood_core.serving.outputs import import_benchmark

    name = import_benchmark(Path(arguments.name))
    out = str(custom.folder() / name)
    return f"The benchmark {name}: {out}", {"name": name, "out": out}


def _make_benchmark(arguments: argparse.Namespace) -> Answer:
    from ood_core.benchmarks.custom import store as custom
    from ood_core.benchmarks.custom.sets import on_disk

    if not arguments.id:
        raise UserError("error.cli.make_needs", "benchmark make needs --id PATH.")
    tests = {
        name: custom.Test(kind, on_disk(Path(path)))
        for kind, given in (("near", arguments.near), ("far", arguments.ood))
        for name, path in [_pair(text, "--ood and --near") for text in given]
    }
    if len(tests) < len(arguments.near) + len(arguments.ood):
        raise UserError("error.cli.test_names", "Each OOD test needs a name of its own.")
    outliers = on_disk(arguments.outliers) if arguments.outliers else []
    id, held_out = on_disk(arguments.id), arguments.hold_out
    about = custom.make(
        *(arguments.name, id, tests, outliers, arguments.seed, held_out),
        network=arguments.network,
        leaves_out_alike=arguments.leave_out_alike,
        keeps_groups=arguments.groups,
    )
    lines = [*map(str, about.report), *custom.left_out_in_short(about)]
    out = str(custom.folder() / about.name)
    return "\n".join([*lines, f"The benchmark {about.name}: {out}"]), asdict(about) | {"out": out}


def download(_: argparse.Namespace) -> Answer:
    from ood_core.benchmarks.downloads import SETS, fetch

    files = {}
    for name in SETS:
        print(f"{name} ...", file=sys.stderr, flush=True)
        files[name] = [str(path) for path in fetch(name)]
    return "\n".join(path for found in files.values() for path in found), {"files": files}


def features(arguments: argparse.Namespace) -> Answer:
    world = benchmarks.get(arguments.benchmark)
    if not world.backbone:
        raise UserError(
            "error.cli.no_photographs",
            "{benchmark} needs no features: its methods read the inputs themselves.",
            benchmark=world.name,
        )

    from tqdm import tqdm

    from ood_core.features import compute

    with tqdm(unit="photograph", disable=not sys.stderr.isatty()) as bar:
        for progress in compute(world.photographs()):
            bar.total = progress.of
            bar.update(progress.done - bar.n)
    out = str(photographs.folder())
    return f"{progress.of} photographs: {out}", {"n": progress.of, "out": out}


def train(arguments: argparse.Namespace) -> Answer:
    if arguments.seeds:
        return _train_seeds(arguments)
    out, training = _resumed(arguments) if arguments.resume else _begun(arguments)

    from tqdm import tqdm

    from ood_core.runs.record import add_umap

    with tqdm(unit="step", disable=not sys.stderr.isatty()) as bar:
        try:
            for snapshot in training:
                bar.total = snapshot.steps
                bar.set_description(snapshot.phase)
                bar.set_postfix(snapshot.losses)
                bar.update(snapshot.step - bar.n)
        except KeyboardInterrupt:
            training.close()  # ends the training and keeps the run
            if not out.exists():  # too early for anything to keep
                raise
    run = Run.load(out)
    if run.card["status"] == "complete":
        with suppress(KeyboardInterrupt, UserError):  # the run is whole without it
            add_umap(run)
    answer = {"run": str(out)} | {k: run.card[k] for k in ("status", "step", "steps", "seconds")}
    text = f"{run.card['status']} after {run.card['step']} of {run.card['steps']} steps: {out}"
    return text, answer | {"metrics": run.metrics}


def _train_seeds(arguments: argparse.Namespace) -> Answer:
    """A run for each seed, one after the other."""
    if arguments.seed or arguments.resume:
        raise UserError(
            "error.cli.seeds_alone",
            "--seeds A-B takes the place of --seed, and resumes by itself: leave --seed and "
            "--resume out.",
        )
    benchmark, method, config = _asked(arguments)
    folder = arguments.out or paths.RUNS / f"{benchmark.name}-{method.name}-seeds"

    from ood_core.experiments.trainings import check_place, trained

    places = {seed: folder / str(seed) for seed in arguments.seeds}
    for seed, out in places.items():
        check_place(benchmark, method, config, seed, out)
    try:
        runs = [trained(benchmark, method, config, seed, out) for seed, out in places.items()]
    except KeyboardInterrupt:
        return "interrupted; the same command resumes it.", {"status": "interrupted"}
    lines = [f"seed {run.seed}: accuracy {run.metrics['accuracy']:.4f}, {run.path}" for run in runs]
    answer: dict[str, Any] = {"runs": [str(run.path) for run in runs]}
    if len(runs) > 1:
        from ood_core.evaluation.report import means

        found = [run.metrics | {"means": means(run.metrics["ood"], run.groups)} for run in runs]
        text, answer["over_seeds"] = _over_seeds(found)
        lines += text
    return "\n".join(lines), answer


def sweep(arguments: argparse.Namespace) -> Answer:
    from ood_core.jobs import sweep as sweeps

    benchmark, method = _world(arguments), methods.get(arguments.method)
    folder = arguments.out or paths.RUNS / f"{benchmark.name}-{method.name}-sweep"
    values = [_pair(text, "--set") for text in arguments.settings]
    found = sweeps.Sweep.of(benchmark, method, values, arguments.seeds, folder)
    try:
        failed = sweeps.train(found, arguments.jobs, partial(_progress, "trainings"))
    except KeyboardInterrupt:
        return "interrupted; the same command resumes it.", {"status": "interrupted"}
    answer = sweeps.summary(found, failed)
    return "\n".join(sweeps.lines(answer)), answer


def _asked(arguments: argparse.Namespace) -> tuple[Benchmark, Method, Any]:
    """Benchmark, method and settings of a training."""
    if not (arguments.benchmark and arguments.method):
        raise UserError(
            "error.cli.train_needs", "train needs --benchmark B and --method M, or --resume DIR."
        )
    benchmark = _world(arguments)
    method = methods.get(arguments.method)
    settings = dict(_pair(text, "--set") for text in arguments.settings)

    from ood_core.runs.config import configure

    return benchmark, method, configure(method, benchmark, settings)


def _world(arguments: argparse.Namespace) -> Benchmark:
    """The benchmark, with another network where one is asked for."""
    world, network = benchmarks.get(arguments.benchmark), arguments.network
    own = network in (None, world.network)
    return world if own else benchmarks.get(f"{world.name}{WITH}{network}")


def _begun(arguments: argparse.Namespace) -> tuple[Path, Iterator[Snapshot]]:
    """Where the run will be, and its training."""
    benchmark, method, config = _asked(arguments)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    out = arguments.out or paths.RUNS / f"{benchmark.name}-{method.name}-{stamp}"

    from ood_core.runs.record import record

    return out, record(benchmark, method, config, arguments.seed, out)


def _resumed(arguments: argparse.Namespace) -> tuple[Path, Iterator[Snapshot]]:
    """The same of a training that was interrupted."""
    others = arguments.benchmark, arguments.method, arguments.seed, arguments.out, arguments.network
    if any(others) or arguments.settings:
        raise UserError(
            "error.cli.resume_alone",
            "--resume DIR goes on as the training began: leave the other options out.",
        )

    from ood_core.runs.record import resume

    return arguments.resume, resume(arguments.resume)


def umap(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)

    from ood_core.runs.record import add_umap

    add_umap(run)
    path = str(run.path / "umap.npz")
    return path, {"out": path}


def intervals(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)

    from ood_core.runs.record import add_intervals

    add_intervals(run)
    path = str(run.path / "intervals.json")
    return path, {"out": path}


def odin(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)

    from ood_core.runs.record import add_odin

    start = time.perf_counter()
    add_odin(run)
    seconds = time.perf_counter() - start
    rows = {test: row["odin"] for test, row in run.metrics["ood"].items()}
    lines = [f"{'OOD test':<15}" + "".join(f"{m:<10}" for m in METRICS)]
    lines += [f"{n:<15}" + "".join(f"{row[m]:<10.4f}" for m in METRICS) for n, row in rows.items()]
    lines += [f"ODIN's gradients and passes took {seconds:.1f} s; it is kept in {run.path}."]
    return "\n".join(lines), {"run": str(run.path), "seconds": seconds, "ood": rows}


def make_bundle(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.bundle import pack

    content = pack(Run.load(arguments.run))
    _save(arguments.out, ".zip", lambda buffer: buffer.write(content))
    size = len(content)
    return f"{arguments.out}: {size / 1e6:.2f} MB", {"out": str(arguments.out), "bytes": size}


def unbundle(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.bundle import WHOLE, unpack

    try:
        with arguments.bundle.open("rb") as file:
            found = unpack(file.read(WHOLE + 1))
    except OSError as error:
        raise UserError(
            "error.cli.unreadable",
            "{file} cannot be read: {why}.",
            file=arguments.bundle,
            why=error.strerror,
        ) from error

    from ood_core.runs.record import import_bundle

    import_bundle(found, arguments.out)
    run = Run.load(arguments.out)
    accuracy = f"measured accuracy {run.metrics['accuracy']:.4f}"
    text = f"{run.method.name} on {run.benchmark.name}, {accuracy}: {arguments.out}"
    return text, {"run": str(arguments.out), "metrics": run.metrics}


def import_weights(arguments: argparse.Namespace) -> Answer:
    world, method = _world(arguments), methods.get(arguments.method)
    out = arguments.out or paths.RUNS / f"{world.name}-{method.name}-{arguments.file.stem}"

    from ood_core.runs import record

    record.import_weights(arguments.file, world, method, out)
    run = Run.load(out)
    text = f"{method.name} on {world.name}, measured accuracy {run.metrics['accuracy']:.4f}: {out}"
    return text, {"run": str(out), "metrics": run.metrics}


def import_outputs(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.import_outputs import import_outputs as make

    watched = partial(_progress, "scores")
    made = make(arguments.file, arguments.out, arguments.benchmark, watched=watched)
    run = Run.load(arguments.out)

    from ood_core.runs.record import add_umap

    with suppress(KeyboardInterrupt, UserError):  # the run is whole without it
        add_umap(run)
    lines = [f"accuracy {run.metrics['accuracy']:.4f}; scores: {', '.join(made.works)}"]
    for lacks in dict.fromkeys(made.missing.values()):
        names = ", ".join(name for name, its in made.missing.items() if its == lacks)
        lines.append(f"without {', '.join(lacks) or 'the network itself'}, no {names}")
    lines += [f"no {name}: {why}" for name, why in run.metrics["unfitted"].items()]
    lines += [*map(str, made.notes), f"The run: {arguments.out}"]
    answer = {"run": str(arguments.out), "scores": made.works, "missing": made.missing}
    notes = {"unfitted": run.metrics["unfitted"], "notes": [str(note) for note in made.notes]}
    return "\n".join(lines), answer | notes | {"metrics": run.metrics}


def evaluate(arguments: argparse.Namespace) -> Answer:
    runs = [Run.load(path) for path in arguments.run]
    if len({apart_from_seed(run) for run in runs}) > 1 or len({r.seed for r in runs}) < len(runs):
        raise UserError(
            "error.cli.not_seeds",
            "Several runs are evaluated together only where they differ in the seed alone: same "
            "benchmark, method, settings and data, and no seed twice.",
        )

    from ood_core.evaluation.choosing import told
    from ood_core.evaluation.report import LEAST, means, report, uncertainty, validation

    seen = runs[0].benchmark.seen
    left_out = seen if arguments.unseen else ()
    names = arguments.score or None
    default = (names or [runs[0].method.score])[0]
    answers, measured = [], []
    for run in runs:
        evidence, kinds, groups = _measured(run, arguments.ood, left_out)
        for name in arguments.score:
            _check_score(name, evidence)
        answer = report(evidence, kinds, default, names)
        answers.append(answer | {"means": means(answer["ood"], groups)})
        measured.append((evidence, groups))
    if len(runs) > 1:
        lines, spreads = _over_seeds(answers)
        return "\n".join(lines), {"runs": answers, "over_seeds": spreads}
    (answer,), ((evidence, groups),) = answers, measured
    answer["full_spectrum"] = _full_spectrum(evidence, groups, names)
    answer["validation"] = validation(evidence, names)
    answer["intervals"] = {}
    if not arguments.no_intervals:
        watched = partial(_progress, "intervals")
        answer["intervals"] = uncertainty(evidence, groups, names, watched)
    answer["seen"] = list(seen)
    notes = [CONSTANT] if answer["constant"] else []
    if seen:
        notes += [(LEFT_OUT if left_out else SEEN).format(tests=", ".join(seen))]
    if few := answer["too_few"]:
        notes += [f"Without interval: {', '.join(few)}, with fewer than {LEAST} inputs."]
    answer["departures"] = runs[0].method.departures(runs[0].config)
    if departures := [f"{n} {ours} ({its})" for n, (its, ours) in answer["departures"].items()]:
        notes += [CHOSEN.format(departures=", ".join(departures))]
    answer["chosen"] = runs[0].settings
    notes += map(str, told(answer["chosen"]))
    notes += [f"Left out: {name}. {why}" for name, why in answer["unfitted"].items()]
    if missing := answer["not_kept"]:
        notes += [f"{NOT_KEPT} {', '.join(missing)}."]
    tables = [_table(answer, score) for score in names or [default]]
    return "\n".join([*tables, *notes]), answer


def table(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.table import FORMATS, lines

    found = lines([Run.load(path) for path in arguments.runs], arguments.score)
    return FORMATS[arguments.format](found).rstrip(), {"lines": [one._asdict() for one in found]}


def make_report(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.report import report

    content = report([Run.load(path) for path in arguments.runs])
    _save(arguments.out, ".html", lambda buffer: buffer.write(content))
    size = len(content)
    return f"{arguments.out}: {size / 1e6:.2f} MB", {"out": str(arguments.out), "bytes": size}


def make_notebook(arguments: argparse.Namespace) -> Answer:
    from ood_core.runs.notebook import notebook

    content = notebook(Run.load(arguments.run))
    _save(arguments.out, ".ipynb", lambda buffer: buffer.write(content))
    return str(arguments.out), {"out": str(arguments.out)}


def _full_spectrum(
    evidence: Evidence, groups: dict[str, str], names: list[str] | None
) -> dict[str, Any]:
    """Near, far and noise -> score -> its metrics, with shifted ID counted as ID."""
    from ood_core.evaluation.report import full_spectrum, means

    fitted = scores.fits(evidence, names).fitted
    populations = [n for n in evidence if n.startswith(("ood/", "shift/")) or n == "id_test"]
    scored = {name: scores.scored(fitted, evidence[name]) for name in populations}
    ood: dict[str, dict[str, Any]] = {test: {} for test in groups}
    for score in fitted:
        of_score = {name: found[score] for name, found in scored.items()}
        for test, row in full_spectrum(of_score, groups).items():
            ood[test][score] = row
    return means(ood, groups)


def _measured(
    run: Run, sets: list[str], without: Collection[str]
) -> tuple[Evidence, dict[str, str], dict[str, str]]:
    """The run's evidence, with sets of one's own; the kind and the group of each test.

    Args:
        without: OOD tests that are left out of both.
    """
    kinds = {name: row["kind"] for name, row in run.metrics["ood"].items()}
    own = _own_tests(run, sets, kinds)
    evidence = replace(run.evidence, populations=run.evidence.populations | own).check()
    far = dict.fromkeys((name.removeprefix("ood/") for name in own), "far")
    kinds, groups = (
        {name: of for name, of in found.items() if name not in without} | far
        for found in (kinds, run.groups)
    )
    return evidence, kinds, groups


def _own_tests(run: Run, sets: list[str], known: Collection[str]) -> dict[str, Any]:
    """Image sets of one's own, shown to the network: population -> arrays."""
    if not sets:
        return {}
    extra = dict(_pair(text, "--ood") for text in sets)
    if not run.benchmark.is_image:
        raise UserError(
            "error.cli.points_only",
            "--ood reads images, but the inputs of {benchmark} are none.",
            benchmark=run.benchmark.name,
        )
    if set(extra) & set(known) or len(extra) < len(sets):
        raise UserError(
            "error.cli.ood_names",
            "Each --ood needs a name of its own, and not one of: {taken}.",
            taken=", ".join(known),
        )
    images = {name: _images(Path(path), run.benchmark) for name, path in extra.items()}
    run.benchmark.check_disjoint(**images)

    from ood_core.evaluation.forward import look

    model, train = run.model(), run.evidence.get("id_train")
    return {f"ood/{name}": look(model, x, train) for name, x in images.items()}


def _images(path: Path, benchmark: Benchmark) -> np.ndarray:
    """The images of a parquet file or a folder, as the benchmark's own; what is left out is told.

    Raises:
        UserError: there is nothing there, or nothing of it can be read.
    """
    from ood_core.benchmarks.custom.reading import read
    from ood_core.benchmarks.custom.sets import how_many, on_disk

    found = read(
        on_disk(path), shape=benchmark.shape, levels=benchmark.levels, are_beside_others=True
    )
    for line in found.left_out[:LISTED]:
        print(f"ood_core: left out: {line}", file=sys.stderr)
    if rest := how_many(found.left_out[LISTED:]):
        print(f"ood_core: and {rest} more", file=sys.stderr)
    if len(found.x) == 0 or not found.is_image:
        raise UserError("error.cli.no_images", "There are no readable images at {path}.", path=path)
    return found.x


def _check_score(name: str, evidence: Evidence) -> None:
    """Raises UserError where there is no such score, or this evidence cannot give it."""
    if name not in SCORES:
        raise UserError(
            "error.cli.unknown_score",
            "There is no score called {name!r}. Choose one of: {known}.",
            name=name,
            known=", ".join(SCORES),
        )
    if missing := scores.lacking(name, evidence):
        raise UserError(
            "error.cli.score_lacks",
            "The score {name} needs what this run's evidence does not have: {missing}.",
            name=name,
            missing=", ".join(missing),
        )
    score = scores.of(name, evidence).fit(evidence)
    if isinstance(score, OfFeatures):
        score.check(evidence["id_test"])


def _progress(what: str, todo: Collection) -> Iterable:
    """The same, with a line on the terminal where it takes longer than 2 s."""
    from tqdm import tqdm

    return tqdm(todo, what, delay=2, leave=False, disable=not sys.stderr.isatty())


def _over_seeds(answers: list[dict[str, Any]]) -> tuple[list[str], dict[str, Any]]:
    """The default score's means of near, far and noise: mean and standard deviation over runs."""
    from ood_core.evaluation.report import over_seeds

    found, score = over_seeds(answers), answers[0]["default_score"]
    accuracy = found["accuracy"]
    lines = [
        f"{len(answers)} seeds, score {score}, OOD positive: mean \u00b1 standard deviation",
        f"{'accuracy':<16}{accuracy['mean']:.4f} \u00b1 {accuracy['sd']:.4f}",
        " " * 16 + "".join(f"{m:<20}" for m in METRICS),
    ]
    for name, row in found["means"].items():
        cells = [f"{of['mean']:.4f} \u00b1 {of['sd']:.4f}" for of in row.values()]
        lines.append(f"{name:<16}" + "".join(f"{cell:<20}" for cell in cells))
    return lines, found


def _table(answer: dict[str, Any], score: str) -> str:
    """A score's metrics, with bootstrap intervals if they were made: each test, each group's mean.

    No line is over all tests: near, far and noise are three questions.
    """
    from ood_core.evaluation.report import MEAN

    ood, interval = answer["ood"], ", 95% intervals" if answer["intervals"] else ""
    lines = [f"accuracy {answer['accuracy']:.4f}, score {score}, OOD positive{interval}"]
    lines += [f"{'OOD test':<15}{'kind':<5}{'n':>6}  " + "".join(f"{m:<22}" for m in METRICS)]
    rows = {name: (f"{row['kind']:<5}{row['n']:>6}", row[score]) for name, row in ood.items()}
    rows |= {MEAN.format(group): (" " * 11, row[score]) for group, row in answer["means"].items()}
    spectrum, validation = answer["full_spectrum"], answer["validation"]
    rows |= {f"{group}, shifted": (" " * 11, row[score]) for group, row in spectrum.items()}
    if score in validation:
        rows["validation"] = (" " * 11, validation[score])
    for name, (about, row) in rows.items():
        ranges = answer["intervals"].get(name, {}).get(score, {})
        cells = [f"{row[m]:.4f}{_interval(ranges.get(m))}" for m in METRICS]
        lines.append(f"{name:<15}{about}  " + "".join(f"{c:<22}" for c in cells))
    lines += [
        "shifted: full-spectrum, shifted ID counts as ID; means, too",
        "validation: OOD to choose settings by, no test; of a training, means of two ID training "
        "inputs of different classes",
    ]
    return "\n".join(lines)


def _interval(ends: list[float] | None) -> str:
    return f" [{ends[0]:.3f}, {ends[1]:.3f}]" if ends else ""


def export(arguments: argparse.Namespace) -> Answer:
    benchmark = benchmarks.get(arguments.benchmark)
    benchmark.check_disjoint()
    arrays = {
        "id_train_y": benchmark.id_train.y,
        "id_test_y": benchmark.id_test.y,
        "outliers_x": benchmark.outliers,
    }
    whole = benchmark.populations | {"id_train": lambda: benchmark.id_train.x}
    for name, load in whole.items():
        arrays[name.replace("/", "_") + "_x"] = load()
    _save(arguments.out, ".npz", partial(np.savez_compressed, **arrays))
    shapes = {name: list(array.shape) for name, array in arrays.items()}
    text = "\n".join(f"{name:<24}{shape}" for name, shape in shapes.items())
    return text, {"out": str(arguments.out), "arrays": shapes}


def predict(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)
    name = arguments.score or run.method.score
    _check_score(name, run.evidence)

    from ood_core.evaluation.forward import look
    from ood_core.evaluation.odin import odin as odin_score
    from ood_core.evaluation.verdicts import KEPT, verdicts
    from ood_core.features import read_inputs

    model = run.model()
    x = read_inputs(arguments.inputs, run.benchmark)
    arrays = look(model, x, run.evidence.get("id_train"))
    fitted = scores.fits(run.evidence, None if arguments.out else [name]).fitted
    if "odin" in fitted:
        arrays["odin"] = odin_score(model, x)
    if arguments.out:
        wanted = {name: arrays[name] for name in ("logits", "features")}
        wanted |= scores.scored(fitted, arrays)
        _save(arguments.out, ".npz", partial(np.savez_compressed, **wanted))
    said = verdicts(arrays, fitted[name], fitted[name].score(run.evidence["id_test"]))
    files = [str(path) for path in arguments.inputs]
    rows = [
        {"input": of, "class": run.benchmark.classes[k], "confidence": p, "score": s, "ood": ood}
        for of, k, p, s, ood in zip(
            files if len(files) == len(x) else map(str, range(len(x))),
            said.best.tolist(),
            said.confidence.tolist(),
            said.score.tolist(),
            said.is_ood.tolist(),
            strict=True,
        )
    ]
    answer = {"score": name, "threshold": said.threshold, "kept": KEPT, "n": len(x)}
    out = {"out": str(arguments.out)} if arguments.out else {}
    return _verdicts(answer, rows), answer | out | {"inputs": rows}


def _verdicts(about: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """A line for each input; of many, the first ones."""
    limit = f"{about['threshold']:.4g}"
    lines = [
        f"score {about['score']}; above {limit}, which {about['kept']:.0%} of the ID test inputs "
        "do not exceed, an input is called OOD",
        f"{'input':<32}{'class':<20}{'confidence':>10}{'score':>12}{'threshold':>12}  verdict",
    ]
    lines += [
        f"{row['input'][-31:]:<32}{row['class'][:19]:<20}{row['confidence']:>10.4f}"
        f"{row['score']:>12.4g}{limit:>12}  {'OOD' if row['ood'] else 'ID'}"
        for row in rows[:LISTED]
    ]
    more = len(rows) - LISTED
    return "\n".join([*lines, *([f"and {more} more: --json has all"] if more > 0 else [])])


def sample(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)
    if run.method.name != "confident-gan":
        raise UserError(
            "error.cli.no_generator",
            "{run} is a {method} run; samples need confident-gan.",
            run=arguments.run,
            method=run.method.name,
        )

    import torch

    generator = torch.Generator().manual_seed(arguments.seed)
    with torch.no_grad():
        x = run.model().sample(arguments.n, generator, plain=arguments.plain).numpy()
    _save(arguments.out, ".npy", partial(np.save, arr=x))
    return f"{len(x)} samples: {arguments.out}", {"out": str(arguments.out), "shape": list(x.shape)}


def bench(arguments: argparse.Namespace) -> Answer:
    from ood_core import speed

    watched = partial(_progress, f"bench {arguments.what}")
    if arguments.what == "train":
        rates = speed.train(arguments.turns, watched)
        lines = [f"{name:<52}{rate:6.0f} images/s" for name, rate in rates.items()]
        slow = "DataLoader, float32"
        ratios = {
            "a step, as it trains, to float32": rates["ours"] / rates["ours, float32"],
            "a step, both in float32, to a DataLoader": rates["ours, float32"] / rates[slow],
            "a step, as it trains, to a DataLoader": rates["ours"] / rates[slow],
            "loading, to a DataLoader": rates["ours, loading"] / rates[f"{slow}, loading"],
        }
        lines += [f"ours in {name:<44}{ratio:6.2f} times" for name, ratio in ratios.items()]
        return "\n".join(lines), {"images_per_second": rates, "ratios": ratios}
    if arguments.what == "features":
        rates = speed.features(arguments.turns, watched)
        ratio = rates["ours"] / rates["plain layout, float32"]
        lines = [f"{name:<24}{rate:6.1f} photographs/s" for name, rate in rates.items()]
        text = "\n".join([*lines, f"ours in {ratio:.2f} times the plain layout"])
        return text, {"photographs_per_second": rates, "ratio": ratio}
    if arguments.scale:
        return _at_scale(speed.at_scale(watched=watched))
    found = speed.score(arguments.n, arguments.turns, watched)
    look, rest = found["forward pass"], found["all scores from it"]
    n, theirs = found["scores"], found["pytorch-ood, one after the other"]
    facts = {
        "scores": n,
        "forward_seconds": look,
        "scores_seconds": rest,
        "pytorch_ood_seconds": theirs,
        "ratio": theirs / (look + rest),
        "share_not_forward": rest / (look + rest),
        "odin_ratio": found["ODIN"] / look,
    }
    text = (
        f"{n} scores of {arguments.n} images from one forward pass: {look + rest:.2f} s, of which "
        f"{facts['share_not_forward']:.1%} are not the forward pass\n"
        f"pytorch-ood, asking the network for each: {theirs:.2f} s, {facts['ratio']:.1f} times\n"
        f"ODIN, which is not among them, takes {found['ODIN']:.2f} s by its gradients: "
        f"{facts['odin_ratio']:.1f} times the forward pass"
    )
    return text, facts


def _at_scale(found: dict[str, float]) -> Answer:
    ratio = found["pytorch-ood"] / found["ours"]
    seconds = found["fit"] + found["score"]
    text = (
        f"{found['scores']} scores in {seconds:.1f} s, of which {found['fit']:.1f} s are fits; "
        f"at most {found['peak'] / 1e9:.1f} GB\n"
        f"a slice, fits and all: {found['ours']:.2f} s; pytorch-ood: {found['pytorch-ood']:.2f} s, "
        f"{ratio:.1f} times"
    )
    return text, found | {"seconds": seconds, "ratio": ratio}


def _save(out: Path, suffix: str, write: Callable[[io.BytesIO], None]) -> None:
    if out.suffix != suffix:
        raise UserError(
            "error.cli.suffix",
            "--out must end in {suffix}, not {name!r}.",
            suffix=suffix,
            name=out.name,
        )
    buffer = io.BytesIO()
    write(buffer)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(out, buffer.getvalue())
    except OSError as error:
        raise unwritable(out, error) from error


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise UserError(
            "error.cli.pair", "{option} needs NAME=VALUE, not {text!r}.", option=option, text=text
        )
    return key, value


if __name__ == "__main__":
    sys.exit(main())
