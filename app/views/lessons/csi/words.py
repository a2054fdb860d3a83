"""The words of the CSI lesson. A figure or a widget gets those that stand in a dictionary."""

from app.blocks import course
from app.blocks.lesson import Term
from app.components.clocks.words import CLOCKS as OF_CLOCKS
from app.components.shadow.words import SHADOW
from app.text import message

TITLE = message("csi.title", "CSI: every image against its own rotations")
LEDE = message(
    "csi.lede",
    "CSI (Tack et al., 2020) needs no labels and no outliers. It takes contrastive learning, which "
    "pulls two views of one image together and pushes different images apart, and changes one "
    "rule: an image turned by 90° counts as a *different* image.",
)

# ---- contrastive learning from zero ----

CIRCLE = message("csi.circle", "Contrastive learning from zero")
CIRCLE_TEXT = message(
    "csi.circle_text",
    "A network turns an image $x$ into **features** $f(x)$, the output of the last layer before "
    "any head. A small head turns these into the **projection** $z(x)$, which only the "
    "contrastive loss uses. This loss looks only at the direction of $z$. So in two dimensions "
    "every image is a point on the unit circle. The **anchor** and the **positive** are two views "
    "of one image; the **negatives** are other images. Drag the points, or move their sliders.",
)
PUSH = message(
    "csi.push",
    "At the start the three negatives are 30°, 110° and 150° away from the anchor. "
    "Which one does the loss push hardest?",
)
PUSHES = (
    message("csi.pushes.1", "The one at 30°"),
    message("csi.pushes.2", "The one at 110°"),
    message("csi.pushes.3", "The one at 150°"),
    message("csi.pushes.4", "All three alike"),
)
ON_CIRCLE = {
    "angles": message("csi.on_circle.angles", "angles of the points"),
    "points": (  # beside a slider, on the circle
        (
            message("csi.on_circle.points.1.1", "anchor"),
            message("csi.on_circle.points.1.2", "anchor"),
        ),
        (
            message("csi.on_circle.points.2.1", "positive"),
            message("csi.on_circle.points.2.2", "positive"),
        ),
        (
            message("csi.on_circle.points.3.1", "negative 1"),
            message("csi.on_circle.points.3.2", "neg. 1"),
        ),
        (
            message("csi.on_circle.points.4.1", "negative 2"),
            message("csi.on_circle.points.4.2", "neg. 2"),
        ),
        (
            message("csi.on_circle.points.5.1", "negative 3"),
            message("csi.on_circle.points.5.2", "neg. 3"),
        ),
    ),
    "alt": message("csi.on_circle.alt", "Unit circle: {points}."),
    "point_at": message("csi.on_circle.point_at", "{name} at {degrees} degrees"),
    "loss_alt": message("csi.on_circle.loss_alt", "Loss {loss}."),
    "away": message("csi.on_circle.away", "{degrees}°, {away}° away"),  # from the anchor
    "temperature": message("csi.on_circle.temperature", "temperature τ"),
    "many": message("csi.on_circle.many", "images at negatives 2 and 3"),
    "false_negative": message("csi.on_circle.false_negative", "force on negative 1:"),
    "step": message("csi.on_circle.step", "Take one step along the forces"),
    "reset": message("csi.on_circle.reset", "Back to the start"),
    "other": message("csi.on_circle.other", "anchor and"),  # the points named below it
    "angle": message("csi.on_circle.angle", "angle"),
    "cosine": message("csi.on_circle.cosine", "cos"),
    "power": message("csi.on_circle.power", "exp(cos / τ)"),
    "share": message("csi.on_circle.share", "share q"),
    "force": message("csi.on_circle.force", "force"),
    "loss": message("csi.on_circle.loss", "loss"),
    "on_anchor": message("csi.on_circle.on_anchor", "force on the anchor:"),
    "caption": message(
        "csi.on_circle.caption",
        "An arrow is minus the derivative of the loss with respect to the point's angle: where "
        "gradient descent moves the point. Positive forces turn counter-clockwise. An arrow of "
        "one radius is a force of 2; a dashed arrow has been cut. A step turns each point by 0.1 "
        "radians for a force of 1.",
    ),
}
PUSH_REVEAL = message(
    "csi.push_reveal",
    """
You said: *{guess}*. At the start it is **the one at 30°**: see the last column of the table. The
push on a negative is its share $q$ of the sum, times $\\sin(\\text{{angle}})/\\tau$. Nearly all of
the sum belongs to those close by, because of $e^{{\\cos/\\tau}}$. Things to try:

- Lower the temperature to 0.1. The nearest negative takes almost the whole share of the negatives.
- Drag a negative exactly onto the anchor. Its share is now the largest, but its force is zero: at
  its maximum the cosine does not change along the circle.
- Suppose that negative 1 shows what the anchor shows. It is a **false negative**, and the loss
  pushes it away by mistake. Put more images at the other two negatives, as in a larger batch, up to
  512: the share of negative 1 falls, and so does the force on it.
- Press *Take one step* ten times. Anchor and positive meet. The anchor has moved away from the
  negative that pushed hardest, even if that brings it nearer to another. In training every view is
  the anchor once, so negatives also repel one another, and the points spread over the whole sphere.
""",
)
NT_XENT = [
    r"\mathcal{L}_i = -\ln \frac{ \exp\big(",
    Term(
        r"\cos(z_i, z_p)",
        message("csi.nt_xent.2.positive_pair", "positive pair"),
        message(
            "csi.nt_xent.2.positive_pair.meaning",
            "The cosine between anchor and positive: in the table, the first row. The loss "
            "falls as it grows.",
        ),
        "positive",
    ),
    "/",
    Term(
        r"\tau",
        message("csi.nt_xent.4.temperature", "temperature"),
        message(
            "csi.nt_xent.4.temperature.meaning",
            "How much more near negatives count than far ones. Small: only the nearest negative "
            "matters. The paper and our runs use 0.5.",
        ),
    ),
    r"\big) }{",
    Term(
        r"\textstyle\sum_{j \neq i} \exp\big(\cos(z_i, z_j)/\tau\big)",
        message("csi.nt_xent.6.all_the_others", "all the others"),
        message(
            "csi.nt_xent.6.all_the_others.meaning",
            "The column exp(cos / τ), added up: the positive and every negative. A negative that "
            "comes near makes it larger, and so the loss.",
        ),
        "sum",
    ),
    "}",
]
NT_XENT_TEXT = message(
    "csi.nt_xent_text",
    "This is **NT-Xent**, the loss of SimCLR (Chen et al., 2020), for one anchor; its mean over "
    "all views is the loss. It asks *which of these is the other view of my image?*",
)

