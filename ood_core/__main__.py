"""The command line: `python -m ood_core COMMAND`; `--json` prints for machines.

Exit codes: 0 done, 2 something the user can mend (one sentence on stderr), 130 interrupted.
"""

import argparse
import io
import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ood_core import benchmarks, methods, paths
from ood_core.benchmarks import photographs, sources
from ood_core.benchmarks.benchmark import EXPOSED
from ood_core.errors import UserError
from ood_core.evaluation.metrics import METRICS
from ood_core.files import write_atomically
from ood_core.methods import Snapshot
from ood_core.runs.run import Run, finished_runs
from ood_core.scores import SCORES

CONSTANT = "Every input has the same score, so it tells nothing apart: the numbers are chance."


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
    return 130 if answer.get("status") == "interrupted" else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m ood_core", description="OOD Lab's core.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, function: Callable, help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.add_argument("--json", action="store_true", help="print JSON")
        sub.set_defaults(command=function)
        return sub

    command("list", list_all, "List benchmarks, methods, scores and pretrained runs.")

    sub = command("benchmark", make_benchmark, "Make a benchmark of your own data.")
    sub.add_argument("what", choices=["make"])
    sub.add_argument("name", metavar="NAME")
    sources_help = "images, .parquet or .csv"
    help = f"{sources_help}; a sub-folder, label or third column for each class"
    sub.add_argument("--id", required=True, type=Path, metavar="PATH", help=help)
    named = {"action": "append", "default": [], "metavar": "NAME=PATH"}
    sub.add_argument("--near", **named, help=f"a near OOD test: {sources_help}")
    sub.add_argument("--ood", **named, help=f"a far OOD test: {sources_help}")
    sub.add_argument("--outliers", type=Path, metavar="PATH", help="to train on, where wanted")
    sub.add_argument("--seed", type=_seed, default=0, metavar="S", help="of ID's split")

    help = "Fetch CIFAR-10, CIFAR-100, SVHN and DTD into the data folder, for the world cifar10."
    command("download", download, help)

    help = "Compute the features of a benchmark's photographs; what is there already stays."
    sub = command("features", features, help)
    sub.add_argument("--benchmark", required=True, metavar="B")

    sub = command("train", train, "Train a method on a benchmark and keep the run.")
    sub.add_argument("--benchmark", metavar="B")
    sub.add_argument("--method", metavar="M")
    sub.add_argument("--seed", type=_seed, default=0, metavar="S")
    sub.add_argument("--out", type=Path, metavar="DIR", help="a folder that does not exist yet")
    sub.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", dest="settings")
    help = "resume a training that was interrupted or stopped, in place of all of the above"
    sub.add_argument("--resume", type=Path, metavar="DIR", help=help)

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

    sub = command("evaluate", evaluate, "Run the network over every test set and print metrics.")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")
    help = "an image set of your own, reported as far OOD"
    sub.add_argument("--ood", action="append", default=[], metavar="NAME=PATH.parquet", help=help)

    sub = command("export", export, "Write every population of a benchmark to one .npz file.")
    sub.add_argument("--benchmark", required=True, metavar="B")
    sub.add_argument("--out", required=True, type=Path, metavar="OUT.npz")

    sub = command("predict", predict, "Logits, features and scores of points or images.")
    sub.add_argument("--run", required=True, type=Path, metavar="DIR")
    sub.add_argument("inputs", nargs="+", type=Path, metavar="INPUT", help=".npy or image files")
    sub.add_argument("--out", required=True, type=Path, metavar="OUT.npz")

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
    return parser


def _seed(text: str) -> int:
    if not text.isdecimal() or int(text) >= 2**32:
        raise argparse.ArgumentTypeError("a seed is a whole number from 0 to 2^32 - 1")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 10**6:
        raise argparse.ArgumentTypeError("a whole number from 1 to a million is needed")
    return int(text)


Answer = tuple[str, dict[str, Any]]  # for a person, for a machine


