"""The words of the page for one's own images."""

from app.text import message

TITLE = message("images.title", "Your images")
LEDE = message(
    "images.lede",
    "What does a network say about *your* picture? It must answer with one of the classes that it "
    "was trained on. The OOD methods judge whether your picture is of these classes at all.",
)
WORLD = message("images.world", "Networks trained on")
SOURCE = message("images.source", "Picture")
SOURCES = {
    "ready": message("images.ready", "Ready samples"),
    "files": message("images.files", "Upload"),
    "camera": message("images.camera", "Camera"),
    "drawn": message("images.drawn", "Draw"),
}
SOME = 12  # classes that are named before "…"
KNOWS = message("images.knows", "**Training data.** {about} Classes: {classes}.")
NO_WORLD = message(
    "images.no_world",
    "There is no network for images here: restore the folder pretrained/ to use this page.",
)
LOOKING = message("images.looking", "The networks classify the pictures…")

# ways to bring a picture
UPLOAD = message(
    "images.upload",
    "Pictures: PNG, JPEG, WebP, TIFF or BMP, up to 25 MB each, {most} at most",
)
REFUSED = message("images.refused", "**{name}**: {why}")
TOO_MANY = message(  # a reason why it is refused
    "images.too_many", "more than {most} files at a time; upload it after these."
)
CAMERA_NEEDS = message(
    "images.camera_needs",
    "A browser lends a page its camera only over HTTPS, or on the computer itself (localhost).",
)
TAKE = message("images.take", "Take a picture")
PHOTOGRAPH = message("images.photograph", "photograph")
DRAWING = message("images.drawing", "drawing")
DARK = message("images.dark", "Dark ink on light paper")
DARK_HELP = message(
    "images.dark_help",
    "These networks were trained on white digits on black. Switched on, black and white are "
    "exchanged first, so that a digit on paper looks like their training data.",
)
SAMPLES = {
    "digit": message("images.samples.digit", "a digit"),
    "turned": message("images.samples.turned", "the digit, turned"),
    "cat": message("images.samples.cat", "cat"),
    "rocket": message("images.samples.rocket", "rocket"),
    "coffee": message("images.samples.coffee", "coffee"),
    "astronaut": message("images.samples.astronaut", "astronaut"),
    "flower": message("images.samples.flower", "flower"),
    "temple": message("images.samples.temple", "temple"),
    "brick": message("images.samples.brick", "bricks"),
    "grass": message("images.samples.grass", "grass"),
    "text": message("images.samples.text", "text"),
    "noise": message("images.samples.noise", "noise"),
}

# the question about the ready samples
QUESTION = message(
    "images.question",
    "Below are {n} pictures; hardly any of them shows one of the classes. How many of them "
    "will the plain classifier, the Baseline, call OOD?",
)
QUESTION_FROZEN = message(
    "images.question_frozen",
    "Below are {n} pictures. Some show one of the 1,000 kinds of things that the network knows, "
    "others show none of them. How many will its confidence (MSP) call OOD?",
)
GUESSES = (
    message("images.guesses.1", "None or one"),
    message("images.guesses.2", "About a quarter"),
    message("images.guesses.3", "About half"),
    message("images.guesses.4", "All but one or two"),
)
REVEAL = message(
    "images.reveal",
    "You said: *{guess}*. Of {total} pictures the methods call OOD: {counted}. Each "
    "method's threshold keeps 95% of its ID test images.",
)

REVEAL_FROZEN = message(
    "images.reveal_frozen",
    "You said: *{guess}*. Of {total} pictures the scores call OOD: {counted}. It is one network "
    "all the time: only the score changes. Each score's threshold keeps 95% of the ID test "
    "photographs.",
)

