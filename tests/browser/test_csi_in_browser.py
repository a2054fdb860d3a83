"""The CSI lesson in a real browser: its widgets by pointer and by key, its numbers against ours."""

import math
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import NearestNeighbors

from app.components.clocks import SHOWN
from app.components.shadow.words import SHADOW
from app.text import say
from app.views.lessons.csi import rotations, words
from ood_core.evaluation import metrics
from ood_core.evidence import SHOWN as IN_TABLE
from ood_core.paths import PRETRAINED
from ood_core.runs.run import Run
from ood_core.scores.csi import Csi

pytestmark = pytest.mark.browser

START = [math.radians(d) for d in (90, 40, 120, 200, 300)]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"


def naive_loss(angles: list[float], temperature: float) -> float:
    """One anchor's NT-Xent from the vectors themselves."""
    vectors = [np.array([math.cos(a), math.sin(a)]) for a in angles]
    similarities = [math.exp(float(vectors[0] @ v) / temperature) for v in vectors[1:]]
    return -math.log(similarities[0] / sum(similarities))


def naive_forces(angles: list[float], temperature: float, h: float = 1e-6) -> list[float]:
    """Minus the central difference of the loss in each angle."""

    def moved(i: int, by: float) -> float:
        return naive_loss([a + by * (j == i) for j, a in enumerate(angles)], temperature)

    return [-(moved(i, h) - moved(i, -h)) / (2 * h) for i in range(len(angles))]


def opened(page, address) -> None:
    page.goto(f"{address}/csi")
    page.locator(".circle .point").first.wait_for()


def answer(page, option: str) -> None:
    page.get_by_role("radio", name=option, exact=True).click()
    page.get_by_text(f"You said: {option}").wait_for()


def number(text: str) -> float:
    return float(text.replace("\N{MINUS SIGN}", "-"))


def shown_forces(page) -> list[float]:
    """On the anchor, then the last column of the table."""
    cells = page.locator(".answer tbody td:last-child").all_inner_texts()
    return [number(page.locator("[data-n=anchor]").inner_text()), *map(number, cells)]


def shown_loss(page) -> float:
    return number(page.locator("[data-n=loss]").inner_text())


def angle(page, name: str) -> float:
    return math.radians(float(page.get_by_role("slider", name=name, exact=True).input_value()))


def test_the_circle_has_the_naive_loss_and_forces_and_moves_by_key_and_pointer(page, address):
    opened(page, address)
    assert page.locator("[data-n=loss]").count() == 0  # the guess comes first
    for i, away in enumerate((50, 30, 110, 150), 1):  # the question's three among them
        expect(page.locator(".sliders output").nth(i)).to_contain_text(f"{away}° away")
    answer(page, say(words.PUSHES[0]))
    page.locator("[data-n=loss]").wait_for()
    assert shown_loss(page) == pytest.approx(naive_loss(START, 0.5), abs=6e-4)
    assert shown_forces(page) == pytest.approx(naive_forces(START, 0.5), abs=6e-4)
    page.context.set_offline(True)  # from here on the browser answers alone
    negative = page.get_by_role("slider", name="negative 1", exact=True)
    negative.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.get_by_role("slider", name="temperature").press("ArrowLeft")
    angles = [START[0], START[1], math.radians(125), *START[3:]]
    assert shown_loss(page) == pytest.approx(naive_loss(angles, 0.45), abs=6e-4)
    assert shown_forces(page) == pytest.approx(naive_forces(angles, 0.45), abs=6e-4)

    box = page.locator(".circle .point").nth(1).bounding_box()  # the positive, to the anchor
    circle = page.locator(".circle").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(circle["x"] + circle["width"] / 2, circle["y"] + 60, steps=4)
    page.mouse.up()
    assert angle(page, "positive") == pytest.approx(math.radians(90), abs=0.05)
    close = [START[0], angle(page, "positive"), math.radians(125), *START[3:]]
    assert shown_loss(page) == pytest.approx(naive_loss(close, 0.45), abs=0.02)

    before = shown_loss(page)
    page.get_by_role("button", name="Take one step").press("Enter")
    assert shown_loss(page) < before
    page.get_by_role("button", name="Back to the start").click()
    assert shown_loss(page) == pytest.approx(naive_loss(START, 0.5), abs=6e-4)


