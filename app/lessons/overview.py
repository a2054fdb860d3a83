"""The words of the overview."""

TITLE = "What is out-of-distribution, and who finds it?"
LEDE = (
    "A classifier is made for one kind of input: the **in-distribution** (ID). Everything else is "
    "**out-of-distribution** (OOD), and in the world outside the training set it does come."
)
SETS = {  # population of digits -> what to see in it
    "id_test": ("ID", "What the network learned to read."),
    "ood/letters": ("near OOD", "White strokes on black, and no digit."),
    "ood/textures": ("far OOD", "Nothing like a digit at all."),
    "shift/rotate": ("shifted ID", "Digits, turned. Whether to flag them is your decision."),
}
SET_ALT = "{n} examples of {kind}: {shown}"
QUESTION = (
    "Methods are often sorted into two boxes. **Post-hoc**: take a trained classifier as it is and "
    "compute a score: one number for each input, high where the input looks strange. **Outlier "
    "exposure**: train it with OOD examples, real or virtual. A method called CSI trains a network "
    "without labels to tell every image apart from its own rotations. Which box does it belong in?"
)
GUESSES = ("Post-hoc", "Outlier exposure", "Neither")
REVEAL = (
    "You said: *{guess}*. "
    "**Neither fits.** It trains a network for the purpose, so it is not post-hoc; and its turned "
    "images are copies of ID images, to be told apart, not outliers to be unsure about. (Call them "
    "“virtual OOD” and it lands in the second box, beside methods that need a second data set.) "
    "So ask two questions instead of one: is a network *trained* for the purpose, and which "
    "*outliers* does it need: none, ones it makes itself, or real ones?"
)
COLUMNS = {"none": "no outliers", "made": "made outliers", "real": "real outliers"}
POST_HOC = "The network as it is (post-hoc)"
POST_HOC_SCORES = {
    "msp": "Any classifier has it; nothing else is needed.",
    "max_logit": "Looks before softmax has thrown the size of the logits away.",
    "energy": "Takes all logits together. The same paper also trains with it, below.",
}
POST_HOC_MADE = "Empty here: nothing is trained, so nothing is made."
POST_HOC_OTHERS = (
    "Empty here. Some post-hoc detectors tune their settings on a few OOD examples, as ODIN's "
    "paper does for its temperature; here they stay fixed."
)
TRAINED = "A network trained for it"
LESSON, OPEN_LAB = "Lesson", "Open in the Lab"
PRICE = (
    "Each question has a price. Training costs time, and may cost accuracy. Outliers must not be "
    "the ones you are tested on, or the test says nothing, and what they do not surround stays "
    "dangerous."
)
BRACKETS = (
    "In brackets: mean AUROC over the digits' OOD tests (the chance that an OOD input scores "
    "higher than a digit; 50% is guessing), the lowest and the highest of three trainings that "
    "differ in the seed alone. Nothing told a plain classifier what to do with noise, so what a "
    "post-hoc score can see there is luck. ODIN, which needs the network's gradients, was not "
    "measured over seeds."
)
