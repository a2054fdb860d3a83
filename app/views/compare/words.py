"""The words of the Compare page."""

from app.text import message

PARTS = {
    "numbers": message("compare.parts.numbers", "Numbers"),
    "curves": message("compare.parts.curves", "Curves"),
    "brush": message("compare.parts.brush", "Brush"),
    "two-runs": message("compare.parts.two_runs", "Two runs"),
    "classes": message("compare.parts.classes", "Classes"),
    "failures": message("compare.parts.failures", "Failures"),
}
WORLD = message("compare.world", "Benchmark")
RUNS = message("compare.runs", "Runs")
SAVE = message("compare.save", "Save cards and pictures")
TITLE = message("compare.title", "Compare")
LEDE = message(
    "compare.lede",
    "All runs on one benchmark, on the same inputs: which separates ID from OOD better, by "
    "how much, and on which inputs do they differ?",
)
NO_RUN = message("compare.no_run", "Choose at least one run above to see its numbers.")
TWO_RUNS = message(
    "compare.two_runs",
    "Both sides are the same: choose another run, or another score, for one of them.",
)
WORLDLESS = message(
    "compare.worldless",
    "There is no finished run to compare. Train one in the Lab, or restore the folder pretrained/.",
)

OWN = message("compare.own", "Each method's own")
SCORES = {"own": OWN, "every": message("compare.scores.every", "Every score")}
MAPS = {
    "pca": message("compare.maps.pca", "PCA of the features"),
    "umap": message("compare.maps.umap", "UMAP of the features"),
    "plane": message("compare.maps.plane", "the inputs themselves"),
}
BY_METHOD = message("compare.by_method", "as chosen")
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
    "In percent; the deeper the violet, the better. **Bold**: the best of its column, and every "
    "row whose 95% interval reaches the best: so a wide interval can make a worse number bold. "
    "Point at a cell to see its interval.",
)
INTERVALS = message(
    "compare.intervals",
    "Intervals are 95% bootstrap intervals over the test inputs. They do not contain what another "
    "seed of the training would change. The means weigh every OOD test alike.",
)
CAVEAT = message("compare.caveat", "{run}: {caveat}")
NO_INTERVALS = message(
    "compare.no_intervals",
    "No intervals yet for {runs}: the app makes them after a training, "
    "`python -m ood_core intervals --run DIR` at once.",
)
MOST_LINES = 7
TOO_MANY = message(
    "compare.too_many",
    "Of these {n} curves the first {most} are drawn: more could not be distinguished.",
)
CURVES = message(
    "compare.curves",
    "The ring is the FPR95 point: the first threshold that catches 95% of OOD. Both "
    "pictures show the same inputs: a ROC curve does not change with the number of OOD "
    "inputs, precision does. Thin grey dots: guessing.",
)
FORMAT = message("compare.format", "The camera above a picture saves it as")
BRUSH = message(
    "compare.brush",
    "Brush (select) a range of the histogram, and the same inputs are marked on the map; "
    "brush a part of the map, and its inputs are marked in the histogram. Their pictures "
    "are shown below: which OOD inputs pass for ID, and where do they lie?",
)
BRUSH_SHOWN = message(
    "compare.brush_shown",
    "The first {n} inputs of each set, those that the map of the features has.",
)
NOT_HERE = message(
    "compare.not_here",
    "The images of this set are not on this machine, so the inputs have no pictures.",
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
CARDS = message(
    "compare.cards",
    "The card of a run: its settings, its data, the versions of its packages, and every "
    "number with its interval.",
)

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
METRIC = message("compare.metric", "metric")
SHARE = message("compare.share", "ID inputs that each may flag")
GROUPS = (
    message("compare.groups.1", "caught by both"),
    message("compare.groups.2", "caught by the first alone"),
    message("compare.groups.3", "caught by the second alone"),
    message("compare.groups.4", "missed by both"),
)
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
ANSWERS = message(
    "compare.answers",
    "Below: the inputs on which the two runs differ most and, of those missed by both, the "
    "ones that look most like ID. In quotes: the first run's answer and its confidence. "
    "Then the p-values by the first and the second run.",
)
P_VALUES = message("compare.p_values", "p-values {first} and {second}")
CHANGE = message("compare.change", "second minus first")
PAIRED = message(
    "compare.paired",
    "In percent, and in points with a 95% interval: both runs are measured on the same {n} "
    "bootstrap samples of the test inputs. If an interval contains 0, these inputs show no "
    "difference. Differences are taken before rounding; for FPR95 less is better, for the "
    "others more.",
)
ACCURACY = message("compare.accuracy", "How often each class is recognised")
WILSON = message(
    "compare.wilson",
    "On the ID test set; the lines are 95% intervals (Wilson) for the inputs of that class.",
)
PROBE = message(
    "compare.probe",
    "CSI learns without labels: its answers here are those of a linear probe on its features.",
)
TAKEN = message("compare.taken", "What OOD inputs are taken for")
TAKEN_AXIS = message("compare.taken_axis", "the answer (% of the row)")
TAKEN_TEXT = message(
    "compare.taken_text",
    "A classifier can only answer with its classes. Where a whole row falls into one class, "
    "all of that set looks alike to the network.",
)
CONFUSED = message("compare.confused", "What ID inputs are taken for")
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
