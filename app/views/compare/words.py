"""The words of the Compare page."""

from app.text import message

TITLE = message("compare.title", "Compare")
LEDE = message(
    "compare.lede",
    "All runs on one benchmark see the same inputs. Which separates ID from OOD better, and by "
    "how much? And on which inputs do they differ?",
)
WORLD = message("compare.world", "Benchmark")
RUNS = message("compare.runs", "Runs")
PARTS = {  # the tabs
    "numbers": message("compare.parts.numbers", "Numbers"),
    "curves": message("compare.parts.curves", "Curves"),
    "brush": message("compare.parts.brush", "Brush"),
    "two-runs": message("compare.parts.two_runs", "Two runs"),
    "classes": message("compare.parts.classes", "Classes"),
    "failures": message("compare.parts.failures", "Failures"),
}
WORLDLESS = message(
    "compare.worldless",
    "There is no finished run to compare. Train one in the Lab, or restore the folder pretrained/.",
)
DAMAGED = message("compare.damaged", "**{run}** is left out. {why}")
NO_RUN = message("compare.no_run", "Choose at least one run above to see its numbers.")

# Below the tabs
SAVE = message("compare.save", "Save cards and pictures")
CARDS = message(
    "compare.cards",
    "The card of a run: its settings, its data, the versions of its packages, and every "
    "number with its interval.",
)
FORMAT = message("compare.format", "The camera above a picture saves it as")

# What several tabs ask for
RUN = message("compare.run", "Run")
SCORE = message("compare.score", "Score")
TEST = message("compare.test", "OOD test")

# Numbers
NUMBER = message("compare.number", "Metric")
SCORES = message("compare.scores", "Scores")
OWN = message("compare.own", "Each method's own")  # score
WHICH = {"own": OWN, "every": message("compare.which.every", "Every score")}
ORDER = message("compare.order", "Order of the rows")
BY_METHOD = message("compare.by_method", "as chosen")
UNSEEN = message("compare.unseen", "Unseen OOD tests only")
UNSEEN_HELP = message(
    "compare.unseen_help",
    "Leaves out what is of the same kind as training outliers of one of these runs: {tests}. On "
    "those, a number says how well the kind of OOD is detected that the network was shown.",
)
UNTESTED = message("compare.untested", "not tested")
MEAN = message("compare.mean", "mean")  # of the tests to its left
HEAT_ALT = message(
    "compare.heat_alt", "Heat map of {metric} by run, score and OOD test. Best: {best}."
)
BEST = {
    "near": message("compare.best.near", "near OOD {run} with {score}, {value}"),
    "far": message("compare.best.far", "far OOD {run} with {score}, {value}"),
    "noise": message("compare.best.noise", "noise {run} with {score}, {value}"),
}
DEEPER = {
    "fpr95": message(
        "compare.deeper.fpr95",
        "FPR95: share of ID inputs flagged when 95% of OOD is caught. Low is good; 95% is "
        "guessing.",
    ),
    "auroc": message(
        "compare.deeper.auroc",
        "AUROC: chance that an OOD input scores higher than an ID input. 50% is guessing.",
    ),
    "aupr_out": message(
        "compare.deeper.aupr_out",
        "AUPR-out: average precision with OOD positive. Guessing gives the base rate, "
        "which differs from test to test: compare within a column only.",
    ),
    "aupr_in": message(
        "compare.deeper.aupr_in",
        "AUPR-in: average precision with ID positive. Guessing gives the ID inputs' share, "
        "which differs from test to test: compare within a column only.",
    ),
}
HEAT = message(
    "compare.heat",
    "In percent; the greyer the cell, the better. **Bold** is the best of its column, and every "
    "row whose 95% interval reaches the best. So a wide interval can make a worse number bold. "
    "Point at a cell to see its interval.",
)
TABLE = {  # heads of columns
    "run": message("compare.table.run", "run"),
    "score": message("compare.table.score", "score"),
    "test": message("compare.table.test", "OOD test"),
    "kind": message("compare.table.kind", "kind"),
    "base_rate": message("compare.table.base_rate", "base rate"),
    "accuracy": message("compare.table.accuracy", "accuracy"),
}
ENDS = {  # of a metric's interval
    "low": message("compare.ends.low", "{metric} low"),
    "high": message("compare.ends.high", "{metric} high"),
}
SAVE_TABLE = message("compare.save_table", "Save the table (CSV)")
TABLE_WIDE = message(
    "compare.table_wide",
    "The table below has {n} columns: scroll it sideways to see them all, "
    "and press a heading to sort by it.",
)
INTERVALS = message(
    "compare.intervals",
    "Intervals are 95% bootstrap intervals over the test inputs. They do not say what another seed "
    "of the training would change. Near, far and noise have a mean each, in which every OOD test "
    "weighs the same. A mean over all tests would depend on how many of them are noise, so there "
    "is none.",
)
FULL = message("compare.full", "Count shifted ID as ID (full-spectrum)")
FULL_TEXT = message(
    "compare.full_text",
    "The table shows {metric} of each method's own score, a mean over the OOD tests of a kind: as "
    "above, and with the shifted ID inputs ({shifts}) counted as ID (OpenOOD v1.5, Zhang et al., "
    "2023). A detector that flags whatever looks changed loses here.",
)
FULL_COLUMNS = (
    message("compare.full_columns.run", "run"),
    message("compare.full_columns.kind", "kind"),
    message("compare.full_columns.usual", "usual"),
    message("compare.full_columns.full", "full-spectrum"),
)
SEEDS = message("compare.seeds", "What another seed changes")
SEEDS_TEXT = message(
    "compare.seeds_text",
    "{metric} of each method's own score, a mean over the OOD tests of a kind, over trainings that "
    "differ in the seed alone: mean ± standard deviation, and the range.",
)
SEEDS_COLUMNS = (
    message("compare.seeds_columns.run", "run"),
    message("compare.seeds_columns.kind", "kind"),
    message("compare.seeds_columns.here", "this run"),
    message("compare.seeds_columns.mean", "mean ± sd"),
    message("compare.seeds_columns.range", "lowest to highest"),
    message("compare.seeds_columns.n", "seeds"),
)
CHOSEN_SEEDS = message("compare.chosen_seeds", "{method}, the chosen runs")
NO_SEEDS = message(
    "compare.no_seeds",
    "These runs were not measured over seeds by this number. `python -m ood_core train --seeds "
    "0-4` trains the same with five seeds; chosen together above, they are summed up here.",
)
CAVEAT = message("compare.caveat", "{run}: {caveat}")
NO_INTERVALS = message(
    "compare.no_intervals",
    "No intervals yet for {runs}: the app makes them after a training, "
    "`python -m ood_core intervals --run DIR` at once.",
)

