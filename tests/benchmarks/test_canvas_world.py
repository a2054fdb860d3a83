import base64
import json
import zlib
from dataclasses import asdict, replace

import numpy as np
import pytest
from pydantic import TypeAdapter

from ood_core.canvas import budget, painting
from ood_core.canvas import canvas as canvases
from ood_core.canvas.canvas import CELL, PRESETS, Canvas, drawn_points, drawn_text, opened, world
from ood_core.errors import UserError
from ood_core.methods import METHODS
from ood_core.networks import build_classifier


def points(n: int, x: float, y: float, seed: int = 0) -> str:
    return drawn_text(np.random.default_rng(seed).normal((x, y), 0.8, (n, 2)))


DRAWN = Canvas(
    drawn=(points(120, -4, 0), points(120, 4, 2, 1), points(80, 0, -6, 2)),
    outliers=points(80, 0, 8, 3),
    seed=7,
    width=64,
    settings={"energy": {"weight": "0.2", "m_in": "-9.0"}, "csi": {"shifts": "identity"}},
)


@pytest.mark.parametrize("canvas", [Canvas(), Canvas("xor", seed=3), DRAWN])
def test_a_link_gives_its_canvas_back(canvas):
    assert opened(canvas.link) == canvas
    assert opened(canvas.link).name == canvas.name
    assert TypeAdapter(Canvas).validate_json(json.dumps(asdict(canvas))) == canvas  # in an order


def test_four_hundred_drawn_points_fit_in_a_link():
    assert len(DRAWN.link) < 1500


def test_whatever_changes_the_pictures_changes_the_name():
    others = [
        replace(DRAWN, **change)
        for change in (
            {"seed": 8},
            {"width": 65},
            {"outliers": points(120, 0, 8, 4)},
            {"drawn": DRAWN.drawn[:2]},
            {"exposed": "far-box"},
            {"settings": {}},
        )
    ]
    assert len({canvas.name for canvas in [DRAWN, *others]}) == 1 + len(others)


def names() -> list[str]:
    return [c.name for c in (Canvas(), Canvas("lee-1", exposed="far-box"), DRAWN)]


@pytest.mark.parametrize("method", METHODS)
def test_another_budget_or_default_changes_the_name(method, monkeypatch):
    before, config = names(), METHODS[method].config
    with monkeypatch.context() as patch:
        patch.setattr(config, "CANVAS", config.CANVAS | {"steps": 7})
        assert not set(names()) & set(before)
    with monkeypatch.context() as patch:
        patch.setitem(config.DEFAULTS, "mlp", replace(config.DEFAULTS["mlp"], batch=7))
        assert not set(names()) & set(before)
    assert names() == before


def test_far_rates_change_the_names_of_canvases_with_far_outliers_alone(monkeypatch):
    before = names()
    monkeypatch.setattr(METHODS["energy"].config, "CANVAS_FAR", {"lr": 7.0})
    assert [new == old for new, old in zip(names(), before, strict=True)] == [True, False, True]


@pytest.mark.parametrize(
    "module, number",
    [
        (budget, "FRAMES"),
        *((canvases, number) for number in ("VERSION", "TRAIN", "TEST", "OUTLIERS", "RING")),
        *((canvases, number) for number in ("APART", "BAND", "BEYOND", "SETS")),
    ],
)
def test_another_number_of_the_canvas_changes_the_name(module, number, monkeypatch):
    before = names()
    monkeypatch.setattr(module, number, 7)
    monkeypatch.setattr(Canvas, "__post_init__", lambda self: None)
    assert not set(names()) & set(before)


def test_what_the_name_tells_of_a_training_is_what_it_is_trained_with(monkeypatch):
    for canvas in (Canvas("lee-1", exposed="far-box"), DRAWN):
        for name, method in METHODS.items():
            asked = []
            monkeypatch.setattr(method.module, "train", lambda *args: asked.append(args))  # noqa: B023
            painting._training(method, canvas, world(canvas))
            ((_, config, seed),) = asked
            unread = {"precision": "", "maps": 0}  # float32 and quarter turns, always
            told = unread | budget.trainings(canvas.is_far)[name]
            chosen = canvas.settings.get(name, {})
            assert seed == canvas.seed
            for key, value in asdict(config).items():
                assert str(value) == chosen[key] if key in chosen else value == told[key]


