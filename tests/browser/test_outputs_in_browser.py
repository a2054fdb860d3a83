"""Outputs of somebody's network dropped on a page, and a report without a server."""

import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from scipy.special import logsumexp

from app.blocks.training.words import REPORT, TAKE
from app.text import catalogue
from app.views.your_data import words as text
from ood_core import benchmarks, scores
from ood_core.evaluation.metrics import METRICS
from ood_core.paths import PRETRAINED
from ood_core.runs.report import report
from ood_core.runs.run import Run
from tests.app import pseudo

pytestmark = pytest.mark.browser

KOREAN = catalogue("ko")


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A linear network's outputs for all digits and two OOD tests of theirs."""
    world, rng = benchmarks.get("digits"), np.random.default_rng(0)
    reduce = rng.normal(size=(28 * 28, 24)).astype(np.float32) / 28
    weight = rng.normal(size=(10, 24)).astype(np.float32)
    arrays = {"weight": weight, "bias": np.zeros(10, np.float32)}
    for name, population in {
        "id_train": "id_train",
        "id_test": "id_test",
        "near_letters": "ood/letters",
        "far_textures": "ood/textures",
    }.items():
        x = world.populations[population]().reshape(-1, 28 * 28).astype(np.float32) / 255
        arrays[f"{name}_features"] = np.maximum(x @ reduce, 0)
    arrays |= {"id_train_labels": world.id_train.y, "id_test_labels": world.id_test.y}
    path = tmp_path_factory.mktemp("outputs") / "theirs.npz"
    np.savez(path, **arrays)
    return path


def test_dropped_outputs_are_a_run_beside_the_committed_ones(page, own_address, file):
    page.goto(f"{own_address}/own")
    page.get_by_role("radio", name=text.KINDS["outputs"].text).click()
    page.get_by_role("button", name=text.IMPORT.text).wait_for()  # the other forms ask a name too
    page.get_by_role("textbox", name="Name").fill("theirs")
    page.get_by_role("combobox", name=text.OF_INPUTS.text).click()
    page.get_by_role("option", name="Digits").click()
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("theirs.npz").first.wait_for()
    page.get_by_role("button", name=text.IMPORT.text).click()
    page.get_by_text("theirs is ready, with").wait_for()
    page.get_by_role("button", name=text.TO_LAB.text).click()
    page.wait_for_url("**benchmark=digits**run=theirs**")
    page.get_by_text("ID flagged (FPR)").first.wait_for()
    page.get_by_role("tab", name="Feature space").click()
    page.locator("[role=tabpanel] .map canvas").first.wait_for()
    page.goto(f"{own_address}/compare?benchmark=digits")
    page.get_by_role("combobox", name="Runs").press_sequentially("theirs")
    page.keyboard.press("Enter")
    page.wait_for_function(
        """() => [...document.querySelectorAll('.js-plotly-plot')].some(p => {
            const rows = (p._fullData || []).flatMap(d => [...(d.y || [])].map(String));
            return rows.some(y => y.includes('yours: theirs')) && rows.some(y => y === 'CSI');
        })"""
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_a_report_opens_without_the_network_and_its_threshold_can_be_dragged(page, tmp_path):
    run = Run.load(PRETRAINED / "digits" / "energy")
    path, asked = tmp_path / "report.html", []
    path.write_bytes(report([run]))
    page.context.set_offline(True)
    page.on("request", lambda request: asked.append(request.url))
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(path.as_uri())
    canvas, told = page.locator("canvas").first, page.locator(".told")
    before = told.inner_text()
    on_id = np.sort(-logsumexp(run.evidence["id_test"]["logits"], axis=1))
    kept = np.mean(on_id > on_id[int(np.ceil(0.95 * len(on_id))) - 1])  # 5%, by the count
    flagged = float(before.partition("so are ")[2].partition("%")[0])
    assert flagged == pytest.approx(100 * kept, abs=0.15)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + 60, steps=5)
    page.mouse.up()
    assert told.inner_text() != before
    at = float(page.get_by_role("slider", name="Threshold").input_value()) / 1000
    assert at == pytest.approx(0.7, abs=0.01)
    populations = list(run.kinds)
    scored = {n: -logsumexp(run.evidence[n]["logits"], axis=1) for n in populations}
    low, high = (f(map(f, scored.values())) for f in (min, max))
    limit = low + at * (high - low)
    shares = page.locator(".scroll").first.locator("td:last-child").all_inner_texts()
    for name, share in zip(populations, shares, strict=True):
        expected = 100 * np.mean(scored[name] > limit)
        assert float(share.partition("%")[0]) == pytest.approx(expected, abs=0.15), name
    cells = page.locator("table").nth(1).locator("tbody tr").first.locator("td").all_inner_texts()
    auroc = run.metrics["ood"][cells[0].replace(" ", "_")][cells[1]]["auroc"]
    assert cells[3].startswith(f"{100 * auroc:.1f}%")
    assert json.loads(page.locator("details pre").text_content()) == run.card
    assert asked == [path.as_uri()] and not wrong


def test_the_lab_saves_a_report(page, address):
    page.goto(f"{address}/lab?benchmark=plane-blobs&method=baseline&panel=Numbers")
    page.get_by_text(TAKE.text).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=REPORT.text).click()
    assert saved.value.suggested_filename == "plane-blobs-baseline.html"
    assert saved.value.path().read_text("utf-8").startswith("<!doctype html>")


def test_the_report_of_who_reads_korean_is_in_korean(page, address, tmp_path):
    """But for names: of methods, scores and metrics, the run, and what the card holds as data."""
    page.goto(f"{address}/lab?benchmark=digits&method=energy&panel=numbers&lang=ko")
    page.get_by_text(KOREAN[TAKE.key]).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name=KOREAN[REPORT.key]).click()
    path = tmp_path / "report.html"
    saved.value.save_as(path)
    page.goto(path.as_uri())
    assert page.locator("html").get_attribute("lang") == "ko"
    page.locator("pre").evaluate_all("all => all.forEach(one => one.remove())")
    labels = "all => all.map(one => one.getAttribute('aria-label'))"
    texts = [*page.locator("main").inner_text().splitlines(), page.title()]
    texts += page.locator("[aria-label]").evaluate_all(labels)
    named = " ".join([*scores.SCORES, *METRICS, "digits energy blobs Sobel"]).replace("_", " ")
    left = " ".join(pseudo.plain(re.sub("[가-힣]+", " ", text)) for text in texts)
    assert {*left.split()} <= {*named.split(), *re.findall("[a-z]{2,}", named)}
    assert re.search("[가-힣]", page.locator(".told").inner_text())