VIEWS = message("csi.views", "Two views of an image attract, other images repel")
VIEWS_TEXT = message(
    "csi.views_text",
    "A **view** is the image, changed at random in ways that keep what it shows: here "
    "turned by up to 15°, resized, moved by up to a tenth of its side, with less contrast. "
    "Three digits make six views. Point at a cell of the matrix, or move the two sliders.",
)
VIEW = message("csi.view", "a {digit}, view {view}")
DRAW_AGAIN = message("csi.draw_again", "Draw other views")
VIEWS_CAPTION = message(
    "csi.views_caption",
    "Which pairs repel is decided without labels. So two images of the same class repel each other "
    "as well (false negatives); in a large batch each of them counts for little. The views are "
    "drawn as in our training.",
)
MATRIX = {
    "row": message("csi.matrix.row", "Row"),
    "column": message("csi.matrix.column", "Column"),
    "row_slider": message("csi.matrix.row_slider", "Row of the matrix"),
    "column_slider": message("csi.matrix.column_slider", "Column of the matrix"),
    "alt": message("csi.matrix.alt", "Matrix of pairs; row {row}, column {column}: {pair}."),
    "count": message("csi.matrix.count", "In this row: {positive} positive, {negative} negatives."),
    "count_shifted": message(
        "csi.matrix.count_shifted",
        "In this row: {positive} positive, {negative} negatives ({shifted} of them "
        "its own image under other shifts).",
    ),
}
PAIRS_OF_VIEWS = {
    "positive": (
        message("csi.pairs_of_views.positive.1", "same image: attract"),
        message(
            "csi.pairs_of_views.positive.2",
            "Two views of one image are a positive pair. The loss pulls them together.",
        ),
    ),
    "other": (
        message("csi.pairs_of_views.other.1", "other image: repel"),
        message(
            "csi.pairs_of_views.other.2",
            "Views of two images are a negative pair. The loss pushes them apart, and the nearer "
            "they are, the harder.",
        ),
    ),
    "self": (
        message("csi.pairs_of_views.self.1", "itself"),
        message(
            "csi.pairs_of_views.self.2",
            "No view is compared with itself: the sum leaves out j = i.",
        ),
    ),
}

# ---- shifting transformations ----