def link(told) -> str:
    packed = zlib.compress(json.dumps(told).encode())
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "!!!",
        "%00",
        DRAWN.link[:-9],
        DRAWN.link[: len(DRAWN.link) // 2],
        DRAWN.link[:40] + "AAAA" + DRAWN.link[44:],
        link([1]),
        link("blobs"),
        link({"preset": "nope"}),
        link({"preset": None}),
        link({"drawn": 5}),
        link({"drawn": None}),
        link({"drawn": True}),
        link({"settings": None}),
        link({"preset": 3}),
        link({"seed": -1}),
        link({"seed": True}),
        link({"seed": 1e99}),
        link({"width": 10**9}),
        link({"colour": "red"}),
        link({"drawn": "AAAA"}),
        link({"drawn": [1, 2]}),
        link({"drawn": [points(20, 0, 0)]}),
        link({"drawn": [points(20, 0, 0), "AAA"]}),
        link({"drawn": [points(20, 0, 0), points(3, 4, 4)]}),
        link({"outliers": points(601, 0, 0)}),
        link({"settings": {"energy": {"steps": "100000000"}}}),
        link({"settings": {"energy": {"weight": 2}}}),
        link({"settings": {"energy": 5}}),
        link({"settings": 5}),
        link({"preset": "x" * 10**6}),
        base64.urlsafe_b64encode(zlib.compress(b"[" * 19_000)).decode(),
    ],
)
def test_a_bad_link_is_one_sentence(bad):
    with pytest.raises(UserError):
        opened(bad)


@pytest.mark.parametrize(
    "told", [{"preset": "{}"}, {"exposed": "{}"}, {"settings": {"energy": {"{}": "1"}}}]
)
def test_a_bad_link_is_not_repeated_on_the_page(told):
    bad = "[log in](https://example.org)"
    with pytest.raises(UserError) as error:
        opened(link(json.loads(json.dumps(told).replace("{}", bad))))
    assert "log in" not in str(error.value)


def test_something_can_be_drawn_on_every_preset():
    longest = max(len(drawn_points(text)) for p in PRESETS for text in canvases.preset_points(p))
    assert longest + 50 <= canvases.MOST


def test_drawn_points_stay_within_half_a_cell():
    drawn = np.random.default_rng(0).uniform(-12, 12, (500, 2))
    assert np.abs(drawn_points(drawn_text(drawn)) - drawn).max() <= CELL / 2 + 1e-6


def nearest(x: np.ndarray, to: np.ndarray) -> np.ndarray:
    return np.sqrt(((x[:, None] - to[None]) ** 2).sum(-1)).min(axis=1)


@pytest.mark.parametrize("canvas", [*(Canvas(p, **PRESETS[p].changes) for p in PRESETS), DRAWN])
def test_the_ring_is_held_out(canvas):
    made = world(canvas)
    made.check_disjoint()
    ring, data = made.ood("ring"), nearest(made.ood("ring"), made.id_train.x)
    assert len(ring) >= canvases.ROOM
    assert (data >= 3 * made.spread - 1e-5).all() and (data < 5 * made.spread).all()
    assert nearest(ring, made.outliers).min() > 0
    if canvas.outliers:
        assert nearest(ring, made.outliers).min() > canvases.APART
    classes = len(made.classes)
    assert sorted(set(made.id_train.y)) == sorted(set(made.id_test.y)) == list(range(classes))


def test_drawn_points_are_trained_on_or_tested_on():
    made = world(DRAWN)
    assert np.bincount(made.id_test.y).tolist() == [30, 30, 20]
    both = np.concatenate([made.id_train.x, made.id_test.x])
    drawn = np.concatenate([drawn_points(text) for text in DRAWN.drawn])
    assert np.array_equal(np.sort(both, axis=0), np.sort(drawn, axis=0))


def test_where_everything_is_full_there_is_no_room_for_the_ring():
    axis = np.linspace(-11.9, 11.9, 15)
    full = np.stack(np.meshgrid(axis, axis), -1).reshape(-1, 2)
    with pytest.raises(UserError, match="no room"):
        world(Canvas(drawn=(drawn_text(full), drawn_text(full + 0.8)))).ood("ring")


def test_the_width_reaches_the_network():
    body = build_classifier(world(Canvas(width=10))).body
    assert [len(layer.bias) for layer in body if hasattr(layer, "bias")] == [10, 5]