def test_a_false_negative_is_pushed_less_among_many_others(page, address):
    opened(page, address)
    answer(page, say(words.PUSHES[0]))
    page.locator("[data-n=false]").wait_for()
    page.context.set_offline(True)
    many = page.get_by_role("slider", name=say(words.ON_CIRCLE["many"]))
    found = []
    for power in range(4):
        n = 2**power  # the same loss with every far negative written n times
        angles = [*START[:3], *n * [START[3]], *n * [START[4]]]
        naive = naive_forces(angles, 0.5)
        assert shown_loss(page) == pytest.approx(naive_loss(angles, 0.5), abs=6e-4)
        found.append(number(page.locator("[data-n=false]").inner_text()))
        assert found[-1] == pytest.approx(naive[2], abs=6e-4)
        assert shown_forces(page)[0] == pytest.approx(naive[0], abs=6e-4)
        many.press("ArrowRight")
    assert found == sorted(found, reverse=True)


def test_the_score_is_a_shadow_of_z(page, address):
    run = Run.load(PRETRAINED / "lessons/simclr")
    opened(page, address)
    answer(page, say(words.MOST_OOD_OPTIONS[0]))
    box = page.locator(".root:has(.others)")
    box.locator(".others").wait_for()
    page.context.set_offline(True)
    cosine, length = (run.evidence["id_test"][n][0].astype(float) for n in ("cosines", "lengths"))
    box.get_by_label(f"{say(SHADOW['angle'])}, number").fill("60")
    box.get_by_label(f"{say(SHADOW['length'])}, number").fill("9")

    def read(name: str) -> float:
        return number(box.locator(f"[data-n={name}]").inner_text().rstrip("%"))

    assert read("cosine") == pytest.approx(0.5) and read("score") == pytest.approx(4.5)
    assert read("share") == pytest.approx(100 * np.mean(cosine * length < 4.5), abs=0.06)
    for shift, name in words.SHIFT_NAMES.items():
        box.locator(".others").get_by_text(say(name), exact=True).click()
        expect(box.locator(".legend")).to_contain_text(say(name))
        theirs = run.evidence[f"shift/{shift}"]
        pairs = {
            "by_score": (cosine * length, theirs["cosines"][0] * theirs["lengths"][0]),
            "by_cosine": (cosine, theirs["cosines"][0]),
            "by_length": (length, theirs["lengths"][0]),
        }
        for label, (ours, other) in pairs.items():
            auroc = metrics.evaluate(-ours, -other.astype(float))["auroc"]
            assert read(label) == pytest.approx(auroc, abs=6e-3), (shift, label)
    canvas = box.locator("canvas")
    canvas.scroll_into_view_if_needed()
    place = canvas.bounding_box()
    shown = ("id_test", *(f"shift/{shift}" for shift in words.SHIFT_NAMES))
    longest = max(run.evidence[name]["lengths"][0][:300].max() for name in shown)
    by = (place["width"] - 20) / (1.08 * float(longest))
    floor = place["y"] + place["height"] - 42
    page.mouse.move(place["x"] + 12 + 4.5 * by, floor - 9 * math.sin(math.radians(60)) * by)
    page.mouse.down()
    page.mouse.move(place["x"] + 12 + 7 * by, floor - 2 * by, steps=4)
    page.mouse.up()
    assert read("score") == pytest.approx(7, abs=0.1)  # where it was let go along the axis


def test_the_feature_spaces_table_follows_the_chosen_test(page, address):
    opened(page, address)
    answer(page, say(words.SPACE_OPTIONS[0]))
    for test in ("letters", "blobs"):
        if test != "letters":
            page.get_by_role("combobox", name=say(words.OOD_TEST)).press_sequentially(test)
            page.keyboard.press("Enter")
        head = say(words.SPACE_HEADS[0], name=test)
        table = page.locator("[data-testid=stTable]").filter(has_text=head)
        cells = table.locator("tbody tr td:nth-of-type(1)")
        for i, name in enumerate(("lessons/simclr", "digits/csi")):
            features = {
                n: Run.load(PRETRAINED / name).evidence[n]["features"].astype(float)
                for n in ("id_train", "id_test", f"ood/{test}")
            }
            near = NearestNeighbors(n_neighbors=1).fit(features.pop("id_train"))
            away = [near.kneighbors(f[:IN_TABLE])[0].ravel() for f in features.values()]
            auroc = roc_auc_score(np.repeat([0, 1], [len(a) for a in away]), np.concatenate(away))
            expect(cells.nth(i)).to_have_text(f"{auroc:.2f}")


