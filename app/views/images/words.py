"""The words of the page for one's own images."""

TITLE = "Your images"
LEDE = (
    "What does a network say about *your* picture? It must answer with one of the classes "
    "that it was trained on. Whether your picture is of these classes at all is what the "
    "OOD methods judge."
)
WORLD = "Networks trained on"
SOURCE = "Picture"
READY, FILES, CAMERA, DRAWN = "Ready samples", "Upload", "Camera", "Draw"
SOURCES = {"ready": READY, "files": FILES, "camera": CAMERA, "drawn": DRAWN}
KNOWS = "**Training data.** {about} Classes: {classes}."
NO_WORLD = "There is no network for images here: restore the folder pretrained/ to use this page."
LOOKING = "The networks classify the pictures…"

# ways to bring a picture
UPLOAD = "Pictures: PNG, JPEG or WebP, up to 10 MB and 16 megapixels each, {most} at most"
TOO_MANY = "**{name}**: more than {most} files at a time; upload it after these."
TAKE = "Take a picture"
PHOTOGRAPH, DRAWING = "photograph", "drawing"
DARK = "Dark ink on light paper"
DARK_HELP = (
    "These networks were trained on white digits on black. Switched on, black and white are "
    "exchanged first, so that a digit on paper looks like their training data."
)
REFUSED = "**{name}**: {why}"
SAMPLES = {
    "digit": "a digit",
    "turned": "the digit, turned",
    "cat": "cat",
    "rocket": "rocket",
    "coffee": "coffee",
    "astronaut": "astronaut",
    "flower": "flower",
    "temple": "temple",
    "brick": "bricks",
    "grass": "grass",
    "text": "text",
    "noise": "noise",
}

# the question about the ready samples
QUESTION = (
    "Below are {n} pictures; hardly any of them shows one of the classes. How many of them "
    "will the plain classifier, the Baseline, call OOD?"
)
GUESSES = ("None or one", "About a quarter", "About half", "All but one or two")
COUNT = "{method} {n}"
REVEAL = (
    "You said: *{guess}*. Of {total} pictures the methods call OOD: {counted}. Each "
    "method's threshold keeps 95% of its ID test images."
)

# the widget with the verdicts, see verdicts.js
CARDS = {
    "pictures": "Pictures",
    "seen": "What the networks see",
    "given_alt": "{name}, as it came",
    "seen_alt": "{name}, as the networks see it",
    "method": "Method and score",
    "answer": "Its answer",
    "histogram": "Score: ID test images (bars), threshold (dashed), this picture (line)",
    "share": "Score higher than",
    "verdict": "Verdict",
    "numbers": "of ID test images<i><br>score {score}<br>threshold {threshold}</i>",
    "sure": "{p} sure",
    "id": "ID",
    "ood": "OOD",
    "order": "; below each picture, in this order: {methods}",
    "line": "{method}: {answer}, {p} sure, score higher than {share} of ID test, {verdict}.",
}
SIZE = "{width} × {height} pixels"  # noqa: RUF001
CHANGES = {  # what the decoder did, said of one picture
    "turned as their EXIF data say": "turned as its EXIF data say",
    "of several frames, of which the first is used": "the first of its frames",
    "put on white, since parts are transparent": "transparent parts on white",
}
HOW_READ = (
    "Farther right means a higher score, more OOD. The threshold keeps {kept} of ID test "
    "images; no OOD data were used to choose it. The axis of MSP is stretched where "
    "confidence is nearly 100%. CSI learned without labels: its answer comes from a linear "
    "probe on its features."
)
SAVE = "Save all verdicts (CSV)"
MORE = "More about: {name}"
TO_TUG = "Open in the Tug-of-war"
TO_TUG_HELP = "Shows what each loss would do to each network's logits for this picture."

