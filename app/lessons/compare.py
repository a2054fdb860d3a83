"""The words of the Compare page."""

PARTS = ("Numbers", "Curves", "Brush", "Two runs", "Classes", "Failures")
WORLD = "Benchmark"
RUNS = "Runs"
SAVE = "Save cards and pictures"
TITLE = "Compare"
LEDE = (
    "Every run of a world beside every other, on the same inputs: which tells ID from OOD better, "
    "by how much, and on which inputs they differ."
)
NO_RUN = "Choose at least one run above to see its numbers."
TWO_RUNS = "Both sides are the same: choose another run, or another score, for one of them."
WORLDLESS = (
    "There is no finished run to compare. Train one in the Lab, or restore the folder pretrained/."
)
OTHER_SETS = (
    "{a} and {b} were tested on different {test}: input by input they cannot be compared. Choose "
    "another OOD test, or train one of them again."
)
NOT_FINITE = (
    "The {score} score of {run} is not a finite number on {test}: it cannot be drawn. Choose "
    "another score."
)
NOT_SCORED = (
    "{run} has no {score} score of {test}: choose another score, or leave these inputs out."
)
CONSTANT = "The {score} score of {run} is the same for all of these inputs: it tells none apart."

OWN, EVERY = "Each method's own", "Every score"
BY_METHOD = "as chosen"
DEEPER = {
    "fpr95": "FPR95: share of ID inputs flagged when 95% of OOD is caught. Low is good; 95% is "
    "guessing.",
    "auroc": "AUROC: chance that an OOD input scores higher than an ID input. 50% is guessing.",
    "aupr_out": "AUPR-out: average precision with OOD positive. Guessing gives the base rate, "
    "which differs from test to test: compare within a column only.",
    "aupr_in": "AUPR-in: average precision with ID positive. Guessing gives the ID inputs' share, "
    "which differs from test to test: compare within a column only.",
}
HEAT = (
    "In percent; the deeper the violet, the better. **Bold**: the best of its column, and every "
    "row whose 95% interval reaches the best: so a wide interval can make a worse number bold. "
    "Point at a cell to see its interval."
)
INTERVALS = (
    "Intervals are 95% bootstrap intervals over the test inputs. They do not contain what another "
    "seed of the training would change. The means weigh every OOD test alike."
)
CAVEAT = "{run}: {caveat}"
NO_INTERVALS = (
    "No intervals yet for {runs}: the app makes them after a training, "
    "`python -m ood_core intervals --run DIR` at once."
)
MOST_LINES = 7
TOO_MANY = "Of these {n} curves the first {most} are drawn: more could not be told apart."
CURVES = (
    "The ring is the FPR95 point: the first threshold that catches 95% of OOD. The same inputs, "
    "read twice: a ROC curve does not change with the number of OOD inputs, precision does. "
    "Thin grey dots: guessing."
)
FORMAT = "The camera above a picture saves it as"
BRUSH = (
    "Brush a stretch of the histogram, and the same inputs light up on the map; brush the map, and "
    "they fill the histogram. Their pictures stand below: which OOD inputs pass for ID, and where "
    "do they lie?"
)
BRUSH_SHOWN = "The first {n} inputs of each set, those that the map of the features has."
NOT_HERE = "The images of this set are not on this machine, so the inputs have no pictures."
NO_PICTURES = (
    "The images are not on this machine, so the classes stand in their place: truth → "
    "answer where the answer is wrong."
)
OTHER_POINTS = (
    "The points of this world are not those that this run was measured on: choose another map, or "
    "train it again."
)
PLANE_PICTURES = "On the plane the input is its own picture: choose the map of the inputs."
CARDS = (
    "The card of a run: what was asked, on which data, by which packages, and every number with "
    "its interval."
)

TWO = (
    "Two runs on the same inputs, one by one. Their scores have different units, so each input is "
    "read by how much of ID is at least as strange: that is the same question to both."
)
SIDES = {"first": "First", "second": "Second"}
METRIC = "metric"
SHARE = "ID inputs that each may flag"
GROUPS = (
    "caught by both",
    "caught by the first alone",
    "caught by the second alone",
    "missed by both",
)
SOME_DRAWN = "Drawn is one input in {every} of each group; the numbers are those of all."
AGREEMENT = (
    "Each point is one OOD input; right and up is stranger. Both thresholds (dashed) flag {share} "
    "of ID inputs, so they cost the same, and what they catch can be compared."
)
ANSWERS = (
    "Below, the inputs on which the two differ most, and of those missed by both the most "
    "ordinary. In quotes the first run's answer and its confidence, then the share of ID that is "
    "as strange to the first and to the second."
)
CHANGE = "second minus first"
PAIRED = (
    "In percent, and in points with a 95% interval: both sides are read on the same {n} draws of "
    "the test inputs. An interval that holds 0 says that these inputs do not tell the two apart. "
    "Differences are taken before rounding; of FPR95 less is better, of the others more."
)
ACCURACY = "How often each class is recognised"
WILSON = "On the ID test set; the lines are 95% intervals (Wilson) for the inputs of that class."
PROBE = "CSI learns without labels: its answers here are those of a linear probe on its features."
TAKEN = "What OOD inputs are taken for"
TAKEN_AXIS = "the answer (% of the row)"
TAKEN_TEXT = (
    "A classifier has no answer but its classes. Where a whole row falls into one class, all of "
    "that set looks alike to the network."
)
CONFUSED = "What ID inputs are taken for"
PASSED = "OOD that passes for ID: {test}"
PASSED_TEXT = "The lowest scores of the set. In quotes the answer and its confidence."
STRANGE = "ID that passes for OOD"
STRANGE_TEXT = "The highest scores of the ID test set: a threshold loses these first."
WRONG = "ID, called something else with the most confidence"
NONE_WRONG = "No ID test input is called something else by this run."
