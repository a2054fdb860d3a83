"""The Reproduction page: every number from a run, and the README's table the same as the page's."""

from dataclasses import asdict

import numpy as np
import pytest
from scipy.special import logsumexp
from streamlit.testing.v1 import AppTest

from app.blocks.navigation import script
from app.data import loading
from app.text import papers, passage, say, say_each
from app.views.lessons.csi import words as csi_words
from app.views.reproduction import seen, table, words
from ood_core import methods
from ood_core.errors import UserError
from ood_core.evaluation import metrics
from ood_core.evaluation.report import by_group
from ood_core.experiments.places import CONFIDENT_GAN_ABLATION
from ood_core.methods import confident_gan
from ood_core.paths import ROOT
from ood_core.scores.logits import softmax
from tests.app.test_pages import MAIN

README = ROOT / "README.md"


def test_the_readme_has_the_pages_table():
    lines = README.read_text("utf-8").splitlines()
    for row in words.ROWS:
        cells = (row.what, table.printed(row), table.ours(row), row.differs)
        assert f"| {' | '.join(say_each(cells))} |" in lines


def test_numbers_are_those_of_the_evidence():
    """Near, far photographs and noise, each a mean of its own, and never one over all."""
    run = loading.committed("cifar10/outlier-exposure")
    surest = {name: softmax(a["logits"]).max(axis=1) for name, a in run.evidence.items()}
    fpr95 = {"near": [], "far": [], "noise": []}
    for name, test in run.benchmark.ood_tests.items():
        found = metrics.evaluate(-surest["id_test"], -surest[f"ood/{name}"])["fpr95"]
        fpr95["noise" if test.is_noise else test.kind].append(100 * found)
    test = run.evidence["id_test"]
    error = np.mean(test["logits"].argmax(axis=1) != test["labels"])
    shown = {row.what.text: table.ours(row) for row in words.ROWS}
    expected = " / ".join(f"{sum(found) / len(found):.2f}" for found in fpr95.values())
    assert shown["Outlier Exposure: FPR95"] == expected
    assert shown["Outlier Exposure, test error"] == f"{100 * error:.2f}"


def test_the_papers_means_by_group_have_its_mean_over_all():
    """Of Outlier Exposure's eight sets, by hand: 34.94 and 89.27 before, 9.50 and 97.81 after."""
    sizes = {"near": 1, "far": 4, "noise": 3}
    for metric, printed in (("fpr95", (34.94, 9.50)), ("auroc", (89.27, 97.81))):
        of_all = [
            sum(n * papers.oe_mean(group, metric)[stage] for group, n in sizes.items()) / 8
            for stage in (0, 1)
        ]
        assert of_all == pytest.approx(printed, abs=0.006)
    shown = {row.what.text: table.printed(row) for row in words.ROWS}
    assert shown["baseline, MSP: FPR95"] == "43.47 / 39.48 / 26.05"


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


def test_what_is_said_below_the_table_follows_the_runs(monkeypatch):
    """Energy beside MSP, group by group: the words turn when the numbers do."""
    run, facts = loading.committed(words.PLAIN), table.facts()
    for group, tests in by_group(run.groups).items():
        energy, msp = (
            sum(run.metrics["ood"][test][score]["fpr95"] for test in tests) / len(tests)
            for score in ("energy", "msp")
        )
        word = "lower" if energy < msp else "higher"
        name = words.GROUPS[group].text
        assert (
            f"{word} on {name} ({100 * energy:.1f}% to MSP's {100 * msp:.1f}%)" in facts["energy"]
        )
    ood = {
        test: row | {"msp": row["energy"], "energy": row["msp"]}
        for test, row in run.metrics["ood"].items()
    }
    swapped = {words.PLAIN: run.metrics | {"ood": ood}}
    real = table._metrics
    monkeypatch.setattr(table, "_metrics", lambda name: swapped.get(name) or real(name))
    turned = table.facts()["energy"]
    assert turned.count("lower") == facts["energy"].count("higher") > 0
    exposed = loading.committed(words.OE).metrics["ood"]
    rose = {t for t, row in exposed.items() if row["msp"]["fpr95"] > ood[t]["energy"]["fpr95"]}
    assert facts["worse_oe"].count(" to ") == len(rose)


def test_the_gan_and_its_ablation_are_told_as_they_are():
    gan, ablation = (
        loading.committed("cifar10/confident-gan").metrics,
        loading.confident_gan_ablation(),
    )
    fell = {
        test
        for test, row in ablation["ood"].items()
        if row["msp"]["fpr95"] - gan["ood"][test]["msp"]["fpr95"] >= table.LEAST / 100
    }
    facts = table.facts()
    assert facts["fell"].count(" to ") == len(fell)
    assert facts["rest"].count(" to ") == len(ablation["ood"]) - len(fell)
    said = " ".join(element.value for element in page().markdown)
    assert f"Gaussian ({100 * ablation['ood']['gaussian']['msp']['fpr95']:.1f}% to " in said


def test_how_the_gan_departs_from_the_authors_is_what_the_run_was_trained_with():
    gan = loading.committed("cifar10/confident-gan")
    settings = asdict(gan.method.defaults(gan.benchmark)) | gan.config
    times = settings["generator_beta"] / settings["beta"]
    assert f"is {times:.0f} times β" in say(words._GAN)
    first, second = confident_gan.BETAS
    assert f"Adam with {first:g} and {second:g} for 0.5 and 0.999" in say(words._GAN)


def test_what_outliers_show_is_told_apart_from_what_they_do_not():
    """By hand, from the evidence."""
    for name, (_, score) in words.TRAINED.items():
        run = loading.committed(name)
        surest = {n: softmax(a["logits"]).max(axis=1) for n, a in run.evidence.items()}
        energy = {n: -logsumexp(a["logits"], axis=1) for n, a in run.evidence.items()}
        of = {"msp": {n: -p for n, p in surest.items()}, "energy": energy}[score]
        fpr95 = {
            t: metrics.evaluate(of["id_test"], of[f"ood/{t}"])["fpr95"]
            for t in ("svhn", "textures", "scenes", "cifar100")
        }
        every = sum(fpr95.values()) / 4
        unseen, shown = (fpr95["svhn"] + fpr95["textures"]) / 2, fpr95["scenes"] + fpr95["cifar100"]
        assert seen.means(run, score) == pytest.approx((every, unseen, shown / 2), abs=1e-6)
    photographs = seen.means(loading.committed(words.OE), "msp")
    told = next(t.value for t in page().table if "unseen kinds" in t.value.columns)
    assert list(told.loc["Outlier Exposure, MSP"]) == [f"{100 * mean:.1f}" for mean in photographs]


SOUND = '{"accuracy": 0.8, "ood": {"svhn": {"msp": {"auroc": 0.9}}}'
HURT = ["", "[]", '{"accuracy": 0.8, "ood": {"svhn": {}}}', '{"accuracy": 0.8, "ood": []}']


@pytest.mark.parametrize("content", [*HURT, SOUND + "}", SOUND + ', "command": null}'])
def test_a_damaged_ablation_is_a_sentence(folders, content):
    path = folders / "pretrained" / CONFIDENT_GAN_ABLATION
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(UserError, match="missing or damaged: restore the folder"):
        loading.confident_gan_ablation()


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
