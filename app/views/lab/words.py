"""The words of the Lab."""

from app.text import message

TITLE = message("lab.title", "Lab")
PANELS = {  # the tabs
    "threshold": message("lab.panels.threshold", "Threshold"),
    "confidence-map": message("lab.panels.confidence_map", "Confidence map"),
    "feature-space": message("lab.panels.feature_space", "Feature space"),
    "generated-samples": message("lab.panels.generated_samples", "Generated samples"),
    "training-replay": message("lab.panels.training_replay", "Training replay"),
    "numbers": message("lab.panels.numbers", "Numbers"),
    "conventions": message("lab.panels.conventions", "Conventions"),
}

# Below the tabs
NOTES = {  # (benchmark, method): what one should know before reading the numbers
    ("plane-rings", "csi"): message(
        "lab.notes.plane_rings_csi",
        "Expect low numbers here: a ring turned about its centre is the same ring, so CSI cannot "
        "distinguish the turns. The method needs shifts that change the data.",
    ),
    ("plane-rings", "outlier-exposure"): message(
        "lab.notes.plane_rings_outlier_exposure",
        "Look at **box** and **ring** (far OOD): they lie beyond the thin shell of training "
        "outliers, and there the network's confidence is as high as before.",
    ),
}
FORMULAS = message("lab.formulas", "The loss and the score")
GLOSSARY = message("lab.glossary", "Words used here")

# Confidence map
COLOUR = message("lab.colour", "Colour")
SLICE_AXES = (
    message("lab.slice_axes.first", "1st principal direction of the features"),
    message("lab.slice_axes.second", "2nd principal direction"),
)
CONFIDENCE_ALT = message(  # {what}: max softmax probability
    "lab.confidence_alt",
    "Map of {what} of {method} on {benchmark}. At least 0.95 on {share} of it.",
)
SCORE_ALT = message(  # {what}: Energy score
    "lab.score_alt", "Map of {what} of {method} on {benchmark}. From {low} to {high}."
)

# Feature space
NO_UMAP = message(
    "lab.no_umap",
    "This run has no UMAP yet: `python -m ood_core train` and the Train button make it after a "
    "training that was not stopped.",
)
NO_UMAP_OF_OUTPUTS = message(
    "lab.no_umap_of_outputs",
    "This run has no UMAP yet. After an upload it comes within a minute or two: reload the page. "
    "By the command line: `python -m ood_core umap --run runs/{run}`.",
)
POPULATION = message("lab.population", "Population")
CHOOSE = message("lab.choose", "Choose here, or select a point")
ROW = message("lab.row", "Input")
SELECT = message(
    "lab.select", "Select a point in either map to see its input, its scores and its logits."
)
INPUT = message("lab.input", "{population}, input {row} of {n}: called {answer}")
INPUT_TRULY = message(
    "lab.input_truly", "{population}, input {row} of {n}: called {answer}, truly {truth}"
)
AT = message("lab.at", "at ({x}, {y})")
NO_INPUT = message(
    "lab.no_input", "Its data set is not on this machine, or has changed since the training."
)
SCORES = {  # heads of columns
    "score": message("lab.scores.score", "score"),
    "value": message("lab.scores.value", "value"),
    "lower": message("lab.scores.lower", "of ID lower"),
}
LOGITS = {  # axes, and what is said of the bar under the pointer
    "class": message("lab.logits.class", "class"),
    "logit": message("lab.logits.logit", "logit"),
    "bar": message("lab.logits.bar", "class {answer}: logit {logit}"),
}
LOGITS_ALT = message("lab.logits_alt", "The logits of this input; class {answer} has the largest.")
DISTANCE = message(
    "lab.distance",
    "Distance to the nearest training features: {distance}. Half of the ID test inputs are nearer "
    "than {usual}.",
)

NO_SLICE = message(
    "lab.no_slice",
    "There is no map of this network's confidence: a plane through 1,280 directions shows next to "
    "nothing of 1,000 classes. The feature space is drawn beside.",
)

NO_SLICE_OF_OUTPUTS = message(
    "lab.no_slice_of_outputs",
    "There is no map of confidence here: only the network's outputs were uploaded. A map would "
    "need the network itself.",
)

# Generated samples
NO_GENERATOR = message(
    "lab.no_generator", "{method} has no generator. {gan} makes its own outliers."
)
MADE_VECTORS = message(
    "lab.made_vectors",
    "Here the generator makes vectors like the inputs, and nothing can show them.",
)
MADE_FEATURES = message(
    "lab.made_features",
    "Here the generators make features of photographs, 1,280 numbers each. There is no picture of "
    "them: the backbone goes from photographs to features, and not back.",
)
SHOW_GAN = message("lab.show_gan", "Show {gan}")
SAME_START = message(
    "lab.same_start", "Both start from the same weights and see the same batches and latents."
)