# the widget with the verdicts, see verdicts.js
CARDS = {
    "pictures": message("images.cards.pictures", "Pictures"),
    "seen": message("images.cards.seen", "What the networks see"),
    "given_alt": message("images.cards.given_alt", "{name}, as it came"),
    "seen_alt": message("images.cards.seen_alt", "{name}, as the networks see it"),
    "method": message("images.cards.method", "Method and score"),
    "answer": message("images.cards.answer", "Its answer"),
    "histogram": message(
        "images.cards.histogram",
        "Score: ID test images (bars), threshold (dashed), this picture (line)",
    ),
    "share": message("images.cards.share", "Score higher than"),
    "verdict": message("images.cards.verdict", "Verdict"),
    "numbers": message(
        "images.cards.numbers", "of ID test images<i><br>score {score}<br>threshold {threshold}</i>"
    ),
    "sure": message("images.cards.sure", "{p} sure"),
    "id": "ID",
    "ood": "OOD",
    "order": message("images.cards.order", "; below each picture, in this order: {methods}"),
    "line": message(
        "images.cards.line",
        "{method}: {answer}, {p} sure, score higher than {share} of ID test, {verdict}.",
    ),
}
SIZE = message("images.size", "{width} × {height} pixels")  # noqa: RUF001
CHANGES = {  # what was done to a picture, listed after its size: see ood_core/images.py
    "cut": message("images.changes.cut", "cut to the central square"),
    "turned": message("images.changes.turned", "turned as its EXIF data say"),
    "first_frame": message("images.changes.first_frame", "the first of its frames"),
    "on_white": message("images.changes.on_white", "transparent parts on white"),
    "from_16_bits": message("images.changes.from_16_bits", "brought from 16 bits to 8"),
    "from_cmyk": message("images.changes.from_cmyk", "brought from CMYK to RGB"),
    "from_palette": message(
        "images.changes.from_palette", "brought from a palette or two tones to grey or RGB"
    ),
}
HOW_READ = message(
    "images.how_read",
    "Farther right means a higher score, more OOD. The threshold keeps {kept} of ID test "
    "images; no OOD data were used to choose it. The axis of MSP is stretched where "
    "confidence is nearly 100%.",
)
CSI_ANSWERS = message(
    "images.csi_answers",
    "CSI learned without labels: its answer comes from a linear probe on its features.",
)
SAVE = message("images.save", "Save all verdicts (CSV)")
MORE = message("images.more", "More about: {name}")
TO_TUG = message("images.to_tug", "Open in the Tug-of-war")
TO_TUG_HELP = message(
    "images.to_tug_help", "Shows what each loss would do to each network's logits for this picture."
)

TOP_HEADS = {  # of columns
    "answer": message("images.top_heads.answer", "answer"),
    "share": message("images.top_heads.share", "confidence"),
}
TOP_TEXT = message(
    "images.top_text",
    "The five answers with the highest softmax probability. They and all others add up to 100%, "
    "whether or not the picture shows any of the 1,000 kinds of things.",
)

PARTS = {  # tabs
    "lands": message("images.parts.lands", "Where it lands"),
    "small": message("images.parts.small", "At 32 pixels"),
    "shift": message("images.parts.shift", "Make it shift"),
    "waterfall": message("images.parts.waterfall", "CSI's addends"),
    "fool": message("images.parts.fool", "Fool it"),
}

# where it lands
METHOD = message("images.method", "Network")
PCA_CAPTION = message(
    "images.pca_caption",
    "Your picture's place is exact, on the two directions in which the training features vary "
    "most. Two points on top of each other may be far apart in a direction that is not shown.",
)
UMAP_CAPTION = message(
    "images.umap_caption",
    "This map was fitted without your picture. It is placed in the middle of the {n} mapped "
    "inputs whose features are nearest: a picture unlike all of them still lands among "
    "some. Sizes of clusters and gaps between them mean nothing.",
)
NO_UMAP = message("images.no_umap", "This run has no UMAP yet.")
YOURS = message("images.yours", "your pictures")
MAP_ALT = message(
    "images.map_alt",
    "Features of {method} by {map}. Your picture lies nearest to an input of: {nearest}.",
)
DISTANCE = message(
    "images.distance",
    "**Nearest training images.** Both maps show two dimensions; this distance uses all. The "
    "features of this picture lie **{nearest}** from the nearest of the {n} training images that "
    "this run keeps. Half of the first 200 ID test images are nearer than {usual}.",
)
NO_TRAIN = message(
    "images.no_train", "The training images of {world} are not on this machine; their classes are."
)
AT = message("images.at", "distance {distance}")

# one photograph, large and small
SMALL_TEXT = message(
    "images.small_text",
    "What does resolution take away? On the left the {seen} × {seen} pixels that the network "  # noqa: RUF001
    "looks at. On the right the same photograph at {small} × {small} pixels, the size of "  # noqa: RUF001
    "CIFAR-10, enlarged again for the same network; below it, what the networks say that were "
    "trained on pictures of that size.",
)
SMALL_SIZE = message("images.small_size", "{side} × {side} pixels")  # noqa: RUF001
SMALL_ALT = message("images.small_alt", "{name}, {side} pixels a side")
SMALL_ID = message(
    "images.small_id", "{method}: **ID**, {answer}, {sure} sure, score higher than {share} of ID"
)
SMALL_OOD = message(
    "images.small_ood", "{method}: **OOD**, {answer}, {sure} sure, score higher than {share} of ID"
)
SMALL_NETWORKS = message("images.small_networks", "Networks of {world}")

