"""The words of the Lab's panel on conventions."""

from app.text import message

OWN = message("conventions.own", "Your rule")
INTRODUCTION = message(
    "conventions.introduction",
    "One network, one score, one OOD test: nothing is trained or scored again here. Only "
    "the rule changes by which the scores become FPR95, AUROC and AUPR. Guess first: which "
    "of the three changes when ID instead of OOD is the positive class?",
)
LABELS = {
    "positive": message("conventions.labels.positive", "Positive class"),
    "fpr": message("conventions.labels.fpr", "FPR95 is read where TPR"),
    "area": message("conventions.labels.area", "Areas under the curves"),
    "ties": message("conventions.labels.ties", "Equal scores"),
}
OPTIONS = {
    "positive": {
        "ood": message("conventions.options.positive.ood", "OOD"),
        "id": message("conventions.options.positive.id", "ID"),
    },
    "fpr": {
        "reached": message("conventions.options.fpr.reached", "first reaches 95%"),
        "nearest": message("conventions.options.fpr.nearest", "is nearest to 95%"),
        "band": message("conventions.options.fpr.band", "is 94 to 96% (mean)"),
    },
    "area": {
        "steps": message("conventions.options.area.steps", "exact"),
        "trapezoids": message("conventions.options.area.trapezoids", "precision by trapezoids"),
        "grid": message("conventions.options.area.grid", "even thresholds (Lee)"),
    },
    "ties": {
        "together": message("conventions.options.ties.together", "pass together"),
        "positive": message("conventions.options.ties.positive", "positives first"),
        "negative": message("conventions.options.ties.negative", "negatives first"),
    },
}
RATIO = message("conventions.ratio", "OOD inputs for each ID input")
RATIOS = {
    0: message("conventions.ratios.0", "all there are"),
    1.0: "1 : 1",
    0.5: "1 : 2",
    0.2: "1 : 5",
    0.1: "1 : 10",
    0.05: "1 : 20",
}
DRAWN = message(
    "conventions.drawn",
    "Your rule used {n_id} ID and {n_ood} OOD inputs, drawn at random where there were more.",
)
CONSTANT = message(
    "conventions.constant",
    "This score is the same for every input here, so no threshold separates any two and "
    "every rule would only count ties. Choose another score.",
)
SPREAD = message(
    "conventions.spread",
    "By these rules FPR95 ranges from **{low:.1%}** to **{high:.1%}**, although the scores "
    "are the same. {ties:.0%} of the ID inputs share their score with another ID input; "
    "with many such ties, numbers read at one threshold jump.",
)
WHY = message(
    "conventions.why",
    """
**Why they differ.** FPR95 with OOD positive asks how much ID is flagged when 95% of OOD is caught:
it depends on the OOD inputs with the lowest scores. With ID positive it asks how much OOD is let
through when 95% of ID is kept: it depends on the ID inputs with the highest scores. These are two
different points of the same curve.

**AUPR** starts at the share of positives. Fewer OOD inputs make AUPR with OOD positive smaller
and with ID positive larger. Lee's code computes precision from rates, so there the share does not
count.

**AUROC** stays: the chance that a random OOD input scores higher than a random ID input does not
depend on which side is called positive or on how many inputs there are. With a ratio it changes a
little, since fewer inputs are drawn. By Lee's code it can change a lot: that code sums over 200,000
*evenly spaced* thresholds and leaves out the scores above the last one. A softmax that is very
confident puts many of its scores there.

**Equal scores** have no order. Exact rules let them pass a threshold together; code that sorts
puts one side first without meaning to. Even thresholds are not affected.

So compare numbers from two papers only where the rules agree, and state yours.
""",
)