SHIFTING = message("csi.shifting", "The one change: a turned image is another image")
SHIFTING_TEXT = message(
    "csi.shifting_text",
    "CSI chooses **shifting transformations** $S_0, \\dots, S_{K-1}$, where $S_0$ leaves the image "
    "as it is. Ours are the paper's default, the four quarter turns. Choose a digit to see its "
    "copies.",
)
CHOOSE_DIGIT = message("csi.choose_digit", "Test digit (0 to {last})")
TURNS = (
    message("csi.turns.1", "as it is"),
    message("csi.turns.2", "turned by 90°"),
    message("csi.turns.3", "turned by 180°"),
    message("csi.turns.4", "turned by 270°"),
)
COPY_ALT = message("csi.copy_alt", "The {digit}, {turn}")
PAIR = message(
    "csi.pair",
    "CSI trains on the {digit} as it is and on the same {digit} turned by 90°. This pair is …",
)
PAIR_OPTIONS = (
    message("csi.pair_options.1", "positive: it is one image"),
    message("csi.pair_options.2", "negative: they are two"),
    message("csi.pair_options.3", "left out of the loss"),
)
PAIR_REVEAL = message(
    "csi.pair_reveal",
    "You said: *{guess}*. It is **negative**. Only the two views of the *same shifted copy* are "
    "positive. Every other pair is negative, even two shifts of one image: the marked squares "
    "along the diagonal. Under SimCLR (K = 1) there are no shifted copies.",
)
METHOD = message("csi.method", "Method")
IMAGES = message("csi.images", "Images in the batch, B")
COPY = message("csi.copy", "a {digit}, {turn}, view {view}")
BATCH = message(
    "csi.batch", "K = {k}, B = {b}, two views of each copy: 2 · {k} · {b} = **{n} rows**."
)
PAIRS_OF_COPIES = {
    "positive": (
        message("csi.pairs_of_copies.positive.1", "same copy: attract"),
        message(
            "csi.pairs_of_copies.positive.2",
            "Two views of one shifted copy are a positive pair, whichever shift it is.",
        ),
    ),
    "shifted": (
        message("csi.pairs_of_copies.shifted.1", "same image, other shift: repel"),
        message(
            "csi.pairs_of_copies.shifted.2",
            "One image under two shifts. For CSI these are two images, so the pair is negative. "
            "This is what SimCLR does not have.",
        ),
    ),
    "other": (
        message("csi.pairs_of_copies.other.1", "other image: repel"),
        message(
            "csi.pairs_of_copies.other.2",
            "Two images are a negative pair, also where both have been turned alike.",
        ),
    ),
    "self": (
        message("csi.pairs_of_copies.self.1", "itself"),
        message(
            "csi.pairs_of_copies.self.2",
            "No view is compared with itself: the sum leaves out j = i.",
        ),
    ),
}
SHIFT_SLIP = message(
    "csi.shift_slip",
    "It says that the identity makes the positive pair and the $K-1$ shifted copies are the "
    "negatives. In the method every shifted copy, turned or not, has a positive pair of its own: "
    "its two views.",
)
LOSSES = message("csi.losses", "The loss has two parts")
LOSS = [
    r"\begin{aligned} \mathcal{L} = \; &",
    Term(
        r"\mathcal{L}_{\text{NT-Xent}}\big(S_0 X \cup \dots \cup S_{K-1} X\big)",
        message("csi.loss.2.con_si", "con-SI"),
        message(
            "csi.loss.2.con_si.meaning",
            "The loss from the circle, over all 2KB views of the batch $X$, with the positives and "
            "negatives of the matrix above.",
        ),
    ),
    r"\\ & +",
    Term(
        r"\lambda",
        message("csi.loss.4.weight", "weight"),
        message(
            "csi.loss.4.weight.meaning",
            "1 in the paper and in our runs. You can change it under *Train it yourself*.",
        ),
    ),
    r"\cdot",
    Term(
        r"\tfrac{1}{2KB} \textstyle\sum_{k,\, x} -\ln p\big(k \mid f(S_k x)\big)",
        message("csi.loss.6.cls_si", "cls-SI"),
        message(
            "csi.loss.6.cls_si.meaning",
            "Cross entropy of a linear head that says which shift was applied, from the "
            "penultimate features $f$: a K-class problem whose labels cost nothing.",
        ),
    ),
    r"\end{aligned}",
]
LOSSES_TEXT = message(
    "csi.losses_text",
    "con-SI pushes the copies of an image apart. cls-SI trains a second head, the "
    "**shift head**, to *name* the shift. Both leave a question to ask of a new "
    "image: *is a training image near you?* and *do I recognise how you were turned?*",
)

