"""A new method and a new score need no other file: both are made up here, and open everywhere."""

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from app.views.lab import words as lab_words
from ood_core import __main__ as cli
from ood_core import benchmarks, paths
from ood_core.benchmarks.benchmark import Benchmark
from ood_core.canvas import budget, painting
from ood_core.canvas.canvas import Canvas, opened
from ood_core.canvas.packed import unpack
from ood_core.methods import METHODS, Method, Snapshot
from ood_core.methods.config.common import step_count
from ood_core.networks import as_tensor, build_classifier
from ood_core.runs.config import configure
from ood_core.runs.record import record
from ood_core.scores import SCORES
from ood_core.setting import number
from tests.app.test_pages import opened as page
from tests.canvas.test_painting import QUICK

METHOD = Method("toy", "Toy", "Nobody, 2026", "Learns a little.", "toy_spread", "none")


@dataclass(frozen=True)
class Config:
    steps: int = step_count(3, label="Steps", help="Few.")
    pull: int = number(2, 1, 9, "Pull", help="How often each step is taken.", canvas=True)
    snapshots: int = number(2, 1, 10)


DEFAULTS = {"mlp": Config(), "convnet": Config()}


def build(benchmark: Benchmark, config: Config) -> nn.Module:
    return build_classifier(benchmark)


def train(benchmark: Benchmark, config: Config, seed: int, saved=None) -> Iterator[Snapshot]:
    torch.manual_seed(seed)
    model, data = build(benchmark, config), benchmark.id_train
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    parts = {"model": model, "optimizer": optimizer}
    yield Snapshot(0, config.steps, "playing", {}, model, parts)
    for step in range(1, config.steps + 1):
        for _ in range(config.pull):
            loss = F.cross_entropy(model(as_tensor(data.x)), torch.from_numpy(data.y))
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if step * config.snapshots % config.steps < config.snapshots:
            losses = {"cross_entropy": loss.item()}
            yield Snapshot(step, config.steps, "playing", losses, model, parts)


class Spread:
    """Minus how far the logits are apart."""

    needs = ("logits",)

    def fit(self, evidence):
        return self

    def score(self, population):
        return -population["logits"].std(axis=1).astype(float)


@pytest.fixture(autouse=True)
def registered(folders, monkeypatch):
    """Both in the registries, as one line each would put them there."""
    monkeypatch.setitem(METHODS, METHOD.name, METHOD)
    monkeypatch.setitem(SCORES, METHOD.score, Spread)
    for module in ("ood_core.methods.toy", "ood_core.methods.config.toy"):
        monkeypatch.setitem(sys.modules, module, sys.modules[__name__])


@pytest.fixture
def run(registered):
    world = benchmarks.get("plane-blobs")
    out = paths.PRETRAINED / world.name / METHOD.name
    list(record(world, METHOD, configure(METHOD, world, {"pull": "3"}), 0, out))
    return out


def asked(monkeypatch, capsys, *words: str) -> tuple[int, str]:
    """What the command line says to that."""
    monkeypatch.setattr(sys, "argv", ["ood_core", *words])
    code, said = cli.main(), capsys.readouterr()
    return code, said.out + said.err


def said(at) -> str:
    kinds = ("markdown", "caption", "info", "text")
    return "\n".join(element.value for kind in kinds for element in at.get(kind))


def test_the_lab_opens_with_it(run):
    for panel in lab_words.PANELS:
        at = page("lab", benchmark="plane-blobs", method="toy", panel=panel)
        assert not at.exception and not at.error, panel
        assert "Learns a little." in said(at)
        if panel == "threshold":
            score = at.selectbox(key="threshold:score:toy")
            assert score.value == "toy_spread" and "toy spread" in score.options
    assert at.number_input(key="set:plane-blobs:toy:pull").value == 2


def test_compare_opens_with_it(run, fake):
    fake("plane-blobs", "baseline")
    for part in ("numbers", "curves", "brush", "two-runs", "classes", "failures"):
        at = page("compare", benchmark="plane-blobs", part=part)
        assert not at.exception and not at.error, part
        if part == "numbers":
            assert "toy spread" in set(at.dataframe[0].value["score"])


def test_the_canvas_opens_with_it_and_trains_it(monkeypatch):
    at = page("canvas")
    at.number_input(key="canvas:toy:pull").set_value(4).run()
    assert not at.exception and not at.error
    (link,) = (
        at.query_params["c"] if isinstance(at.query_params["c"], list) else [at.query_params["c"]]
    )
    canvas = opened(link)
    assert canvas == Canvas(settings={"toy": {"pull": "4"}})
    for name, quick in QUICK.items():
        monkeypatch.setattr(METHODS[name].config, "CANVAS", quick)
    for module in (budget, painting):
        monkeypatch.setattr(module, "FRAMES", 2)
    *_, last = painting.frames(canvas)
    header, arrays = unpack(last)
    assert list(header["methods"]) == list(METHODS) and header["methods"]["toy"]["step"] == 3
    assert "toy/score" in arrays  # the browser does not know how to compute it


def test_the_overview_opens_with_it(run):
    at = page("overview")
    at.segmented_control(key="guess:box").set_value("0").run()
    assert not at.exception and "**Toy**" in said(at)


def test_the_command_line_knows_it(run, monkeypatch, capsys):
    code, text = asked(monkeypatch, capsys, "list", "--json")
    known = json.loads(text)
    assert code == 0 and "toy" in known["methods"] and "toy_spread" in known["scores"]
    code, text = asked(monkeypatch, capsys, "evaluate", "--run", str(run), "--json")
    assert code == 0 and all("toy_spread" in row for row in json.loads(text)["ood"].values())
    words = ["train", "--benchmark", "plane-blobs", "--method", "toy", "--set", "pull=10"]
    code, text = asked(monkeypatch, capsys, *words)
    assert code == 2
    assert text == "ood_core: The setting pull needs a whole number from 1 to 9, not 10.\n"
