import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from ood_core import paths
from ood_core.canvas import budget
from ood_core.canvas import painting as runs
from ood_core.canvas.canvas import Canvas, drawn_text
from ood_core.canvas.packed import LOGIT, unpack
from ood_core.errors import UserError
from ood_core.experiments import claims
from ood_core.jobs import queue
from ood_core.jobs.orders import CanvasPainting
from ood_core.methods import METHODS

FEW = 3  # frames
QUICK = {
    "baseline": {"steps": 20},
    "confident-gan": {"steps": 4},
    "outlier-exposure": {"base_steps": 10, "steps": 10},
    "energy": {"base_steps": 10, "steps": 10},
    "csi": {"steps": 4, "batch": 16},
}


@pytest.fixture(autouse=True)
def quick(tmp_path, monkeypatch):
    for name, method in METHODS.items():
        monkeypatch.setattr(method.config, "CANVAS", QUICK[name])
    for module in (budget, runs):
        monkeypatch.setattr(module, "FRAMES", FEW)
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setattr(paths, "PRETRAINED", tmp_path / "pretrained")


def painted(canvas: Canvas) -> list[bytes]:
    folder = runs.place(canvas)
    runs.paint(canvas, folder)
    assert runs.done(folder) == FEW
    return [runs.path(folder, i).read_bytes() for i in range(FEW)]


def drawn(seed: int) -> Canvas:
    rng = np.random.default_rng(seed)
    classes = [drawn_text(rng.normal(m, 0.6, (40, 2))) for m in ((-4, 0), (4, 0), (0, 5))]
    return Canvas(drawn=tuple(classes), outliers=drawn_text(rng.uniform(8, 11, (30, 2))), width=16)


def test_the_same_canvas_is_the_same_bits_and_its_numbers_follow_from_them():
    canvas = drawn(0)
    files = painted(canvas)
    assert files == list(runs.frames(canvas))
    header, arrays = unpack(files[-1])
    y = unpack(files[0])[1]["id_y"]
    assert header["classes"] == 3 and list(header["methods"]) == list(METHODS)
    for name, facts in header["methods"].items():
        z = {of: arrays[f"{name}/{of}"] / LOGIT for of in ("id", "ring")}
        assert facts["step"] == facts["steps"] and not facts["diverged"]
        assert facts["losses"] and all(map(np.isfinite, facts["losses"].values()))
        assert facts["accuracy"] == pytest.approx((z["id"].argmax(axis=1) == y).mean())
        scores = {
            "msp": lambda v: -np.max(np.exp(v) / np.exp(v).sum(1, keepdims=True), axis=1),
            "energy": lambda v: -np.log(np.exp(v).sum(axis=1)),
        }.get(METHODS[name].score)
        found = [scores(v) if scores else arrays[f"{name}/{of}_score"] for of, v in z.items()]
        truth = np.repeat([0, 1], [len(s) for s in found])
        assert facts["auroc"] == pytest.approx(
            roc_auc_score(truth, np.concatenate(found)), abs=2e-3
        )


def test_a_finished_canvas_is_not_trained_again(monkeypatch):
    files = painted(drawn(1))
    monkeypatch.setattr(runs, "frames", None)  # calling it would fail
    assert painted(drawn(1)) == files


def test_a_stopped_one_keeps_its_frames_and_is_painted_again(monkeypatch):
    canvas, whole = drawn(2), runs.frames

    def stopped(canvas):
        yield next(whole(canvas))
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "frames", stopped)
    folder = runs.place(canvas)
    runs.paint(canvas, folder)
    assert runs.done(folder) == 1

    def again(canvas):
        assert runs.done(folder) == 0  # what was left is no progress
        yield from whole(canvas)

    monkeypatch.setattr(runs, "frames", again)
    painted(canvas)


def test_a_setting_out_of_range_is_a_sentence():
    bad = Canvas(settings={"energy": {"m_in": "5", "m_out": "-5"}}, width=8)
    with pytest.raises(UserError, match="m_in"):
        list(runs.frames(bad))
    with pytest.raises(UserError, match="weight"):
        list(runs.frames(Canvas(settings={"energy": {"weight": "much"}})))


def test_two_who_ask_for_one_canvas_share_its_job(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "RUNS", tmp_path)
    monkeypatch.setattr(queue.Queue, "_start", lambda self: None)  # nothing begins
    five, again, six = (CanvasPainting.of(Canvas(seed=seed)) for seed in (5, 5, 6))
    first = queue.submit(five, "a")
    assert queue.submit(again, "b") is first and first.sessions == ["a", "b"]
    assert queue.latest(again) is first and queue.latest(six) is None
    queue.here().close()


def test_a_canvas_takes_as_long_as_the_last_one_here_did(monkeypatch):
    monkeypatch.setattr(queue.Queue, "_start", lambda self: None)
    five = CanvasPainting.of(Canvas(seed=5))
    assert queue.expected_seconds(five) is None
    for seed, (state, seconds) in enumerate((("done", 50), ("done", 37), ("cancelled", 4))):
        job = queue.submit(CanvasPainting.of(Canvas(seed=seed)))
        job.state, job.started, job.ended = state, 1000.0, 1000.0 + seconds
        job.save(queue.here().folder / ".jobs")
    queue.here().close()
    queue._of.cache_clear()  # as the next server: what was measured is on disk
    assert queue.expected_seconds(five) == 37
    queue.here().close()


def test_the_oldest_canvases_are_removed(tmp_path, monkeypatch):
    import os

    monkeypatch.setattr(runs, "KEPT", 2)
    for age, name in enumerate(("new", "middle", "old")):
        (tmp_path / "canvas" / name).mkdir(parents=True)
        os.utime(tmp_path / "canvas" / name, (10**9 - age, 10**9 - age))
    runs.remove_oldest(tmp_path / "canvas")
    assert {p.name for p in (tmp_path / "canvas").iterdir()} == {"new", "middle"}


EVEN = {m: dict.fromkeys(claims.NUMBERS, 0.9) for m in METHODS}


def measured(**changed):
    return {name: [EVEN, EVEN] for name in claims.MEASURED} | changed


def test_a_claim_is_seen_where_every_seed_shows_it():
    better = EVEN | {"csi": EVEN["csi"] | {"auroc": 0.95}}
    table = measured(blobs=[better, better], xor=[better, EVEN])
    assert claims.where("csi_auroc", table) == ["blobs"]
    assert claims.means(table["xor"])["csi"]["auroc"] == pytest.approx(0.925)


def test_a_claim_is_looked_for_where_it_speaks_of():
    better = EVEN | {m: EVEN[m] | {"auroc": 0.95, "far": 0.5} for m in ("outlier-exposure", "csi")}
    table = measured(**{"lee-1": [better, better]})  # outliers far away, and the rest "lee-3" again
    assert claims.where("oe_far", table) == claims.where("csi_auroc", table) == []
    assert claims.where("oe_auroc", table) == ["lee-1"]


def test_shell_and_far_box_are_compared_on_the_same_classes():
    low, high = (
        EVEN | {"outlier-exposure": EVEN["outlier-exposure"] | {"near": near}}
        for near in (0.5, 0.75)
    )
    table = measured(**{"lee-3": [low, low], "lee-1": [high, high]})
    assert claims.where("oe_near", table) == ["lee-3"]
    assert claims.where("oe_near", table | {"lee-1": [high, low]}) == []