# ---- feature space ----

SPACES = message("csi.spaces", "The feature space: SimCLR beside CSI")
SPACE = message(
    "csi.space",
    "SimCLR was trained on upright digits, never on digits turned by 90°. Measured in all 128 "
    "dimensions of its features, where do turned digits lie?",
)
SPACE_OPTIONS = (
    message("csi.space_options.1", "Among the upright digits"),
    message("csi.space_options.2", "Apart from them"),
)
SPACE_REVEAL = message(
    "csi.space_reveal",
    "You said: *{guess}*. In the picture they lie among them; but the picture shows only "
    "two of 128 dimensions. Measured in all of them, by the distance to the nearest "
    "training digit, turned digits are **already apart under SimCLR**. Under CSI they, and "
    "the letters, are still further away.",
)
DRAWN_BY = message("csi.drawn_by", "Drawn by")
OOD_TEST = message("csi.ood_test", "OOD test")
SHIFT = message("csi.shift", "Shift")
SPACE_ALT = message(
    "csi.space_alt",
    "Features by {drawn}. How well their distance to the training features tells them from ID "
    "test, AUROC: {aurocs}.",
)
SPACE_AUROC = message("csi.space_auroc", "{network}: {population} {auroc:.2f}")
SPACE_INDEX = message("csi.space_index", "network")
SPACE_HEADS = (
    message("csi.space_heads.1", "{name}: AUROC"),
    message("csi.space_heads.2", "{name}: distance"),
)
SPACE_CAPTION = message(
    "csi.space_caption",
    "AUROC: how well the distance to the nearest training features separates a set from the test "
    "digits. Distance: the median of that distance, where that of the test digits is 1. Pictures "
    "and table use the first {shown} inputs of each population. PCA shows the two widest "
    "directions of the training features. UMAP keeps neighbourhoods: the size of a cluster and "
    "the gap between two of them mean nothing. ID, OOD and shifted inputs took part in its fit "
    "together. Axes of different networks cannot be compared.",
)
SPACE_EXPLAIN = message(
    "csi.space_explain",
    "What a network has learned is one thing, what a score uses of it is another. By this "
    "distance SimCLR separates letters from digits at an AUROC of {by_distance}; by the "
    "paper's score, on the same network, at {by_score}. That score multiplies the cosine by "
    "the length of $z$, and the length ranks the wrong way round here.",
)

# ---- OOD-ness ----

