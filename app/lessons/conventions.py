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
    "area": "Area under precision and recall",
}
OPTIONS = {
    "positive": {"ood": "OOD", "id": "ID"},
    "fpr": {
        "reached": "first reaches 95%",
        "nearest": "is nearest to 95%",
        "band": "is 94 to 96% (mean)",
    },
    "area": {"steps": "steps", "trapezoids": "trapezoids", "rates": "from rates"},
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
and with ID positive larger; only *from rates* does the share not count.

**AUROC** stays: the chance that a random OOD input scores higher than a random ID input does not
depend on who is called positive or on how many there are. It moves a little only where a ratio
draws fewer inputs.

So compare numbers from two papers only where the rules agree, and say yours.
"""