# Curves
TESTS = message("compare.tests", "OOD tests")
NO_CURVE = message("compare.no_curve", "Choose an OOD test and a score to see their curves.")
TOO_MANY = message(
    "compare.too_many",
    "Of these {n} curves the first {most} are drawn: more could not be distinguished.",
)
CURVE = {  # axes, and what is said of the point under the pointer
    "fpr": message("compare.curve.fpr", "ID flagged: FPR (%)"),
    "tpr": message("compare.curve.tpr", "OOD caught: TPR (%)"),
    "recall": message("compare.curve.recall", "OOD caught: recall (%)"),
    "precision": message("compare.curve.precision", "precision (%)"),
    "roc": message("compare.curve.roc", "FPR {fpr}, TPR {tpr}"),
    "pr": message("compare.curve.pr", "recall {recall}, precision {precision}"),
    "ring": message("compare.curve.ring", "95% of OOD caught: {at}"),  # {at}: one of these two
}
CURVES_ALT = message("compare.curves_alt", "ROC and precision-recall curves: {curves}")
CURVES = message(
    "compare.curves",
    "The ring is the FPR95 point: the first threshold that catches 95% of OOD. Both "
    "pictures show the same inputs: a ROC curve does not change with the number of OOD "
    "inputs, precision does. Thin grey dots: guessing.",
)

# Brush
BRUSH = message(
    "compare.brush",
    "Brush (select) a range of the histogram, and the same inputs are marked on the map; "
    "brush a part of the map, and its inputs are marked in the histogram. Their pictures "
    "are shown below: which OOD inputs pass for ID, and where do they lie?",
)
MAP = message("compare.map", "Map")
MAPS = {
    "pca": message("compare.maps.pca", "PCA of the features"),
    "umap": message("compare.maps.umap", "UMAP of the features"),
    "plane": message("compare.maps.plane", "the inputs themselves"),
}
POPULATIONS = message("compare.populations", "Populations")
NO_POPULATION = message("compare.no_population", "Choose at least one population.")
LOADING = message("compare.loading", "Loading the pictures…")
BRUSH_SHOWN = message(
    "compare.brush_shown",
    "The first {n} inputs of each set, those that the map of the features has.",
)
NO_PICTURES = message(
    "compare.no_pictures",
    "The images are not on this machine, so the classes stand in their place: truth → "
    "answer where the answer is wrong.",
)
PLANE_PICTURES = message(
    "compare.plane_pictures",
    "On the plane the input is its own picture: choose the map of the inputs.",
)