OODNESS = message("csi.oodness", "Which transformations make good shifts?")
OODNESS_TEXT = message(
    "csi.oodness_text",
    "The paper measures this with plain SimCLR. Score digits and transformed digits with "
    "$s_{con}(x) = \\max_m \\cos(z(x), z(x_m)) \\cdot \\lVert z(x) \\rVert$, and take the AUROC "
    "between the two. Here $x_m$ runs over the training digits. Near 0.5 the score cannot "
    "distinguish them: a good **augmentation**. Near 1 the transformed digits look OOD: a good "
    "**shift**.\n\n"
    "Why does the length count? The contrastive loss sees only the direction of $z$. Yet Tack et "
    "al. observe (section 2.2) that $z$ is longer on ID inputs than on OOD ones. Their intuition: "
    "training lengthens the $z$ of the inputs that it sees. Nothing in the loss guarantees this; "
    "below it fails for some transformations of digits.",
)
SHIFT_NAMES = {
    "rotate": message("csi.shift_names.rotate", "turn by 90°"),
    "cut_permute": message("csi.shift_names.cut_permute", "cut and permute"),
    "cutout": message("csi.shift_names.cutout", "cutout"),
    "blur": message("csi.shift_names.blur", "blur"),
    "noise": message("csi.shift_names.noise", "noise"),
    "sobel": message("csi.shift_names.sobel", "Sobel edges"),
    "invert": message("csi.shift_names.invert", "invert"),
}
MOST_OOD = message(
    "csi.most_ood", "Which transformation of a digit looks most OOD to SimCLR's score?"
)
MOST_OOD_OPTIONS = tuple(SHIFT_NAMES.values())
TAKE_APART = message("csi.take_apart", "Take the score apart: cosine and length")
MEASURES = (
    message("csi.measures.1", "the paper's score: cos · length"),
    message("csi.measures.2", "cosine alone"),
    message("csi.measures.3", "length alone"),
)
OODNESS_AXIS = message(
    "csi.oodness_axis",
    "AUROC, digits against shifted digits<br>(0.5: like a digit; 1: always more OOD)",
)
OODNESS_ALT = message("csi.oodness_alt", "AUROC by shift: {aurocs}")
OODNESS_REVEAL = message(
    "csi.oodness_reveal",
    """
You said: *{guess}*. By the paper's score it is **{top}** ({top_auroc}). On one-class CIFAR-10 the
paper found rotation the most OOD-like. Here turning by 90° gets {rotate_product}, and cutout gets
{cutout_product}: the score calls a digit with a cutout *more* ID than the digit itself.

Why? Switch *Take the score apart* on. By the **cosine alone** turning, cutout, and cut and permute
all look OOD. But their projections are **longer** than those of digits. The score counts length as
a sign of ID, so the product ranks the wrong way round.
""",
)
OODNESS_MORE = message(
    "csi.oodness_more",
    "By the cosine alone: cut and permute {cut_permute_cosine}, cutout {cutout_cosine}, turning "
    "{rotate_cosine}. By the length alone: cut and permute {cut_permute_length}, cutout "
    "{cutout_length}, turning {rotate_length}.",
)
OODNESS_SEEDS = message(
    "csi.oodness_seeds",
    "This was one training. In {n} trainings that differ only in the seed, the transformation that "
    "looks most OOD is a different one each time: {tops}. Do not choose a shift by a single small "
    "run.",
)
ROTATION_HERE = message(
    "csi.rotation_here",
    "**Is turning a good shift for digits?** By this measure it is unclear: {turned} over the "
    "seeds, where 0.5 is *no shift*. It is the paper's default. On letters CSI has an AUROC of "
    "{csi}, SimCLR by the same kind of score {simclr}, by the distance of its features "
    "{by_distance}: most of the gap is the score's.",
)
OODNESS_SEEDS_MORE = message(
    "csi.oodness_seeds_more",
    "The AUROC of one transformation changes with the seed by up to {widest} by the paper's score "
    "({shift}: {low} to {high}), and by up to {widest_cosine} by the cosine alone. The intervals "
    "drawn here are far narrower: they cover the choice of test digits, but not another training.",
)
SHADOW_WORLD = message("csi.shadow_world", "SimCLR, trained on")
SHADOW_WORLDS = {
    "digits": message("csi.shadow_worlds.digits", "digits"),
    "cifar10": message("csi.shadow_worlds.cifar10", "photographs (CIFAR-10)"),
}
SHADOW_TEXT = message(
    "csi.shadow_text",
    "**The score is a shadow.** Each input's $z$ is drawn as an arrow from the corner. Its length "
    "is $\\lVert z \\rVert$. Its angle is the one to the $z$ of the nearest training input, which "
    "lies along the axis. The score, cos · length, is the arrow's shadow on that axis: a large "
    "angle makes it short, a long arrow makes it long again. Choose a transformation and compare.",
)
SHADOW_ALT = message(
    "csi.shadow_alt",
    "Projections by their length and by their angle to the nearest training input. Turned inputs "
    "against ID test, AUROC: {score} by the score, {cosine} by the cosine alone, {length} by the "
    "length alone.",
)
RANKED = (
    message("csi.ranked.1", "paper: one class of photographs"),
    message("csi.ranked.2", "ours: photographs"),
    message("csi.ranked.3", "ours: digits"),
)
RANKED_AXIS = message(
    "csi.ranked_axis", "OOD-ness: AUROC in % of cos · length, shifted inputs against ID"
)
PHOTOGRAPHS = message("csi.photographs", "The same on photographs, beside the paper's ranking")
PHOTOGRAPHS_TEXT = message(
    "csi.photographs_text",
    "The paper's own ranking is for one-class CIFAR-10: one class is ID, and its networks saw no "
    "other. Here it is beside that of our SimCLR on all ten classes, and on digits, from the "
    "paper's most OOD-like to its least.",
)
PHOTOGRAPHS_COLUMNS = (
    message("csi.photographs_columns.1", "transformation"),
    message("csi.photographs_columns.2", "paper: cos · length"),
    message("csi.photographs_columns.3", "ours: cos · length"),
    message("csi.photographs_columns.4", "ours: cosine alone"),
    message("csi.photographs_columns.5", "ours: length alone"),
)
PHOTOGRAPHS_READ = message(
    "csi.photographs_read",
    "**The order is different.** Here {top} looks most OOD ({top_auroc}). Turning is the paper's "
    "first; here it is number {place} of {n} ({turned}). Our network was trained for 70 epochs, "
    "the paper's for 1,000, and the strength of the noise is a free choice. So OOD-ness belongs "
    "to a network, its training and the strength of a transformation, not to its name. And a "
    "modest OOD-ness can be enough: CSI with these turns is far ahead of SimCLR on the same "
    "tests, at the end of this page.",
)
PHOTOGRAPHS_CAPTION = message(
    "csi.photographs_caption",
    "Ours: one training (seed 0), 10,000 photographs against the first 300 of them "
    "transformed, $x_m$ from {bank:,} training images, strengths of blur, noise and cutout "
    "that we chose. The paper's networks, strengths and trainings are different, so values "
    "cannot be compared, and the order only roughly.",
)
OODNESS_SLIP = message(
    "csi.oodness_slip",
    "It calls cos · length the “OODness”. But a high value means **ID**: near a training input, "
    "with a strong response. We use its negative, so that high means OOD.",
)