# where it lands
LANDS, SHIFT, WATERFALL, FOOL = "Where it lands", "Make it shift", "CSI's addends", "Fool it"
METHOD = "Network"
PCA, UMAP = "PCA", "UMAP"
PCA_CAPTION = (
    "Your picture's place is exact, on the two directions in which the training features vary "
    "most. Two points on top of each other may be far apart in a direction that is not shown."
)
UMAP_CAPTION = (
    "This map was fitted without your picture. It is placed in the middle of the {n} mapped "
    "inputs whose features are nearest: a picture unlike all of them still lands among "
    "some. Sizes of clusters and gaps between them mean nothing."
)
NO_UMAP = "This run has no UMAP yet."
YOURS = "your pictures"
MAP_ALT = "Features of {method} by {map}. Your picture lies nearest to an input of: {nearest}."
DISTANCE = (
    "**Nearest training images.** Unlike both maps, the distance uses all dimensions: this "
    "picture's features lie **{nearest}** from the nearest of the {n} training images that "
    "this run keeps. Half of the first 200 ID test images are nearer than {usual}."
)
NO_TRAIN = "The training images of {world} are not on this machine; their classes are."
TRAINED_ON = "{label}"
AT = "distance {distance}"

# CSI's waterfall
WATERFALL_TEXT = (
    "CSI turns the picture by 0, 90, 180 and 270 degrees. *con* is the cosine to the "
    "nearest training image times the length of the projection; *cls* is the logit of the "
    "turn that was applied. High means ID. The ticks mark the median ID test image. Below: "
    "the nearest of the training images that this run keeps."
)

# make it shift
SHIFT_TEXT = (
    "Change the picture little by little. The height of a line is the share of ID test "
    "images with a lower score by that method; above the dashed line the method says OOD."
)
KINDS = {  # change -> its title, and how a level is written
    "rotate": ("Rotate", "{:g}°"),
    "blur": ("Blur, sigma in pixels", "{:g}"),
    "noise": ("Noise, standard deviation", "{:g}"),
    "brightness": ("Brightness added", "{:g}"),
    "contrast": ("Contrast taken away", "{:.0%}"),
    "cut_permute": ("Cut and permute, pieces a side", "{:g}"),
}
SAID = "{label}, {sure} sure"
SEVERITY = {  # see severity.js
    "kind": "Kind of change",
    "severity": "How much",
    "picture": "The picture after: {kind}, {level}",
    "threshold": "OOD above this line",
    "axis": "Share of ID test images with a lower score",
    "line": "{answer}; score higher than {share}",
    "id": "ID",
    "ood": "OOD",
}

# fool it
FOOL_TEXT = (
    "**The challenge.** Find a picture of something else that *every* method calls ID, each "
    "with more than {sure} confidence in some class. Draw one, try a logo, photograph "
    "something unusual. Whether it shows something else is left to your honesty."
)
CALLS_ID, CALLS_OOD = "says ID", "says OOD"
FOOLED = ":material/check_circle: **{method}** {said}, {sure} sure: fooled"
NOT_FOOLED = ":material/cancel: **{method}** {said}, {sure} sure: not fooled"
NOUNS = {"digits": "digit", "cifar10": "animal or vehicle of these classes"}
PUT_UP = "It is no {world}: put it on the board"
ALL_FOOLED = "All of them! That is what detectors are up against."
EMPTY_BOARD = "The board of this session is empty."
BOARD = "The board of this session"
SCORE = "fools {fooled} of {n}"
LEAST = "lowest confidence {sure}"

PRIVACY = "What happens to your pictures"
PRIVACY_TEXT = """
- They go to the computer that runs OOD Lab, stay in its memory, and are gone when you leave.
  Nothing is written to its disk.
- Each is decoded in a process with little memory and time, which is ended if a file misbehaves.
  What a file is, is read from its content, not from its name.
- The first frame counts. It is turned as its EXIF data say; transparent parts lie on white; CMYK,
  palettes and 16 bits become 8-bit colours. Location, camera and all other metadata are dropped.
- The central square is resized to the few pixels that the networks take: look at “What the networks
  see” before you blame them.
"""
MISREADINGS = (
    "**A verdict is no probability.** “Score higher than 99% of ID test images” does not "
    "mean that the picture is OOD with 99% probability: that depends on how often OOD "
    "inputs occur.",
    ("**ID is not “right”.** ID says that the network may answer, not that its answer is correct."),
    "**A few pixels are left.** A photograph shrunk to 28 or 32 pixels may look like a class, or "
    "like nothing, to you as well.",
    "**One picture proves nothing.** You chose it, and you will remember the surprising ones. "
    "Methods are compared on whole test sets: see Compare.",
    "**Your photograph of a cat is not CIFAR-10's.** Another camera, crop and size is a shift: "
    "some methods call it OOD although its class is known.",
)
