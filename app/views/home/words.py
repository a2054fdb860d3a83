"""The words of the first page."""

from app.text import message

WHAT = message(
    "home.what",
    "**OOD Lab teaches how a network can notice inputs unlike those that it was trained on** "
    "(out-of-distribution detection, OOD). You guess, look and try; you need not program.",
)
FOR_WHOM = message(
    "home.for_whom",
    "**For** students and teachers who know what a classifier is, and for researchers who compare "
    "methods. **The course** is an overview and {lessons} lessons, {low} to {high} minutes each, "
    "about {hours} hours with its {questions} questions. Or begin with the puzzle below.",
)
BEGIN = message("home.begin", "Begin with: {title}")
GO_ON = message("home.go_on", "Continue with: {title}")
DONE = message(
    "home.done",
    "You have answered {done} of {questions} questions. In the menu, {begun} marks a page that you "
    "have begun, and {ended} one whose questions you have all answered.",
)
TITLE = message("home.title", "The classifier that is confident about noise")
LEDE = message(
    "home.lede",
    "This network was trained to read handwritten digits and classifies {accuracy} of "
    "unseen digits correctly. None of the pictures below shows a digit. But the network has "
    "only ten answers, 0 to 9, and must give one of them.",
)
QUESTION = message(
    "home.question",
    "For each picture the network gives ten probabilities; the largest is its "
    "**confidence**. The pictures come from different test sets. From each set you see only "
    "the picture with the highest confidence. How high is it?",
)
GUESSES = (
    message("home.guesses.1", "About 10%: it cannot know"),
    message("home.guesses.2", "About 50%"),
    message("home.guesses.3", "Over 90%"),
)
PICTURE_ALT = message("home.picture_alt", "One picture of {about}")
LETTER_ALT = message("home.letter_alt", "The letter {letter}, one of {about}")
ANSWER = message("home.answer", "**“{answer}”, {sure}**")
NEARLY_CERTAIN = message("home.nearly_certain", "over 99.9%")
MEDIAN = message("home.median", "{about}; median confidence of the set: {sure}")
REVEAL = message(
    "home.reveal",
    "You said: *{guess}*. The network's confidence is over 90% on **{over} of {n}** pictures.",
)
RULE = message(
    "home.rule",
    "From each test set you see the picture on which the plain classifier's confidence is "
    "highest. So these are its worst mistakes, not its typical ones. For a typical picture, see "
    "the median confidence of the whole test set, below each picture.",
)
METHODS = message("home.methods", "What the methods say about the same pictures")
METHODS_ALT = message(
    "home.methods_alt",
    "Share of digits that look less strange than each picture, by method. Pictures that look "
    "stranger than {share} of the digits: {counts}.",
)
LOWER = message("home.lower", "{method}: {share} of the digits score lower")
METHODS_COUNT = message("home.methods_count", "{method} {k} of {n}")
METHODS_RULE = message(
    "home.methods_rule",
    "Each number is the share of unseen digits whose OOD score is *lower* than that of the "
    "picture. (Scores of different methods have different units, so each picture is compared with "
    "real digits.) At 100% the picture scores higher than every digit: the method detects it. "
    "Blue means that it scores like a digit. The pictures were chosen to be hard for the "
    "baseline. A fair comparison is over whole test sets. In brackets is their AUROC, the chance "
    "that an OOD input scores higher than a digit (50% is guessing): near OOD / far photographs / "
    "noise, each from the lowest to the highest of three trainings that differ only in the seed.",
)
PLANE = message("home.plane", "The same in two dimensions, where everything can be seen")
PLANE_TEXT = message(
    "home.plane_text",
    "Two classes of points. The colour shows the network's confidence at every place of the "
    "plane: violet is high. The plain classifier is confident nearly everywhere, on the "
    "data and far from it alike. {title} learned low confidence outside the data.",
)
PLANE_ALT = message("home.plane_alt", "Confidence of {title}; {share:.0%} above 0.95.")
NEXT = message("home.next", "Learn the four methods one by one, or train them all in the Lab.")
START = message("home.start", "Start the course")
OPEN_LAB = message("home.open_lab", "Open the Lab")
CLASS = message("home.class", "With a class: a room")
EXERCISES = message("home.exercises", "Worksheets, lesson plans and an exam")
MISSING = message(
    "home.missing",
    "The pretrained run of {runs} on {world} is missing: restore the folder pretrained/ to see it.",
)