# ---- the score of one image ----

XRAY = message("csi.xray", "One image's score, addend by addend")
SCORE = [
    r"\begin{aligned} & s_{\text{CSI}}(x) = \tfrac{1}{K} \textstyle\sum_k \Big[",
    Term(
        r"\lambda^{con}_k",
        message("csi.score.2.weight_of_con", "weight of con"),
        message(
            "csi.score.2.weight_of_con.meaning",
            "1 over the mean length of the training projections under shift k, so that a typical "
            "training digit adds about 1/K.",
        ),
        "con",
    ),
    r"\cdot",
    Term(
        r"\lVert z(S_k x) \rVert",
        message("csi.score.4.length", "length"),
        message(
            "csi.score.4.length.meaning",
            "How strongly the network responds. It multiplies the cosine; the loss does not "
            "depend on it.",
        ),
        "con",
    ),
    r"\\ & \qquad \cdot",
    Term(
        r"\max_m \cos\big(z(S_k x), z(S_k x_m)\big)",
        message("csi.score.6.nearest_neighbour", "nearest neighbour"),
        message(
            "csi.score.6.nearest_neighbour.meaning",
            "The cosine to the nearest training digit, both shifted alike: the pictures at the "
            "end of this part.",
        ),
        "con",
    ),
    r"\\ & \qquad +",
    Term(
        r"\lambda^{cls}_k",
        message("csi.score.8.weight_of_cls", "weight of cls"),
        message(
            "csi.score.8.weight_of_cls.meaning",
            "1 over the mean logit of shift k on training digits under shift k. Ours: at most 1, "
            "since the mean is near zero or below where a shift cannot be seen (turned rings).",
        ),
        "cls",
    ),
    Term(
        r"W_k f(S_k x)",
        message("csi.score.9.shift_logit", "shift logit"),
        message(
            "csi.score.9.shift_logit.meaning",
            "Logit k of the shift head on the features of the copy turned k times: high where "
            "the head recognises the turn, low or negative where it does not.",
        ),
        "cls",
    ),
    r"\; \Big] \end{aligned}",
]
SCORE_SLIP = message(
    "csi.score_slip",
    "It writes $W_T z_T(x)$. The shift head $W$ reads the penultimate features $f$ of the "
    "shifted input, not its projection $z$.",
)
XRAY_TEXT = message(
    "csi.xray_text",
    "Choose a digit, then a texture. Its K = 4 copies give four addends of "
    "**con** and four of **cls**. A tick marks where its bar ends for the median digit, about "
    "0.25. A hatched bar is negative. A high sum means ID; as an OOD score the app uses its "
    "negative.",
)
TURNED = message(
    "csi.turned",
    "Suppose that the input is a digit already turned by 90°. CSI turns it further, by 0°, "
    "90°, 180° and 270°, and reads each time the logit of the turn that it applied. For an "
    "upright digit these four addends, **cls**, have a sum of about 1. What is the sum for "
    "this digit?",
)
TURNED_OPTIONS = (
    message("csi.turned_options.1", "About 1: digits are what it knows"),
    message("csi.turned_options.2", "About 0: it cannot tell"),
    message("csi.turned_options.3", "Below 0: each time it names another turn"),
)
TURNED_REVEAL = message(
    "csi.turned_reveal",
    "You said: *{guess}*. **Below 0.** The median of cls over the turned test digits is {cls}; "
    "over upright ones it is {cls_id}. The copy turned by 0° lies on its side, so the head "
    "answers *90°*. That is right about the picture, but the score reads the logit of 0°, which "
    "is low. So cls does not ask *is this a digit?* but *is it upright, as the training digits "
    "are?*",
)
TURNED_MORE = message(
    "csi.turned_more",
    "The median of con is {con} over the turned test digits, and {con_id} over upright ones.",
)
POPULATION = message("csi.population", "Population")
INPUT = message("csi.input", "Input (0 to {last})")
VERDICT = message(
    "csi.verdict", "Its score is **{total}**. Of the test digits, {share} score lower."
)
NEIGHBOURS = message(
    "csi.neighbours",
    "**Its nearest training digits**, one for each shift: above the input's copy, below it the "
    "training digit with the largest cosine, turned alike.",
)

