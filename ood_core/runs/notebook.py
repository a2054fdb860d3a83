"""A run as a Jupyter notebook that makes it again by the Python API, and compares the numbers."""

import json
from collections.abc import Mapping
from typing import Any

from ood_core.errors import Sentence
from ood_core.runs.run import Run

WORDS = {  # what it says, apart from its code
    "title": Sentence("notebook.title", "{method} on {benchmark}, seed {seed}"),
    "how": Sentence(
        "notebook.how", "To be run in the folder of OOD Lab, with its requirements installed."
    ),
    "compared": Sentence(
        "notebook.compared", "AUROC of {score}, OOD positive; higher scores are more OOD."
    ),
    "new_folder": Sentence("notebook.new_folder", "a folder that does not exist yet"),
    "brought": Sentence("notebook.brought", "the file, or the folder, that was brought"),
    "before": Sentence("notebook.before", "the run"),
}
ENGLISH = {name: str(word) for name, word in WORDS.items()}
TRAINING = """\
from pathlib import Path

from ood_core import benchmarks, methods
from ood_core.runs.config import checked
from ood_core.runs.record import record
from ood_core.runs.run import Run

benchmark, method = benchmarks.get({benchmark!r}), methods.get({method!r})
config = checked(method, {config!r})
out = Path({out!r})  # {new_folder}
for snapshot in record(benchmark, method, config, {seed}, out):
    print(snapshot.phase, snapshot.step, snapshot.losses)
again = Run.load(out)
found = {{test: row[{score!r}]["auroc"] for test, row in again.metrics["ood"].items()}}
"""
OUTPUTS = """\
from pathlib import Path

import ood_core
from ood_core.runs import outputs

arrays = outputs.arrays(Path({file!r}))  # {brought}
again = ood_core.all_scores(arrays)
found = {{test: row[{score!r}]["auroc"] for test, row in again.metrics.items()}}
"""
COMPARED = """\
before = {auroc!r}
for test, auroc in before.items():
    print(f"{{test:<20}} AUROC {{found[test]:.4f}};", {before!r}, f"{{auroc:.4f}}")
"""


def notebook(
    run: Run,
    words: Mapping[str, str] = ENGLISH,
    benchmark: str | None = None,
    about: str | None = None,
) -> bytes:
    """The .ipynb file; in English, if nothing else is given.

    Args:
        words: ENGLISH in the language of the reader.
        benchmark: the title of the run's.
        about: what it is.

    Raises:
        UserError: the run's network came trained, so there is nothing to repeat.
    """
    if run.benchmark.is_frozen and not run.is_outputs:
        run.benchmark.id_train  # noqa: B018 (it raises, and says why)
    score = run.method.score
    auroc = {test: row[score]["auroc"] for test, row in run.metrics["ood"].items()}
    values = {name: run.card[name] for name in ("benchmark", "method", "config", "seed")}
    values |= {"out": f"runs/{run.path.name}-again", "file": run.card.get("outputs", "")}
    made = OUTPUTS if run.is_outputs else TRAINING
    on = {"benchmark": benchmark or run.benchmark.title, "seed": run.seed}
    title = words["title"].format(method=run.method.title, **on)
    cells = [
        _cell("markdown", f"# {title}\n\n{about or run.benchmark.about} {words['how']}"),
        _cell("code", made.format(score=score, **values, **words)),
        _cell("markdown", words["compared"].format(score=score)),
        _cell("code", COMPARED.format(auroc=auroc, before=words["before"] + ":")),
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {"nbformat": 4, "nbformat_minor": 4, "metadata": {"kernelspec": kernel}}
    return (json.dumps(content | {"cells": cells}, indent=1) + "\n").encode()


def _cell(kind: str, text: str) -> dict[str, Any]:
    of_code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": text.strip(), **of_code}
