"""The checker of exercises: right on a solution and on a near miss of each; damaged links."""

from dataclasses import replace
from urllib.parse import quote, urlencode

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from ood_core import exercises, paths
from ood_core.canvas import canvas as canvases
from ood_core.canvas import painting
from ood_core.canvas.canvas import Canvas, drawn_text
from ood_core.canvas.frames import CanvasFrames
from ood_core.canvas.packed import LOGIT, pack, unpack
from ood_core.errors import UserError
from ood_core.exercises import EXERCISES, check
from ood_core.files import write_atomically
from ood_core.methods import METHODS

MOONS, SITE = Canvas(preset="moons"), "https://ood.example/canvas?lang=ko&"
LEFT_AND_RIGHT = (-4.0, 0.0), (4.0, 0.0)  # the blobs of the first preset


def around(n: int, radius: float | tuple[float, float]) -> np.ndarray:
    """Places around the origin, the first one above it."""
    angle = np.linspace(np.pi / 2, 2.5 * np.pi, n, endpoint=False)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius


def sprayed(places: np.ndarray, each: int, spread: float) -> str:
    rng = np.random.default_rng(0)
    return drawn_text(np.concatenate([rng.normal(place, spread, (each, 2)) for place in places]))


def drawn(*places: tuple[float, float]) -> Canvas:
    """Classes of 60 points each."""
    return Canvas(drawn=tuple(sprayed([place], 60, 0.6) for place in places))


def exposed(places: np.ndarray, each: int) -> Canvas:
    """Two blobs, and outliers as the pen places them."""
    return Canvas(outliers=sprayed(places, each, 0.55))


def lab(benchmark: str, method: str = "baseline", **more: str) -> str:
    return "?" + urlencode({"benchmark": benchmark, "method": method, **more})


def link(canvas: Canvas, view: str = "") -> str:
    return f"{SITE}c={canvas.link}&view={view}"


CORNER, ABOUT = np.full((40, 2), 8.5), around(8, (8.5, 5.0))
CORNERS = [(-4, -4), (4, 4), (-4, 4), (4, -4)]  # a quarter turn brings each onto another one
TRIANGLE = [(x, y) for x, y in around(3, 5.0)]
UNEVEN = [(-6, 2), (1, 6), (5, -1), (-2, -5)]  # nearly four corners

# exercise -> a solution and what misses it, with the numbers of the wants that are missed
SOLUTIONS = {
    "threshold": link(MOONS, "softmax__50_1_boundary"),
    "gap": link(Canvas(preset="hole")),
    "one-side": link(exposed(CORNER, 3)),
    "few": link(exposed(ABOUT, 3)),
    "unseen-by-softmax": link(Canvas(preset="xor")),
    "behind": lab("cifar10", panel="numbers", run="pretrained"),
    "blind": link(drawn(*CORNERS)),
    "sees": link(drawn(*TRIANGLE)),
}
NEAR_MISSES = {
    "threshold": (link(MOONS, "softmax_24_100_1_"), {1}),
    "gap": (link(Canvas(preset="xor")), {1}),
    "one-side": (link(exposed(np.tile(ABOUT, (5, 1)), 3)), {2}),
    "few": (link(exposed(CORNER[:8], 3)), {2}),
    "unseen-by-softmax": (link(Canvas(preset="imbalanced")), {2}),
    "behind": (lab("photos"), {0}),
    "blind": (link(drawn(*UNEVEN)), {2}),
    "sees": (link(drawn(*UNEVEN)), {2}),
}


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """Trains the canvas of a link where it does not come with the app: the methods that are asked
    for, and of their frames the last."""
    monkeypatch.setattr(paths, "RUNS", tmp_path)

    def train(exercise: str, handed_in: str) -> None:
        canvas = canvases.opened(exercises._query(handed_in, "canvas")["c"])
        place = painting.place(canvas)
        if place.exists():
            return
        world, arrays = canvases.world(canvas), {}
        frames, header = CanvasFrames(world), {"classes": len(world.classes), "methods": {}}
        for name in {want.of for want in EXERCISES[exercise].wants if want.of}:
            *_, last = painting._training(METHODS[name], canvas, world)
            found, header["methods"][name] = frames.at(name, last)
            arrays |= {f"{name}/{key}": array for key, array in found.items()}
        place.mkdir(parents=True)
        write_atomically(painting.path(place, painting.FRAMES - 1), pack(header, arrays))

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # as a canvas trains
    yield train
    torch.set_num_threads(threads)


SLOW = {"blind", "sees"}  # CSI is trained, four times in all
TRIED = [pytest.param(n, marks=pytest.mark.journey if n in SLOW else ()) for n in EXERCISES]


