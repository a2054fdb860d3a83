"""The words of the Lab's panel on conventions."""

OWN = "Your rule"
INTRODUCTION = (
    "One network, one score, one test set: nothing here is trained or scored again. Only the rule "
    "changes by which the scores become a number. Guess first: which of the three numbers moves "
    "when you turn the positive class around?"
)
LABELS = {
    "positive": "Positive class",
    "fpr": "FPR95 is read where TPR",
    "area": "Areas under the curves",
    "ties": "Equal scores",
}
OPTIONS = {
    "positive": {"ood": "OOD", "id": "ID"},
    "fpr": {
        "reached": "first reaches 95%",
        "nearest": "is nearest to 95%",
        "band": "is 94 to 96% (mean)",
    },
    "area": {
        "steps": "exact",
        "trapezoids": "precision by trapezoids",
        "grid": "even thresholds (Lee)",
    },
    "ties": {
        "together": "pass together",
        "positive": "positives first",
        "negative": "negatives first",
    },
}
RATIO = "OOD inputs for each ID input"
RATIOS = {
    0: "all there are",
    1.0: "1 : 1",
    0.5: "1 : 2",
    0.2: "1 : 5",
    0.1: "1 : 10",
    0.05: "1 : 20",
}
DRAWN = "Your rule used {n_id} ID and {n_ood} OOD inputs, drawn at random where there were more."
CONSTANT = (
    "This score is the same for every input here, so no threshold tells any two apart and every "
    "rule would only count its ties. Choose another score."
)
SPREAD = (
    "Over these rules FPR95 goes from **{low:.1%}** to **{high:.1%}**, on unchanged scores. "
    "{ties:.0%} of the ID inputs share their score with another one: where many do, rules that "
    "read at a threshold jump."
)
WHY = """
**Why they move.** FPR95 with OOD positive asks how much ID is flagged when 95% of OOD is caught:
it looks at the OOD inputs that are hardest to catch. With ID positive it asks how much OOD slips
through when 95% of ID is kept: it looks at the strangest ID inputs. These are different places of
the same curve.

**AUPR** starts at the share of positives. Fewer OOD inputs make AUPR with OOD positive smaller
and with ID positive larger. Lee's code takes precision from rates, so there the share does not
count.

**AUROC** stays: the chance that a random OOD input scores higher than a random ID input does not
depend on who is called positive or on how many there are. Where a ratio draws fewer inputs it
moves a little. By Lee's code it can move a lot: that adds up over 200,000 *evenly spaced*
thresholds and leaves out what lies above the last one, and a softmax that is sure of nearly
everything crowds there.

**Equal scores** have no order. Exact rules let them pass a threshold together; code that sorts
puts one side first without meaning to. Even thresholds do not see the difference.

So compare numbers from two papers only where the rules agree, and say yours.
"""