# Numbers
ACCURACY = message("lab.accuracy", "Test accuracy")
ACCURACY_OF = {  # where it is not the method's own
    "csi": message("lab.accuracy_of.csi", "Test accuracy (linear probe)")
}
TRAINED_IN = message("lab.trained_in", "Trained in")
SEED = message("lab.seed", "Seed")
STEPS = message("lab.steps", "Steps")
STEPS_OF = message("lab.steps_of", "{step} of {steps}")
EVERY = message("lab.every", "Every OOD test and score")
TABLE = {  # heads of columns
    "score": message("lab.table.score", "score"),
    "test": message("lab.table.test", "OOD test"),
    "kind": message("lab.table.kind", "kind"),
    "base_rate": message("lab.table.base_rate", "base rate"),
}
MADE = message("lab.made", "How this run was made")
FACTS = {  # heads of columns
    "what": message("lab.facts.what", "what"),
    "value": message("lab.facts.value", "value"),
    "paper": message("lab.facts.paper", "in the paper, if another"),
}
CHOSEN = message(
    "lab.chosen",
    "What is not as in the paper, whose settings are for CIFAR-10, was chosen by hand while this "
    "app was made, or by whoever trained the run; results on the OOD tests were seen then. No "
    "setting was chosen on the validation OOD.",
)
MADE_AT = message("lab.made_at", "made at")
WALL_TIME = message("lab.wall_time", "wall time")
TRAINED_ON = message("lab.trained_on", "trained on")
CPU = message("lab.cpu", "a CPU")
GPU = message("lab.gpu", "a GPU ({name})")
THREADS = message("lab.threads", "threads")
SYSTEM = message("lab.system", "system")
SUGGESTED = message("lab.suggested", "suggested")  # the value of a setting
PAPER = message("lab.paper", "The paper's and ours")

# Conventions
TEST = message("lab.test", "OOD test")
INTRODUCTION = message(
    "lab.conventions.introduction",
    "One network, one score, one OOD test: nothing is trained or scored again here. Only "
    "the rule changes by which the scores become FPR95, AUROC and AUPR. Guess first: which "
    "of the three changes when ID instead of OOD is the positive class?",
)
OWN = message("lab.conventions.own", "Your rule")
LABELS = {
    "positive": message("lab.conventions.labels.positive", "Positive class"),
    "fpr": message("lab.conventions.labels.fpr", "FPR95 is read where TPR"),
    "area": message("lab.conventions.labels.area", "Areas under the curves"),
    "ties": message("lab.conventions.labels.ties", "Equal scores"),
}
OPTIONS = {
    "positive": {
        "ood": message("lab.conventions.options.positive.ood", "OOD"),
        "id": message("lab.conventions.options.positive.id", "ID"),
    },
    "fpr": {  # they go on where their label ends
        "reached": message("lab.conventions.options.fpr.reached", "first reaches 95%"),
        "nearest": message("lab.conventions.options.fpr.nearest", "is nearest to 95%"),
        "band": message("lab.conventions.options.fpr.band", "is 94 to 96% (mean)"),
    },
    "area": {
        "steps": message("lab.conventions.options.area.steps", "exact"),
        "trapezoids": message("lab.conventions.options.area.trapezoids", "precision by trapezoids"),
        "grid": message("lab.conventions.options.area.grid", "even thresholds (Lee)"),
    },
    "ties": {
        "together": message("lab.conventions.options.ties.together", "pass together"),
        "positive": message("lab.conventions.options.ties.positive", "positives first"),
        "negative": message("lab.conventions.options.ties.negative", "negatives first"),
    },
}
RATIO = message("lab.conventions.ratio", "OOD inputs for each ID input")
ALL = message("lab.conventions.all", "all there are")
RULES = {  # in the picture
    "chance": message("lab.conventions.rules.chance", "chance level (share of positives)"),
    "chance_at": message("lab.conventions.rules.chance_at", "chance level {share}"),
}
RULES_ALT = message("lab.conventions.rules_alt", "FPR95 goes from {low} to {high} over the rules.")
DRAWN = message(
    "lab.conventions.drawn",
    "Your rule used {n_id} ID and {n_ood} OOD inputs, drawn at random where there were more.",
)
CONSTANT = message(
    "lab.conventions.constant",
    "This score is the same for every input here, so no threshold separates any two and "
    "every rule would only count ties. Choose another score.",
)
SPREAD = message(
    "lab.conventions.spread",
    "By these rules FPR95 ranges from **{low}** to **{high}**, although the scores are the same. "
    "{ties} of the ID inputs share their score with another ID input; with many such ties, numbers "
    "read at one threshold jump.",
)