# CSI's waterfall
WATERFALL_TEXT = message(
    "images.waterfall_text",
    "CSI turns the picture by 0, 90, 180 and 270 degrees. *con* is the cosine to the "
    "nearest training image times the length of the projection; *cls* is the logit of the "
    "turn that was applied. High means ID. The ticks mark the median ID test image. Below: "
    "the nearest of the training images that this run keeps.",
)

# make it shift
SHIFT_TEXT = message(
    "images.shift_text",
    "Change the picture little by little. The height of a line is the share of ID test "
    "images with a lower score by that method; above the dashed line the method says OOD.",
)
KINDS = {  # change -> its title, and how a level is written
    "rotate": (message("images.kinds.rotate", "Rotate"), "{:g}°"),
    "blur": (message("images.kinds.blur", "Blur, sigma in pixels"), "{:g}"),
    "noise": (message("images.kinds.noise", "Noise, standard deviation"), "{:g}"),
    "brightness": (message("images.kinds.brightness", "Brightness added"), "{:g}"),
    "contrast": (message("images.kinds.contrast", "Contrast taken away"), "{:.0%}"),
    "cut_permute": (message("images.kinds.cut_permute", "Cut and permute, pieces a side"), "{:g}"),
}
SAID = message("images.said", "{label}, {sure} sure")
SEVERITY = {  # see severity.js
    "kind": message("images.severity.kind", "Kind of change"),
    "severity": message("images.severity.severity", "How much"),
    "picture": message("images.severity.picture", "The picture after: {kind}, {level}"),
    "threshold": message("images.severity.threshold", "OOD above this line"),
    "axis": message("images.severity.axis", "Share of ID test images with a lower score"),
    "line": message("images.severity.line", "{answer}; score higher than {share}"),
    "id": "ID",
    "ood": "OOD",
}

# fool it
FOOL_TEXT = message(
    "images.fool_text",
    "**The challenge.** Find a picture of something else that *every* method calls ID, each "
    "with more than {sure} confidence in some class. Draw one, try a logo, photograph "
    "something unusual. Whether it shows something else is left to your honesty.",
)
FOOLED = message(
    "images.fooled", ":material/check_circle: **{method}** says ID, {sure} sure: fooled"
)
UNSURE = message("images.unsure", ":material/cancel: **{method}** says ID, {sure} sure: not fooled")
NOT_FOOLED = message(
    "images.not_fooled", ":material/cancel: **{method}** says OOD, {sure} sure: not fooled"
)
PUT_UP = {  # the classes of a benchmark in one word, where there is one
    "digits": message("images.put_up.digits", "It is no digit: put it on the board"),
    "cifar10": message(
        "images.put_up.cifar10",
        "It is no animal or vehicle of these classes: put it on the board",
    ),
}
PUT_UP_OTHER = message("images.put_up_other", "It is of no class of {world}: put it on the board")
ALL_FOOLED = message("images.all_fooled", "All of them! That is what detectors are up against.")
TO_ROOM = message(
    "images.to_room",
    "You are in room {code}: what you put on the board, its teacher sees too, the best of your "
    "pictures, small, with your nickname if you have one.",
)
EMPTY_BOARD = message("images.empty_board", "The board of this session is empty.")
BOARD = message("images.board", "The board of this session")
SCORE = message("images.score", "fools {fooled} of {n}")
LEAST = message("images.least", "lowest confidence {sure}")

PRIVACY = message("images.privacy", "What happens to your pictures")
MISREADINGS = (
    message(
        "images.misreadings.1",
        "**A verdict is no probability.** “Score higher than 99% of ID test images” does not "
        "mean that the picture is OOD with 99% probability: that depends on how often OOD "
        "inputs occur.",
    ),
    message(
        "images.misreadings.2",
        "**ID is not “right”.** ID says that the network may answer, not that its answer is "
        "correct.",
    ),
    message(
        "images.misreadings.3",
        "**A few pixels are left.** A photograph shrunk to 28 or 32 pixels may look like a "
        "class, or like nothing, to you as well.",
    ),
    message(
        "images.misreadings.4",
        "**One picture proves nothing.** You chose it, and you will remember the surprising ones. "
        "Methods are compared on whole test sets: see Compare.",
    ),
    message(
        "images.misreadings.5",
        "**Your photograph of a cat is not CIFAR-10's.** Another camera, crop and size is a shift: "
        "some methods call it OOD although its class is known.",
    ),
)
