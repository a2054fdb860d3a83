"""The words that every lesson shares."""

from app.text import message

PREDICT = message("lesson.predict", "**Predict.** {question}")
FIRST_ANSWER = message("lesson.first_answer", "Answer to see what happens.")
IS_RIGHT = message("lesson.is_right", ":green[:material/check_circle:] **Right.**")
IS_WRONG = message(
    "lesson.is_wrong", ":orange[:material/cancel:] **Not quite.** The answer is “{right}”."
)
DEPENDS = message("lesson.depends", "Here no single answer is right; read on.")
OTHERS = message("lesson.others", "You and the others on this server said: {shares}.")
SHARE = message("lesson.share", "“{answer}” {count}")
POINT = message("lesson.point", "Choose a term")
LECTURE = message("lesson.lecture", "I follow the lecture")
LECTURE_HELP = message(
    "lesson.lecture_help",
    "These lessons go with a lecture. Switch this on, and a line says wherever the lecture differs "
    "from the papers.",
)
SLIP = message(  # {said} goes on about the lecture: "It calls ..."
    "lesson.slip",
    ":material/edit_note: *A correction to the lecture.* {said}",
)
MISREAD = message("lesson.misread", "How to misread this")
MISREAD_LATER = message(
    "lesson.misread_later",
    "These points give answers away. They appear once you have answered the questions above "
    "({n} to go).",
)
MORE = message("lesson.more", "More numbers")
NUMBERS = message("lesson.numbers", "The paper's numbers beside ours")
PAPER = message("lesson.paper", "paper")
OURS = message("lesson.ours", "ours")
DOTS = {  # the words of a chart of dots
    "before": message("lesson.dots.before", "{name}, before"),
    # where a dot is pointed at
    "interval": message("lesson.dots.interval", " ({low:.1f} to {high:.1f})"),
}
DOTS_ALT = message("lesson.dots_alt", "{axis}. {rows}.")
DOTS_INTERVALS = message(
    "lesson.dots_intervals",
    "The bar at a dot is its 95% interval by the bootstrap over test inputs, of one training. "
    "The paper prints none.",
)
TRAIN = message("lesson.train", "Train it yourself")
TRAIN_TEXT = message(
    "lesson.train_text",
    "On {world}, from fresh weights. You can stop it at any time and keep what it has learned.",
)
ENDED = {  # status of a run -> what is said of it
    "complete": message("lesson.ended.complete", "Your run is ready."),
    "interrupted": message(
        "lesson.ended.interrupted", "You stopped it. What it had learned by then is kept."
    ),
}
NOTHING_KEPT = message("lesson.nothing_kept", "You stopped it before there was anything to keep.")
LOOK = message("lesson.look", "Look at it in the Lab")
TERMS = message(
    "lesson.terms",
    "**ID** (in-distribution): like the training data. **OOD** (out-of-distribution): anything "
    "else, *near* or *far*. **AUROC**: the chance that OOD scores above ID; 50% is guessing. "
    "**FPR95**: the share of ID flagged when 95% of OOD is caught.",
)
GLOSSARY = message("lesson.glossary", "Words used here")
ONWARD = message("lesson.onward", "Next: {title}")
COMPARE = message("lesson.compare", "Compare all methods")
OPEN_LAB = message("lesson.open_lab", "Open the Lab")
CANVAS = message("lesson.canvas", "All methods on one canvas")