# Two runs
TWO = message(
    "compare.two",
    "Two runs, compared input by input. Their scores have different units, so each OOD "
    "input gets a **p-value** from each run: the share of ID test inputs that score at "
    "least as high. The smaller, the more OOD.",
)
SIDES = {
    "first": message("compare.sides.first", "First"),
    "second": message("compare.sides.second", "Second"),
}
SHARE = message("compare.share", "ID inputs that each may flag")
TWO_RUNS = message(
    "compare.two_runs",
    "Both sides are the same: choose another run, or another score, for one of them.",
)
GROUPS = (
    message("compare.groups.1", "caught by both"),
    message("compare.groups.2", "caught by the first alone"),
    message("compare.groups.3", "caught by the second alone"),
    message("compare.groups.4", "missed by both"),
)
P_VALUE = message("compare.p_value", "p-value: {run}")  # of an axis
POINT = message("compare.point", "input {row}: {first} and {second}")  # {first}, {second}: p-values
AGREEMENT_ALT = message("compare.agreement_alt", "OOD inputs under two runs: {groups}.")
PLANE_ALT = message("compare.plane_alt", "The OOD points where they lie: {groups}.")
SOME_DRAWN = message(
    "compare.some_drawn",
    "Drawn is one input in {every} of each group; the numbers are those of all.",
)
AGREEMENT = message(
    "compare.agreement",
    "Each point is one OOD input; farther right and up is more OOD. Both thresholds "
    "(dashed) flag {share} of ID inputs, so both runs raise equally many false alarms, and "
    "what they catch can be compared.",
)
METRIC = message("compare.metric", "metric")
CHANGE = message("compare.change", "second minus first")
PAIRED = message(
    "compare.paired",
    "In percent, and in points with a 95% interval: both runs are measured on the same {n} "
    "bootstrap samples of the test inputs. If an interval contains 0, these inputs show no "
    "difference. Differences are taken before rounding; for FPR95 less is better, for the "
    "others more.",
)
ANSWERS = message(
    "compare.answers",
    "Below: the inputs on which the two runs differ most and, of those missed by both, the "
    "ones that look most like ID. In quotes: the first run's answer and its confidence. "
    "Then the p-values by the first and the second run.",
)
NOT_HERE = message(
    "compare.not_here",
    "The images of this set are not on this machine, so the inputs have no pictures.",
)
OF_GROUP = {  # by place in GROUPS
    1: message("compare.of_group.2", "Caught by the first alone: {n} of {all}"),
    2: message("compare.of_group.3", "Caught by the second alone: {n} of {all}"),
    3: message("compare.of_group.4", "Missed by both: {n} of {all}"),
}
P_VALUES = message("compare.p_values", "p-values {first} and {second}")

# Classes
MANY_CLASSES = message(
    "compare.many_classes",
    "{n} classes are too many to draw beside each other. The failures show single inputs, and the "
    "Lab the highest logits of each.",
)
ACCURACY = message("compare.accuracy", "How often each class is recognised")
ACCURACY_AXES = (
    message("compare.accuracy_axes.class", "class"),
    message("compare.accuracy_axes.recognised", "recognised (%)"),
)
ACCURACY_ALT = message("compare.accuracy_alt", "Accuracy by class. Each run is weakest: {weakest}.")
WEAKEST = message("compare.weakest", "{run} on {label} ({share})")
WILSON = message(
    "compare.wilson",
    "On the ID test set; the lines are 95% intervals (Wilson) for the inputs of that class.",
)
PROBE = message(
    "compare.probe",
    "CSI learns without labels: its answers here are those of a linear probe on its features.",
)
TAKEN = message("compare.taken", "What OOD inputs are taken for")
ANSWER_SHARES = {
    "axis": message("compare.answer_shares.axis", "the answer (% of the row)"),
    "cell": message("compare.answer_shares.cell", "{row} called {answer}: {share}"),
}
TAKEN_ALT = message("compare.taken_alt", "OOD inputs are mostly taken: {most}.")
TAKEN_FOR = message("compare.taken_for", "{test} for {label} ({share})")
TAKEN_TEXT = message(
    "compare.taken_text",
    "A classifier can only answer with its classes. Where a whole row falls into one class, "
    "all of that set looks alike to the network.",
)
CONFUSED = message("compare.confused", "What ID inputs are taken for")
TRULY = message("compare.truly", "truly {label}")  # a row
CONFUSED_ALT = message(
    "compare.confused_alt", "Confusion matrix; recognised: {lowest} to {highest}."
)

# Failures
PASSED = message("compare.passed", "OOD that passes for ID: {test}")
PASSED_TEXT = message(
    "compare.passed_text", "The lowest scores of the set. In quotes: the answer and its confidence."
)
STRANGE = message("compare.strange", "ID that passes for OOD")
STRANGE_TEXT = message(
    "compare.strange_text", "The highest scores of the ID test set: a threshold loses these first."
)
WRONG = message("compare.wrong", "ID that is classified wrongly with the highest confidence")
NONE_WRONG = message("compare.none_wrong", "This run classifies every ID test input correctly.")
ABOVE = message("compare.above", "above {share} of ID")  # a score
