"""The words of exercises, on their page and in the table of a room."""

from app.text import message

TITLES = {
    "threshold": message("exercises.titles.threshold", "A threshold for the confidence"),
    "gap": message("exercises.titles.gap", "Where the generator does not go"),
    "one-side": message("exercises.titles.one_side", "Many outliers in the wrong place"),
    "few": message("exercises.titles.few", "A handful in the right place"),
    "unseen-by-softmax": message(
        "exercises.titles.unseen_by_softmax", "Seen by the energy, unseen by softmax"
    ),
    "behind": message("exercises.titles.behind", "Where the energy score is worse"),
    "blind": message("exercises.titles.blind", "Three classes that CSI cannot tell from OOD"),
    "sees": message("exercises.titles.sees", "Three classes whose turns CSI recognises"),
}
NUMBERED = message("exercises.numbered", "{n} · {title}")
MEASURES = {  # of `ood_core.exercises`
    "accuracy": message("exercises.measures.accuracy", "Accuracy of {of}"),
    "auroc": message(
        "exercises.measures.auroc", "AUROC of {of} on the held-out ring, by its own score"
    ),
    "softmax_auroc": message(
        "exercises.measures.softmax_auroc",
        "AUROC of the same network ({of}) on the held-out ring, by the max softmax",
    ),
    "caught": message("exercises.measures.caught", "TPR of {of} on the ring at your threshold"),
    "flagged": message("exercises.measures.flagged", "FPR of {of} on ID at your threshold"),
    "tested": message(
        "exercises.measures.tested", "Test points of ID, a quarter of the points that you draw"
    ),
    "drawn": message("exercises.measures.drawn", "Classes that you have drawn"),
    "outliers": message("exercises.measures.outliers", "Drawn outliers"),
    "changed": message(
        "exercises.measures.changed",
        "Changed settings, the width of the networks included (the presets “Lee” change it)",
    ),
    "behind": message(
        "exercises.measures.behind",
        "Points of AUROC by which MSP leads the energy score, on the OOD test where it leads most",
    ),
}
SHORT = {  # the same, in a table
    "accuracy": message("exercises.short.accuracy", "accuracy of {of}"),
    "auroc": message("exercises.short.auroc", "AUROC of {of}"),
    "softmax_auroc": message("exercises.short.softmax_auroc", "AUROC of {of} by softmax"),
    "caught": message("exercises.short.caught", "TPR of {of}"),
    "flagged": message("exercises.short.flagged", "FPR of {of}"),
    "tested": message("exercises.short.tested", "test points"),
    "drawn": message("exercises.short.drawn", "classes drawn"),
    "outliers": message("exercises.short.outliers", "outliers drawn"),
    "changed": message("exercises.short.changed", "changed settings"),
    "behind": message("exercises.short.behind", "lead of MSP"),
}
LEAST = message("exercises.least", "at least {least}")
MOST = message("exercises.most", "at most {most}")
BETWEEN = message("exercises.between", "from {least} to {most}")
WANTED = message("exercises.wanted", "{measure}: {bounds}")
VALUE = message("exercises.value", "{measure}: **{value}** (wanted: {bounds})")
RIGHT = message("exercises.right", "Right")
NOT_YET = message("exercises.not_yet", "Not yet")
