"""Runs as one HTML file that needs nothing else: a threshold to drag, every number, the card.

The file asks for nothing: its policy forbids every request. Of each population it holds the scores'
quantiles, so that it stays small however many inputs there are; a share that it shows is within
half a 1,000th of the run's own.
"""

import base64
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from ood_core import scores
from ood_core.errors import UserError
from ood_core.evaluation.metrics import METRICS
from ood_core.evaluation.projection import Pca, shown
from ood_core.evaluation.report import MEAN, means
from ood_core.runs.report.words import ENGLISH, NAMES
from ood_core.runs.run import Run

MOST = 8_000_000  # bytes of a file
STEPS = 1000  # between the quantiles of a population
FOLDER = Path(__file__).parent


def report(
    runs: Sequence[Run],
    words: Mapping[str, str] = ENGLISH,
    names: Mapping[str, str] = NAMES,
    about: Mapping[str, str] | None = None,
    language: str = "en",
) -> bytes:
    """The file; in English, if nothing else is given.

    Args:
        words: ENGLISH in the language of the reader.
        names: of populations, tests and kinds; what has none is called as it is.
        about: what benchmarks are, by their names.
        language: its code, as HTML has it.

    Raises:
        UserError: it would be too large, or a run's evidence is damaged.
    """
    content = {
        "words": dict(words),
        "names": dict(names),
        "runs": [_content(run, about or {}) for run in runs],
    }
    texts = {name: (FOLDER / name).read_text("utf-8") for name in ("report.css", "report.js")}
    page = (FOLDER / "report.html").read_text("utf-8")
    said = {"language": language, **words}
    for place in ("language", "page", "heading", "intro", "no_script"):
        page = page.replace(f"<!-- {place} -->", escape(said[place]), 1)
    sent = json.dumps(content, separators=(",", ":"))
    for place, text in {
        "/* style */": texts["report.css"],
        "/* code */": texts["report.js"],
        "/* content */": sent.replace("<", "\\u003c"),  # no text ends the script it is in
    }.items():
        page = page.replace(place, text, 1)
    data = page.encode()
    if len(data) > MOST:
        raise UserError(
            "error.report.large",
            "The report would have {size:.0f} MB, and {most} MB is the most. Report on fewer runs.",
            size=len(data) / 1e6,
            most=MOST // 10**6,
        )
    return data


def _content(run: Run, about: Mapping[str, str]) -> dict[str, Any]:
    """What the page reads of a run."""
    evidence, kinds = run.evidence, run.kinds
    fitted = scores.fits(evidence, _names(run)).fitted
    scored = {name: scores.scored(fitted, evidence[name]) for name in kinds}
    intervals = run.intervals or {}
    ood = run.metrics["ood"]
    of_means = {MEAN.format(group): of for group, of in means(ood, run.groups).items()}
    return {
        "name": run.path.name,
        "method": run.method.title,
        "benchmark": about.get(run.benchmark.name, str(run.benchmark.about)),
        "paper": run.method.paper,
        "accuracy": run.metrics["accuracy"],
        "score": run.method.score,
        "metrics": list(METRICS),
        "kinds": kinds,
        "sizes": {name: len(evidence[name]["logits"]) for name in kinds},
        "quantiles": {
            score: {name: _quantiles(scored[name][score]) for name in kinds} for score in fitted
        },
        "tests": [
            {
                "test": test,
                "kind": run.groups.get(test, ""),
                "scores": {s: [row[s][m] for m in METRICS] for s in fitted if s in row},
                "intervals": {
                    s: [of[m] for m in METRICS] for s, of in intervals.get(test, {}).items()
                },
            }
            for test, row in (ood | of_means).items()
        ],
        "map": _map(run),
        "card": run.card,
    }


def _names(run: Run) -> list[str]:
    """The scores that every one of its tests has, its own first."""
    rows = run.metrics["ood"].values()
    reported = [name for name in scores.SCORES if all(name in row for row in rows)]
    return sorted(reported, key=lambda name: name != run.method.score)


def _quantiles(values: np.ndarray) -> str:
    """Of few inputs all of them, in order: float32 in base64."""
    ordered = np.sort(values).astype("<f4")
    if len(ordered) > STEPS + 1:
        ordered = np.quantile(ordered, np.linspace(0, 1, STEPS + 1), method="nearest")
    return base64.b64encode(ordered.astype("<f4").tobytes()).decode()


def _map(run: Run) -> dict[str, list[list[float]]]:
    """Population -> places of its first inputs on the features' two widest directions."""
    features = shown(run.evidence)
    train = run.evidence.get("id_train", {}).get("features", features.get("id_test"))
    if train is None:
        return {}
    try:
        pca = Pca.fit(train)
    except UserError:  # all the same: nothing to draw
        return {}
    known = {name: x for name, x in features.items() if name in run.kinds}
    return {name: np.round(pca.project(x), 3).tolist() for name, x in known.items()}
