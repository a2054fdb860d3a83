"""The words of the first page."""

TITLE = "The classifier that is sure about noise"
LEDE = (
    "A network learned to read handwritten digits and gets {accuracy} of unseen ones right. "
    "None of the pictures below is a digit. But it has ten answers and must give one."
)
QUESTION = (
    "Of each of six test sets you see the one picture that it is surest about. How sure is that?"
)
GUESSES = ("About 10%: it cannot know", "About 50%", "Over 90%")
PICTURE_ALT, LETTER_ALT = "One picture of {about}", "The letter {letter}, one of {about}"
ANSWER = "**“{answer}”, {sure}**"
NEARLY_CERTAIN = "over 99.9%"
MEDIAN = "{about}; median of the set {sure}"
REVEAL = "You said: *{guess}*. It was over 90% sure about **{over} of {n}** of them."
RULE = (
    "The rule: from each test set, the picture that the plain classifier is surest about. "
    "So these are its worst mistakes, not its typical ones; the typical confidence (median) "
    "stands beside each."
)
EXPLAIN = """
**Why.** Softmax turns ten logits into ten probabilities that add up to one. It can say *rather
a 3 than an 8*; it has no way to say *neither*. Cross entropy rewards certainty on the training
digits and asks for nothing anywhere else, so what happens elsewhere is left to chance.

$$p_k = \\frac{e^{z_k}}{\\sum_j e^{z_j}}, \\qquad \\sum_k p_k = 1$$

Telling such inputs from the ones a network was made for is **out-of-distribution (OOD)
detection**.
"""
METHODS = "What the methods say about the same pictures"
METHODS_ALT = (
    "Share of digits that look less strange than each picture, by method. Pictures that look "
    "stranger than {share} of the digits: {counts}."
)
METHODS_COUNT = "{method} {k} of {n}"
METHODS_RULE = (
    "Scores of different methods have different units, so each is read against real digits: the "
    "number is the share of unseen digits that look *less* strange to the method than the picture "
    "does. At 100% it stands out from every digit; violet means that it passes for one. The "
    "pictures were picked against the baseline, so the fair comparison is the one over whole "
    "sets, in brackets: the mean AUROC, the chance that OOD looks stranger than a digit (50% is "
    "guessing), from the lowest to the highest of three trainings that differ in the seed alone."
)
PLANE = "The same in two dimensions, where everything can be seen"
PLANE_TEXT = (
    "Two classes of points, and at every place of the plane how certain the network is. "
    "Violet is certainty. The plain classifier is certain nearly everywhere, on the data and far "
    "from it alike. {title} learned to be unsure outside the data."
)
PLANE_ALT = "Confidence of {title}; {share:.0%} above 0.95."
NEXT = "Learn the four methods one by one, or train them all in the Lab."
START, OPEN_LAB = "Start the course", "Open the Lab"
MISSING = (
    "The pretrained run of {runs} on {world} is missing: restore the folder pretrained/ to see it."
)
OR = " or "
