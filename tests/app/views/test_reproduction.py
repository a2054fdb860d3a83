"""The Reproduction page: every number from a run, and the README's table the same as the page's."""

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from app.data import loading
from app.text import passage, say, say_each
from app.views.lessons.csi import words as csi_words
from app.views.reproduction import table, words
from ood_core import methods
from ood_core.errors import UserError
from ood_core.evaluation import metrics
from ood_core.experiments.places import CONFIDENT_GAN_ABLATION
from ood_core.paths import ROOT
from ood_core.scores.logits import softmax
from tests.app.test_pages import MAIN

README = ROOT / "README.md"


def test_the_readme_has_the_pages_table():
    lines = README.read_text("utf-8").splitlines()
    for row in words.ROWS:
        cells = (row.what, row.paper, table.ours(row), row.differs)
        assert f"| {' | '.join(say_each(cells))} |" in lines


def test_numbers_are_those_of_the_evidence():
    evidence = loading.committed("cifar10/outlier-exposure").evidence
    surest = {name: softmax(a["logits"]).max(axis=1) for name, a in evidence.items()}
    fpr95 = [
        metrics.evaluate(-surest["id_test"], -found)["fpr95"]
        for name, found in surest.items()
        if name.startswith("ood/")
    ]
    test = evidence["id_test"]
    error = np.mean(test["logits"].argmax(axis=1) != test["labels"])
    shown = {row.what.text: table.ours(row) for row in words.ROWS}
    assert shown["Outlier Exposure: FPR95"] == f"{100 * np.mean(fpr95):.2f}"
    assert shown["Outlier Exposure, test error"] == f"{100 * error:.2f}"


@pytest.mark.parametrize(
    "row", [row for row in words.ROWS if row.test], ids=lambda row: row.what.text
)
def test_rows_of_one_test_are_the_share_of_pairs_that_the_score_orders(row):
    """Of the arrays that the run keeps, by the paper's sum with our bound; ties counted half."""
    evidence = loading.committed(row.run).evidence
    train = evidence["id_train"]
    con = 1 / train["lengths"].mean(axis=1, keepdims=True)
    cls = 1 / np.maximum(1, train["shift_logits"].mean(axis=1, keepdims=True))
    ours, theirs = (
        (con * a["cosines"] * a["lengths"] + cls * a["shift_logits"]).sum(axis=0)
        for a in (evidence["id_test"], evidence[f"ood/{row.test}"])
    )
    wins = np.mean([np.mean(ours > one) + np.mean(ours == one) / 2 for one in theirs])
    assert float(table.ours(row)) == pytest.approx(100 * wins, abs=0.006)


def test_the_gan_is_better_than_its_twin_where_the_page_says_so_and_no_less_accurate():
    gan, twin = (loading.committed("cifar10/confident-gan").metrics, loading.twin())
    assert twin["accuracy"] - gan["accuracy"] < 0.015
    change = {
        t: gan["ood"][t]["msp"]["fpr95"] - row["msp"]["fpr95"] for t, row in twin["ood"].items()
    }
    noises = {"gaussian", "rademacher", "bernoulli", "blobs"}
    assert noises < {test for test, moved in change.items() if moved <= -0.03}
    assert max(change.values()) < 0.03  # nowhere did it rise by more
    said = " ".join(element.value for element in page().markdown)
    assert f"Gaussian ({100 * twin['ood']['gaussian']['msp']['fpr95']:.1f}% to " in said


SOUND = '{"accuracy": 0.8, "ood": {"svhn": {"msp": {"auroc": 0.9}}}'
HURT = ["", "[]", '{"accuracy": 0.8, "ood": {"svhn": {}}}', '{"accuracy": 0.8, "ood": []}']


@pytest.mark.parametrize("content", [*HURT, SOUND + "}", SOUND + ', "command": null}'])
def test_a_damaged_twin_is_a_sentence(folders, content):
    path = folders / "pretrained" / CONFIDENT_GAN_ABLATION
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(UserError, match="missing or damaged: restore the folder"):
        loading.twin()


def page() -> AppTest:
    at = AppTest.from_file(MAIN, default_timeout=60).run()
    return at.switch_page(script("reproduction")).run()


@pytest.mark.parametrize("name", [words.CSI, words.SIMCLR])
def test_epochs_and_minutes_that_are_written_are_those_of_the_card(name):
    card = loading.committed(name).card
    epochs = card["steps"] * card["config"]["batch"] / card["data"]["id_train"]["n"]
    readme = README.read_text("utf-8")
    for written in (
        passage(table.__file__, "reading"),
        say(words._FOR_CSI),
        say(csi_words.PHOTOGRAPHS_READ),
        say(csi_words.NUMBERS_CONVENTIONS),
    ):
        assert f"{epochs:.0f} epochs" in written
    assert f"{card['seconds'] / 60:.0f} minutes ({epochs:.0f} epochs" in readme
    assert f"{card['seconds'] / 60:.0f} minutes" in say(words.LEDE)


def test_the_page_shows_the_table_and_a_command_for_each_run():
    at = page()
    assert not at.exception and not at.info
    assert list(at.table[0].value["ours"]) == [table.ours(row) for row in words.ROWS]
    assert "python -m ood_core.experiments.baseline_twin" in at.code[0].value
    photographs = [f"cifar10/{name}" for name in methods.METHODS]
    for name in (*photographs, "lessons/cifar10-simclr"):
        assert f"--out pretrained/{name}" in at.code[0].value
        assert f"evaluate --run pretrained/{name}" in at.code[0].value


def test_without_the_runs_it_says_what_is_missing(folders):
    at = page()
    assert not at.exception
    assert "pretrained/cifar10/baseline is missing" in at.info[0].value