def test_pairs_are_pointed_at_and_walked_by_key(page, address):
    opened(page, address)
    answer(page, say(words.PAIR_OPTIONS[1]))
    batch = page.locator(".body").nth(1)  # the first one is the part on views
    verdict, count = batch.locator(".verdict"), batch.locator(".count")
    expect(verdict).to_contain_text(say(words.PAIRS_OF_COPIES["positive"][1]))
    expect(count).to_contain_text("1 positive, 14 negatives (6 of them")
    column = batch.get_by_role("slider", name="Column of the matrix")
    column.press("ArrowRight")  # from view 2 as it is to view 1 turned by 90 degrees
    expect(verdict).to_contain_text(say(words.PAIRS_OF_COPIES["shifted"][1]))
    column.press("End")
    expect(verdict).to_contain_text(say(words.PAIRS_OF_COPIES["other"][1]))
    matrix = batch.get_by_role("img", name="Matrix of pairs")
    matrix.scroll_into_view_if_needed()
    box = matrix.bounding_box()
    cell = box["width"] / (16 + 1.15)
    page.mouse.move(box["x"] + cell * (1.15 + 3.5), box["y"] + cell * (1.15 + 3.5))
    expect(verdict).to_contain_text(say(words.PAIRS_OF_COPIES["self"][1]))
    page.get_by_role("radio", name="SimCLR", exact=True).press("Enter")
    expect(page.locator(".body").nth(1).locator(".count")).to_contain_text(
        "1 positive, 2 negatives."
    )


def test_shown_numbers_are_those_of_the_committed_arrays(page, address):
    opened(page, address)
    simclr, csi = (Run.load(PRETRAINED / name) for name in ("lessons/simclr", "digits/csi"))
    answer(page, say(words.MOST_OOD_OPTIONS[0]))
    score = Csi().fit(simclr.evidence)
    con = {n: -score.parts(simclr.evidence[n])["con"][0] for n in ("id_test", "shift/cutout")}
    cutout = metrics.evaluate(con["id_test"], con["shift/cutout"])["auroc"]
    page.get_by_text(f"cutout gets {cutout:.2f}").wait_for()

    answer(page, say(words.HARD_OPTIONS[0]))
    test = csi.evidence["id_test"]
    ones = test["shift_logits"][:, test["labels"] == 1].mean()
    page.locator(".st-key-more-turns summary").click()
    page.get_by_text(re.compile(rf"\b1 \({ones:.1f}\)")).wait_for()

    answer(page, say(words.TURNED_OPTIONS[0]))
    page.locator(IDLE).wait_for()
    page.get_by_role("combobox", name="Population").press_sequentially("blobs")
    page.get_by_role("option", name="blobs").wait_for()
    page.keyboard.press("Enter")
    row = page.get_by_role("spinbutton", name="Input (0 to 499)")
    row.fill("7")
    row.press("Tab")
    parts = Csi().fit(csi.evidence).parts(csi.evidence["ood/blobs"])
    total = parts["con"][:, 7].sum() + parts["cls"][:, 7].sum()
    page.get_by_text(f"Its score is {total:.2f}.").wait_for()


@pytest.mark.journey  # `test_narrow.py` is the witness of `-m browser`
@pytest.mark.parametrize("page", [{"viewport": {"width": 390, "height": 844}}], indirect=True)
def test_the_lesson_fits_a_phone(page, address):
    opened(page, address)
    for option in (words.PUSHES[0], words.PAIR_OPTIONS[0], words.MOST_OOD_OPTIONS[0]):
        answer(page, say(option))
    assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= 390


def test_the_clocks_tell_con_and_cls_where_rotation_is_a_good_shift_and_where_not(page, address):
    page.goto(f"{address}/csi")
    page.get_by_text(say(words.CLOCKS)).click()
    root = page.locator(".root:has(.dials)")
    slider = root.locator("input.slider")
    for world, (name, ood) in rotations.WORLDS.items():
        page.get_by_role("radio", name=say(words.CLOCKS_WORLDS[world]), exact=True).click()
        run = Run.load(PRETRAINED / name)
        score = Csi().fit(run.evidence)
        found = {}
        for population in ("id_test", ood):
            parts = score.parts(run.evidence[population])
            found[population] = np.stack([parts[term].sum(axis=0) for term in ("con", "cls")])
        both = [found[n].sum(axis=0) for n in ("id_test", ood)]
        auroc = metrics.evaluate(*(-each for each in both))["auroc"]
        # of one widget: that of the world before may still be there
        expect(root.locator("[data-n=by_score]")).to_have_text([f"{auroc:.2f}"])
        below = np.mean(both[1] < np.percentile(both[0], 5))
        expect(root.locator("[data-n=below]")).to_have_text(f"{below:.1%}")
        shown = found[ood][:, :SHOWN]
        order = np.argsort(shown.sum(axis=0))
        for key, at in (("Home", 0), ("End", -1), ("ArrowLeft", -2)):
            slider.press(key)
            for term, value in zip(("con", "cls"), shown[:, order[at]], strict=True):
                said = number(root.locator(f"[data-n={term}]").inner_text())
                assert said == pytest.approx(value, abs=0.006)
    assert auroc < 0.5  # on the rings, the counter-example
