"""The words that every lesson shares."""

PREDICT = "**Predict.** {question}"
FIRST_ANSWER = "Answer to see what happens."
OTHERS = "You and the others on this server said: {shares}."
SHARE = "“{answer}” {count}"
POINT = "Point at a term"
SLIDE = (
    "These lessons follow a lecture, in its order. Where one of its slides says something else "
    "than the paper, a note with this mark says so."
)
MISREAD = "How to misread this"
NUMBERS = "The paper's numbers beside ours"
TRAIN = "Train it yourself"
TRAIN_TEXT = (
    "On {world}, from fresh weights. You can stop it at any time and keep what it has learned."
)
ENDED = {  # status of a run -> what is said of it
    "complete": "Your run is ready.",
    "interrupted": "You stopped it. What it had learned by then is kept.",
}
NOTHING_KEPT = "You stopped it before there was anything to keep."
LOOK = "Look at it in the Lab"
GLOSSARY = "Words used here"
ONWARD = "Next: {title}"
COMPARE, OPEN_LAB = "Compare all methods", "Open the Lab"
CANVAS = "All methods on one canvas"