def list_all(_: argparse.Namespace) -> Answer:
    found = [benchmarks.get(name) for name in benchmarks.names()]
    answer = {
        "benchmarks": {b.name: {"about": b.about, "ood": list(b.ood_tests)} for b in found},
        "methods": {n: {"paper": m.paper, "score": m.score} for n, m in methods.METHODS.items()},
        "scores": list(SCORES),
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


def make_benchmark(arguments: argparse.Namespace) -> Answer:
    from ood_core.benchmarks.custom import reading
    from ood_core.benchmarks.custom import store as custom

    tests = {
        name: custom.Test(kind, reading.on_disk(Path(path)))
        for kind, given in (("near", arguments.near), ("far", arguments.ood))
        for name, path in [_pair(text, "--ood and --near") for text in given]
    }
    if len(tests) < len(arguments.near) + len(arguments.ood):
        raise UserError("error.cli.test_names", "Each OOD test needs a name of its own.")
    outliers = reading.on_disk(arguments.outliers) if arguments.outliers else []
    id = reading.on_disk(arguments.id)
    about = custom.make(arguments.name, id, tests, outliers, arguments.seed)
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


def _begun(arguments: argparse.Namespace) -> tuple[Path, Iterator[Snapshot]]:
    """Where the run will be, and its training."""
    if not (arguments.benchmark and arguments.method):
        raise UserError(
            "error.cli.train_needs", "train needs --benchmark B and --method M, or --resume DIR."
        )
    benchmark = benchmarks.get(arguments.benchmark)
    method = methods.get(arguments.method)
    settings = dict(_pair(text, "--set") for text in arguments.settings)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    out = arguments.out or paths.RUNS / f"{benchmark.name}-{method.name}-{stamp}"

    from ood_core.runs.config import configure
    from ood_core.runs.record import record

    config = configure(method, benchmark, settings)
    return out, record(benchmark, method, config, arguments.seed, out)


def _resumed(arguments: argparse.Namespace) -> tuple[Path, Iterator[Snapshot]]:
    """The same of a training that was interrupted."""
    others = arguments.benchmark, arguments.method, arguments.seed, arguments.out
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


def evaluate(arguments: argparse.Namespace) -> Answer:
    run = Run.load(arguments.run)
    extra = dict(_pair(text, "--ood") for text in arguments.ood)
    kinds = {name: test.kind for name, test in run.benchmark.ood_tests.items()}
    if extra and not run.benchmark.is_image:
        raise UserError(
            "error.cli.points_only",
            "--ood reads images, but the inputs of {benchmark} are none.",
            benchmark=run.benchmark.name,
        )
    if set(extra) & set(kinds) or len(extra) < len(arguments.ood):
        raise UserError(
            "error.cli.ood_names",
            "Each --ood needs a name of its own, and not one of: {taken}.",
            taken=", ".join(kinds),
        )
    images = {n: sources.read_parquet(Path(p), run.benchmark.shape) for n, p in extra.items()}
    run.benchmark.check_disjoint(**images)

    from ood_core.evaluation.forward import collect, forward
    from ood_core.evaluation.report import LEAST, report, uncertainty
    from ood_core.scores.csi import compared

    model = run.model()
    evidence = collect(model, run.benchmark)
    train = evidence["id_train"]
    own = {f"ood/{name}": compared(forward(model, x), train) for name, x in images.items()}
    evidence = replace(evidence, populations=evidence.populations | own).check()
    kinds |= dict.fromkeys(images, "far")
    answer = report(evidence, kinds, run.method.score)
    answer["intervals"] = uncertainty(evidence, kinds)
    notes = [CONSTANT] if answer["constant"] else []
    if few := answer["too_few"]:
        notes += [f"Without interval: {', '.join(few)}, with fewer than {LEAST} inputs."]
    notes += [f"Left out: {name}. {why}" for name, why in answer["unfitted"].items()]
    return "\n".join([_table(answer), *notes]), answer


def _table(answer: dict[str, Any]) -> str:
    """The default score's metrics, one line for each OOD test, with bootstrap intervals."""
    score, ood = answer["default_score"], answer["ood"]
    lines = [f"accuracy {answer['accuracy']:.4f}, score {score}, OOD positive, 95% intervals"]
    lines += [f"{'OOD test':<15}{'kind':<5}{'n':>6}  " + "".join(f"{m:<22}" for m in METRICS)]
    for name, row in ood.items():
        ranges = answer["intervals"].get(name, {}).get(score, {})
        cells = [f"{row[score][m]:.4f}{_interval(ranges.get(m))}" for m in METRICS]
        lines.append(
            f"{name:<15}{row['kind']:<5}{row['n']:>6}  " + "".join(f"{c:<22}" for c in cells)
        )
    means = [np.mean([row[score][m] for row in ood.values()]) for m in METRICS]
    lines.append(f"{'mean':<28}" + "".join(f"{mean:<22.4f}" for mean in means))
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

    from ood_core import scores
    from ood_core.evaluation.forward import look
    from ood_core.evaluation.odin import odin as odin_score
    from ood_core.features import read_inputs

    x = read_inputs(arguments.inputs, run.benchmark)
    model = run.model()
    arrays = look(model, x, run.evidence["id_train"])
    fitted = scores.fitted(run.evidence)
    if "odin" in fitted:
        arrays["odin"] = odin_score(model, x)
    wanted = {name: arrays[name] for name in ("logits", "features")}
    wanted |= {name: score.score(arrays) for name, score in fitted.items()}
    _save(arguments.out, ".npz", partial(np.savez_compressed, **wanted))
    return f"{len(x)} inputs: {arguments.out}", {"out": str(arguments.out), "n": len(x)}


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

    if arguments.what == "train":
        rates = speed.train(arguments.turns)
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
        rates = speed.features(arguments.turns)
        ratio = rates["ours"] / rates["plain layout, float32"]
        lines = [f"{name:<24}{rate:6.1f} photographs/s" for name, rate in rates.items()]
        text = "\n".join([*lines, f"ours in {ratio:.2f} times the plain layout"])
        return text, {"photographs_per_second": rates, "ratio": ratio}
    found = speed.score(arguments.n, arguments.turns)
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
        raise UserError(
            "error.files.unwritable",
            "{file} cannot be written: {why}.",
            file=out,
            why=error.strerror,
        ) from error


def _pair(text: str, option: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not (key and equals and value):
        raise UserError(
            "error.cli.pair", "{option} needs NAME=VALUE, not {text!r}.", option=option, text=text
        )
    return key, value


if __name__ == "__main__":
    sys.exit(main())