# ---- where rotation fails ----

ROTATIONS = message("csi.rotations", "Where rotation is a good shift, and where it is not")
CLOCKS = message("csi.clocks", "con and cls as two clocks: photographs, then two rings")
CLOCKS_TEXT = message(
    "csi.clocks_text",
    "The score of an input is the sum of two clocks. **con** reads the angle and the length of its "
    "$z$. **cls** reads the shift head. On ID data both should stand at about 1.",
)
CLOCKS_WORLD = message("csi.clocks_world", "CSI, trained on")
CLOCKS_WORLDS = {
    "photographs": message("csi.clocks_worlds.photographs", "photographs (CIFAR-10)"),
    "rings": message("csi.clocks_worlds.rings", "two rings"),
}
CLOCKS_ALT = message(
    "csi.clocks_alt", "Inputs by con and cls: {id} and {ood}. AUROC of con + cls: {both}."
)
CLOCKS_WHY = {
    "photographs": message(
        "csi.clocks_why.photographs",
        "**Here rotation is a good shift.** A photograph has a top, so the head learns to see the "
        "turn: its mean logit of the right turn is {logit} on training images, and {ood_logit} on "
        "{ood}. Both clocks fall, and cls falls more. Now choose the rings.",
    ),
    "rings": message(
        "csi.clocks_why.rings",
        "**Here it is not.** A turned ring is the same ring, so there is no turn to see: the mean "
        "logit of the right turn is {logit} on training points, and {ood_logit} on {ood}. The hand "
        "of cls stays near 0 for every input, ID or OOD. (We keep $\\lambda^{{cls}}$ at 1 at most: "
        "the paper's 1 / mean would enlarge what is noise here.)",
    ),
}
HARD = message(
    "csi.hard",
    "Some digits look the same after a turn. For which two digits are the turns "
    "hardest to recognise?",
)
HARD_OPTIONS = (
    message("csi.hard_options.1", "0 and 1"),
    message("csi.hard_options.2", "0 and 8"),
    message("csi.hard_options.3", "6 and 9"),
    message("csi.hard_options.4", "2 and 5"),
)
RECOGNITION = {
    "logit": message("csi.recognition.logit", "mean logit of the right shift, unweighted"),
    "auroc": message("csi.recognition.auroc", "AUROC of cls,<br>{ood}"),
    "digit": message("csi.recognition.digit", "digit"),
    "mean": message("csi.recognition.mean", "mean"),  # over the shifts
    "hover": message("csi.recognition.hover", "digit %{y}, %{fullData.name}: logit %{x:.2f}"),
    "hover_auroc": message("csi.recognition.hover_auroc", "digit %{y}: AUROC %{x:.2f}"),
}
HARD_ALT = message("csi.hard_alt", "Mean logit of the right rotation by digit: {ranked}.")
HARD_REVEAL = message(
    "csi.hard_reveal",
    """
You said: *{guess}*. **{first} and {second}** are hardest. A 0 or a 1 turned by 180° is a 0 or a 1
again, and little in the picture tells the head which copy it is. One would expect the same of 8;
here 8 is only number {place} of ten.

The second chart shows the price. Against letters, **cls** alone reaches an AUROC of {lowest} for
the hardest digit and {highest} for the easiest. A shift that maps the data onto itself gives no
signal: **for such data rotation is a bad shift**. The extreme is a ring, which turned is the same
ring. It is in the fold above, *{fold}*.
""",
)
HARD_MORE = message(
    "csi.hard_more",
    "From hardest to easiest, by the mean logit of the right turn: {ranked}. The run records, for "
    "each copy, only the logit of the turn that was applied. So the chart cannot say with what a "
    "turn was confused. The score divides each logit by its mean over training digits and by "
    "K = 4, so that it adds about 0.25.",
)

