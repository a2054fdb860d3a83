"""The words of the page for one's own data."""

from typing import NamedTuple

from app.text import message

TITLE = message("your_data.title", "Your data")
LEDE = message(
    "your_data.lede",
    "Upload images or points of your own: **ID** data in classes, **OOD tests**, which are "
    "never trained on, and, for Outlier Exposure and Energy, **outliers** to train on. All "
    "methods, scores and pictures then work with them.",
)


class Kind(NamedTuple):
    """One way to bring data."""

    types: list[str]  # endings of the files
    is_folder: bool
    id: str  # what the ID data need
    others: str  # what the other sets need


KINDS = {
    "Folders of images": Kind(
        ["png", "jpg", "jpeg", "webp"],
        True,
        "A folder with one sub-folder of images for each class; its name is the class's name.",
        "A folder of images.",
    ),
    "Image parquet files": Kind(
        ["parquet"],
        False,
        "Hugging Face's layout: columns `image` and `label`.",
        "Hugging Face's layout: a column `image`.",
    ),
    "Points (CSV)": Kind(
        ["csv"],
        False,
        "Lines of x, y, class.",
        "Lines of x, y.",
    ),
}
KIND = message("your_data.kind", "What do you upload?")
NAME = message("your_data.name", "Name")
NAME_HELP = message("your_data.name_help", "Lower-case letters, digits and hyphens.")
SEED = message("your_data.seed", "Seed")
SEED_HELP = message(
    "your_data.seed_help", "A fifth of each class is set aside for testing; the seed says which."
)
SETS = (  # rows of the form: set -> label
    {
        "id": message("your_data.sets.1.id", "ID data"),
        "outliers": message(
            "your_data.sets.1.outliers", "Training outliers, for Outlier Exposure and Energy"
        ),
    },
    {
        "near": message(
            "your_data.sets.2.near",
            "Near OOD test: similar to the ID data, but of none of its classes",
        ),
        "far": message("your_data.sets.2.far", "Far OOD test: unlike the ID data"),
    },
)
HOW = message(
    "your_data.how", "What happens to the files, and how to do the same by the command line"
)
RULES = message(
    "your_data.rules",
    """
- At least one OOD test is needed; outliers are not.
- Images become 32 x 32 pixels, cut to their central square; all of them grey if no ID image has
  colour. Points are moved and scaled so that ID fills the picture, unless they fit already.
- PNG, JPEG and WebP are read, up to 16 megapixels and 10 MB each; of a file nothing but the first
  frame's pixels is kept. What cannot be read is listed, and the rest is used.
- An input that is in two sets is kept only in the first one, so that nothing is both trained on and
  tested.
- The files go to the computer that runs OOD Lab, and everyone who can open this page can see them.
""",
)
MAKE = message("your_data.make", "Make the benchmark")
MISSING = message("your_data.missing", "The ID data are missing: choose them above.")
COMMAND = message(
    "your_data.command",
    """
Large sets go faster by the command line, on the computer that runs OOD Lab:

```
python -m ood_core benchmark make NAME \\
    --id FOLDER --outliers FOLDER \\
    --near NAME=FOLDER --ood NAME=FOLDER
```

A path may also be a parquet or CSV file, `--near` and `--ood` may be given several times, and
`python -m ood_core train --benchmark NAME --method energy` trains on it.
""",
)
MADE = message("your_data.made", "{name} is ready: see what was done, below.")
NONE = message("your_data.none", "Nothing yet.")
LEFT_OUT = message("your_data.left_out", "Left out: {n}")
SHEET = message("your_data.sheet", "{n} of {total}")  # under a sheet of images
