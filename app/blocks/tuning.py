"""The film of a fine-tuning, of which two lessons are about one each."""

from app.blocks import layout
from app.blocks.tuning_words import FILM_ALT, OUTLIERS
from app.components.tuning import Hinges, Lane, tuning
from app.data.tuning import Tuning
from app.text import declared, names, say
from app.text.format import percent
from ood_core.runs.run import Run


def film(
    run: Run,
    found: Tuning,
    axis: str,
    version: str,
    hinges: Hinges | None = None,
    asked: str | None = None,
) -> None:
    """Draw it.

    Args:
        run: what the film ends with.
        axis: the name of the score.
        version: of the film; the same one keeps its place.
        asked: the OOD test that is shown first, where it is about one.
    """
    unseen = {name.removeprefix("ood/"): s for name, s in found.scores.items() if "ood/" in name}
    unseen = dict(sorted(unseen.items(), key=lambda one: one[0] != asked))
    outliers = found.scores.get("outliers")
    first = next(iter(unseen))
    facts = {
        "test": say(declared.population(first)),
        "before": percent(found.fpr95[first][found.start]),
        "after": percent(found.fpr95[first][-1]),
        "of_all": percent(found.fpr95_of_all[first]),
        "accuracy": percent(found.accuracy_of_all),
    }
    tuning(
        Lane(say(names.ID_TEST), "id", found.scores["id_test"]),
        None if outliers is None else Lane(say(OUTLIERS), "outliers", outliers),
        [
            Lane(
                say(declared.population(test)),
                run.benchmark.kind(f"ood/{test}"),
                scores,
                found.fpr95[test],
                found.fpr95_of_all[test],
            )
            for test, scores in unseen.items()
        ],
        found.steps,
        found.start,
        found.accuracy,
        found.accuracy_of_all,
        axis,
        say(FILM_ALT, **facts),
        version,
        layout.mode(),
        hinges,
    )
