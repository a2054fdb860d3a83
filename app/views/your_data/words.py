"""The words of the page for one's own data."""

from app.text import message

TITLE = message("your_data.title", "Your data")
LEDE = message(
    "your_data.lede",
    "Upload images or points of your own. You need **ID** data in classes and **OOD tests**, "
    "which are never trained on. For Outlier Exposure and Energy you need **outliers** to train "
    "on, too. All methods, scores and pictures then work with them.",
)
KIND = message("your_data.kind", "What do you upload?")
KINDS = {
    "folders": message("your_data.kinds.folders", "Folders of images"),
    "zip": message("your_data.kinds.zip", "Zip archives"),
    "parquet": message("your_data.kinds.parquet", "Image parquet files"),
    "csv": message("your_data.kinds.csv", "Points (CSV)"),
    "outputs": message("your_data.kinds.outputs", "Outputs of a network"),
}
TAKEN = message("your_data.taken", "There is a run called {name} already. Choose another name.")

# the form
NAME = message("your_data.name", "Name")
NAME_HELP = message("your_data.name_help", "Lower-case letters, digits and hyphens.")
SEED = message("your_data.seed", "Seed")
SEED_HELP = message(
    "your_data.seed_help", "A fifth of each class is set aside for testing; the seed says which."
)
SETS = (  # rows of the form: set -> label
    {
        "id": message("your_data.sets.id", "ID data"),
        "outliers": message(
            "your_data.sets.outliers", "Training outliers, for Outlier Exposure and Energy"
        ),
    },
    {
        "near": message(
            "your_data.sets.near",
            "Near OOD test: similar to the ID data, but of none of its classes",
        ),
        "far": message("your_data.sets.far", "Far OOD test: unlike the ID data"),
    },
)
ID_FILES = {  # kind -> what the ID data need
    "folders": message(
        "your_data.id_files.folders",
        "A folder with one sub-folder of images for each class. Folders of a split (train, "
        "test), MVTec's folders and a table of labels beside the images are understood, too.",
    ),
    "zip": message(
        "your_data.id_files.zip",
        "A zip archive of what would be in the folder: best for more than a few hundred images.",
    ),
    "parquet": message(
        "your_data.id_files.parquet", "Hugging Face's layout: columns `image` and `label`."
    ),
    "csv": message(
        "your_data.id_files.csv",
        "A table with two or more columns of numbers and a class. The first line may name them.",
    ),
}
OTHER_FILES = {  # kind -> what the other sets need
    "folders": message("your_data.other_files.folders", "A folder of images."),
    "zip": message("your_data.other_files.zip", "A zip archive of images."),
    "parquet": message("your_data.other_files.parquet", "Hugging Face's layout: a column `image`."),
    "csv": message("your_data.other_files.csv", "A table with two or more columns of numbers."),
}
HOW_MANY = {  # of the form: which tests -> what the field is called
    "near": message("your_data.how_many.near", "Near OOD tests"),
    "far": message("your_data.how_many.far", "Far OOD tests"),
}
FURTHER = {  # label of the second and the following of these
    "near": message("your_data.further.near", "Near OOD test {n}"),
    "far": message("your_data.further.far", "Far OOD test {n}"),
}
NETWORK = message("your_data.network", "Images are")
NETWORKS = {
    "": message("your_data.networks.by_size", "by their size"),
    "features": message("your_data.networks.features", "photographs"),
    "convnet": message("your_data.networks.convnet", "small pictures"),
}
NETWORK_HELP = message(
    "your_data.network_help",
    "Photographs are seen at 224 pixels by a network that was trained on ImageNet, and every "
    "method trains a small head on its features. Small pictures are brought to 32 pixels, and a "
    "small network is trained on them. By size: photographs from 64 pixels up.",
)
HOLD_OUT = message("your_data.hold_out", "Classes to hold out as a near OOD test")
HOLD_OUT_HELP = message(
    "your_data.hold_out_help",
    "Names of classes in the ID data, with commas between them. Nothing is trained on them.",
)
LEAVE_OUT_ALIKE = message("your_data.leave_out_alike", "Leave out near-duplicates")
LEAVE_OUT_ALIKE_HELP = message(
    "your_data.leave_out_alike_help",
    "Pictures that look the same as one of another set, saved in another format or size, say. "
    "Otherwise they are shown below and kept.",
)
GROUPS = message("your_data.groups", "Keep groups together: class/patient/image")
GROUPS_HELP = message(
    "your_data.groups_help",
    "Sub-folders within a class, a patient or a scene each, are put on one side of the split as a "
    "whole. Otherwise pictures of one patient are both trained on and tested.",
)
MAKE = message("your_data.make", "Make the benchmark")
LOST = message(
    "your_data.lost",
    "{n} files were not sent by the browser, {name} among them. Bring them as a zip archive, or "
    "press the button again to go on without them.",
)
MISSING = message("your_data.missing", "The ID data are missing: choose them above.")
READING = message("your_data.reading", "Reading…")

DEMO = message(
    "your_data.demo", "In front of a class: from two folders to five verdicts in three minutes"
)
HOW = message(
    "your_data.how", "What happens to the files, and how to do the same by the command line"
)

# outputs of a network
OUTPUTS = message("your_data.outputs", "Logits and features of your network (.npz)")
OUTPUTS_ABOUT = message(
    "your_data.outputs_about",
    "Whatever network it is, and wherever it runs: save its **logits**, and the **features** that "
    "its last layer reads, for ID and OOD inputs. Every score that can be computed from them is, "
    "and Lab and Compare show them as they show any run.",
)
OF_INPUTS = message("your_data.of_inputs", "The network was asked about")
OF_INPUTS_HELP = message(
    "your_data.of_inputs_help",
    "Inputs of its own become a world of their own. If they are those of a world that is here, in "
    "the order of `python -m ood_core export`, Compare has the run beside those of that world.",
)
THEIR_OWN = message("your_data.their_own", "inputs of its own")
RECIPES = message("your_data.recipes", "How to save them: PyTorch, timm and Hugging Face, Keras")
IMPORT = message("your_data.import", "Make the run")
COMPUTING = message("your_data.computing", "Computing every score…")
NO_FILE = message("your_data.no_file", "The file is missing: choose it above.")
IMPORTED = message(
    "your_data.imported",
    "{name} is ready, with {n} scores. What cannot be computed is told under the table of numbers.",
)

# what was made
MADE = message("your_data.made", "{name} is ready: see what was done, below.")
BENCHMARKS = message("your_data.benchmarks", "Benchmarks made here")
CHOOSE = message("your_data.choose", "Benchmark (type to search)")
NONE = message("your_data.none", "Nothing yet.")
LEFT_OUT = message("your_data.left_out", "Left out: {n}")
WHY_LEFT_OUT = message("your_data.why_left_out", "file and reason")
SHEET = message("your_data.sheet", "**{set}**, {n} of {total}")  # under a sheet of images
ALIKE = message("your_data.alike", "**Near-duplicates**, pairs shown: {n}")
ALIKE_ALT = message(
    "your_data.alike_alt", "Pairs of pictures that look the same, of two sets each: {n}"
)
FEW = message(
    "your_data.few",
    "A class of this benchmark has {n} test photographs. Few pictures are enough to try, not to "
    "conclude: read the intervals in Compare, and where a side has fewer than {least} inputs there "
    "are none.",
)
TRAIN_ALL = message("your_data.train_all", "Train all {n} methods")
TO_LAB = message("your_data.to_lab", "Open in the Lab")