@pytest.mark.parametrize("exercise", TRIED)
def test_a_solution_is_right_and_a_near_miss_is_told_by_its_number(exercise, trained):
    solution, (miss, missed) = SOLUTIONS[exercise], NEAR_MISSES[exercise]
    if EXERCISES[exercise].page == "canvas":
        trained(exercise, solution)
        trained(exercise, miss)
    solved, found = check(exercise, solution), check(exercise, miss)
    assert solved.is_right, solved.found
    assert check(exercise, f"?{solved.shown.link}").found == solved.found  # what is kept opens it
    assert not found.is_right
    assert {i for i, one in enumerate(found.found) if not one.holds} == missed, found.found


def test_every_lesson_has_two_and_what_they_measure_is_of_their_page():
    lessons = [exercise.lesson for exercise in EXERCISES.values()]
    assert {name: lessons.count(name) for name in lessons} == dict.fromkeys(
        ("confident-gan", "outlier-exposure", "energy", "csi"), 2
    )
    assert {want.measure for one in EXERCISES.values() for want in one.wants} == set(
        exercises.MEASURES
    )


def test_numbers_are_those_of_the_test_points():
    """Against scikit-learn and the naive rule, by the logits that the browser has."""
    canvas = Canvas(preset="moons")
    header, arrays = unpack(painting.path(painting.place(canvas), 24).read_bytes())
    shown = check("threshold", link(canvas, "softmax__300_1")).shown

    def confidence(method, of):
        z = arrays[f"{method}/{of}"] / LOGIT
        return (np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)).max(axis=1)

    id, ring = (confidence("energy", of) for of in ("id", "ring"))
    truth = np.repeat([0, 1], [len(id), len(ring)])
    assert exercises.MEASURES["softmax_auroc"](shown, "energy") == pytest.approx(
        roc_auc_score(truth, -np.concatenate([id, ring])), abs=1e-6
    )
    limit = 1 - 0.5 * 10**-1.2  # the slider at 300 of 1000, for two classes
    for measure, of in (("caught", "ring"), ("flagged", "id")):
        share = (confidence("confident-gan", of) <= limit).mean()
        assert exercises.MEASURES[measure](shown, "confident-gan") == pytest.approx(share)
    assert header["classes"] == 2


def test_changed_settings_are_counted():
    changed = Canvas(preset="moons", width=64, settings={"energy": {"weight": "0.2"}})
    assert exercises._changed(exercises.ShownCanvas({}, changed, {}, {}), "") == 2
    assert exercises._changed(exercises.ShownCanvas({}, replace(MOONS, seed=3), {}, {}), "") == 0


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "   ",
        "https://ood.example/canvas",
        "https://ood.example/canvas?c=" + MOONS.link[:-5],
        "javascript:alert(1)",
        "?c=",
        "c=%ff%00",
        "[::1" * 5,
        "http://[::1?c=x",
        "&".join(f"c{i}=1" for i in range(200)),
        "x" * 8_000,
        lab("cifar10"),
        "🦆?c=🦆",
    ],
)
def test_a_damaged_link_is_one_sentence(damaged):
    with pytest.raises(UserError, match="no link to a canvas") as error:
        check("gap", damaged)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        link(MOONS),
        lab("cifar10", "nothing"),
        lab("../cifar10"),
        lab("cifar10", "../baseline"),
        lab("cifar10", run="20260101-baseline"),
        lab("imagenet", "csi"),
        lab("lessons", "simclr"),
    ],
)
def test_only_runs_that_come_with_the_app_are_measured(damaged):
    with pytest.raises(UserError, match="no link to a run"):
        check("behind", damaged)


def test_what_cannot_be_measured_says_what_to_do():
    with pytest.raises(UserError, match="Train all methods"):
        check("gap", link(Canvas(preset="moons", seed=77)))
    for view in ("", "softmax", "own__50_1_", "softmax__1001_1", "softmax__-5", "softmax__x"):
        with pytest.raises(UserError, match="no threshold"):
            check("threshold", link(MOONS, view))
    with pytest.raises(UserError, match="most that one has"):
        check("gap", link(MOONS) + "x" * exercises.LONGEST)


def test_the_largest_canvas_has_room_in_a_link():
    rng = np.random.default_rng(0)
    points = [drawn_text(rng.uniform(-12, 12, (n, 2))) for n in (350, 350, 350, 350, 600)]
    settings = {
        method: {key: "0.123456789" for key in keys if key != "shifts"}
        for method, keys in canvases.settings().items()
    }
    canvas = Canvas(drawn=tuple(points[:4]), outliers=points[4], seed=2**31, settings=settings)
    longest = f"{SITE}c={quote(canvas.link)}&view={'x' * 160}"
    assert len(longest) < exercises.LONGEST
    with pytest.raises(UserError, match="not trained"):
        check("gap", longest)