# ---- the end of the page ----

TRAINING = message(
    "csi.training",
    "Points have no pictures to crop. So here a *view* is the point moved a little, and the shifts "
    "are quarter turns about the origin. CSI needs no labels; the *probe* in the loss picture is a "
    "linear classifier that learns beside it, so that an accuracy can be shown.",
)
MISREADINGS = (
    message(
        "csi.misreadings.1",
        "**“Positive means same class.”** It means two views of one copy. Labels are never used; "
        "the accuracy that the Lab shows for CSI is a linear probe that learns beside it.",
    ),
    message(
        "csi.misreadings.2",
        "**“High s_CSI means OOD.”** It means ID. The app uses its negative as the score, the "
        "paper does not.",
    ),
    message(
        "csi.misreadings.3",
        "**“CSI has seen OOD data, its rotations.”** It was trained on digits, turned. What it "
        "learns from them need not carry over: compare its AUROC on letters and on noise in the "
        "Lab.",
    ),
    message(
        "csi.misreadings.4",
        "**“An AUROC below 0.5 means: very much like ID.”** It means that the score ranks the "
        "wrong way round. It calls a digit with a cutout more ID than the digit itself; that tells "
        "of the score, not of how the image looks.",
    ),
    message(
        "csi.misreadings.5",
        "**“The clusters are far apart in UMAP, so they are far apart.”** Read the table of "
        "distances.",
    ),
)
NUMBERS_HEAD = message("csi.numbers_head", "AUROC in %")
PAPER_ROWS = {
    "one-class": message("csi.paper_rows.one_class", "paper: one-class CIFAR-10, mean of 10"),
    "svhn": message("csi.paper_rows.svhn", "paper: CIFAR-10 without labels vs SVHN"),
    "cifar100": message("csi.paper_rows.cifar100", "paper: CIFAR-10 without labels vs CIFAR-100"),
}
OUR_ROWS = {  # group of OOD tests -> what the row is called
    "near": message("csi.our_rows.near", "ours: digits vs letters (near OOD)"),
    "far": message("csi.our_rows.far", "ours: digits vs textures (far photographs)"),
    "noise": message("csi.our_rows.noise", "ours: digits vs noise, mean of the sets"),
}
PHOTOGRAPH_ROWS = {  # OOD test of CIFAR-10 -> what the row is called
    "svhn": message("csi.photograph_rows.svhn", "ours: CIFAR-10 without labels vs SVHN"),
    "cifar100": message(
        "csi.photograph_rows.cifar100", "ours: CIFAR-10 without labels vs CIFAR-100"
    ),
}
NUMBERS_CONVENTIONS = message(
    "csi.numbers_conventions",
    "AUROC does not depend on which side is called positive, nor on how many there are of each. "
    "One-class: one CIFAR-10 class is ID, the other nine are OOD, and the mean is over the ten "
    "classes. The paper trains a ResNet-18 for 1000 epochs and averages each score over ten crops; "
    "ours looks at an input once, seed 0. SimCLR is CSI's program with the identity as its only "
    "shift. On digits: a small network, 4,000 digits, 700 steps; SimCLR has four times the images "
    "in a batch, so that both see 256 views in a step. On CIFAR-10: WRN-16-2, 70 epochs of "
    "batches of 128 images for both, so that CSI sees 1,024 views in a step and SimCLR 256; the "
    "SVHN part has 1,040 crops.",
)
course.asks(
    {
        "csi:push": (PUSH, PUSHES),
        "csi:pair": (PAIR, PAIR_OPTIONS),
        "csi:space": (SPACE, SPACE_OPTIONS),
        "csi:oodness": (MOST_OOD, MOST_OOD_OPTIONS),
        "csi:turned": (TURNED, TURNED_OPTIONS),
        "csi:turns": (HARD, HARD_OPTIONS),
    }
)

CONTROLS = {  # of its widgets, by their names in a link
    "circle": (
        CIRCLE,
        {name: ON_CIRCLE[name] for name in ("angles", "temperature", "many", "step")},
    ),
    "pairs": (VIEWS, {"row": MATRIX["row_slider"], "column": MATRIX["column_slider"]}),
    "shadow": (
        OODNESS,
        {"others": SHADOW["beside"], "angle": SHADOW["angle"], "length": SHADOW["length"]},
    ),
    "clocks": (ROTATIONS, {"input": OF_CLOCKS["slider"], "of": OF_CLOCKS["of"]}),
}
