"""Folders of images as people have them, by their paths: each is read as it is meant, and told."""

import io

import pytest

from ood_core.benchmarks.custom import layouts
from ood_core.benchmarks.custom.sets import File, Named
from ood_core.errors import UserError

ALL = ("train", "a"), ("train", "b"), ("test", "a"), ("test", "b")
PLAIN = (None, "a"), (None, "a"), (None, "b"), (None, "b")
LAYOUTS = {  # what it is -> paths, and the side and class of each
    "ImageFolder": ("a/1.png a/2.png b/1.png b/2.png", PLAIN),
    "in one folder": ("set/a/1.png set/a/2.png set/b/1.png set/b/2.png", PLAIN),
    "in two folders": ("zip/set/a/1.png zip/set/a/2.png zip/set/b/1.png zip/set/b/2.png", PLAIN),
    "folds": ("fold1/a/1.png fold2/a/2.png fold1/b/1.png fold2/b/2.png", PLAIN),
    "batches": ("batch_1/a/1.png batch_2/a/2.png batch_1/b/1.png batch_2/b/2.png", PLAIN),
    "one fold is a folder": ("fold1/a/1.png fold1/a/2.png fold1/b/1.png fold1/b/2.png", PLAIN),
    "folds without folders are classes": (
        "fold1/1.png fold1/2.png fold2/1.png fold2/2.png",
        ((None, "fold1"), (None, "fold1"), (None, "fold2"), (None, "fold2")),
    ),
    "groups in classes": ("a/ann/1.png a/bob/2.png b/ann/1.png b/bob/2.png", PLAIN),
    "train, test": ("train/a/1.png train/b/1.png test/a/2.png test/b/2.png", ALL),
    "Training, Testing": ("Training/a/1.png Training/b/1.png Testing/a/2.png Testing/b/2.png", ALL),
    "seg_train": (
        "seg_train/seg_train/a/1.png seg_train/seg_train/b/1.png "
        "seg_test/seg_test/a/2.png seg_test/seg_test/b/2.png",
        ALL,
    ),
    "around a seg_train": (
        "intel/seg_train/a/1.png intel/seg_train/b/1.png intel/seg_test/a/2.png "
        "intel/seg_test/b/2.png",
        ALL,
    ),
    "training_set": (
        "training_set/a/1.png training_set/b/1.png test_set/a/2.png test_set/b/2.png",
        ALL,
    ),
    "train-images": (
        "train-images/a/1.png train-images/b/1.png test-images/a/2.png test-images/b/2.png",
        ALL,
    ),
    "train and val are train and test": (
        "train/a/1.png train/b/1.png val/a/2.png val/b/2.png",
        ALL,
    ),
    "training, validation": (
        "training/a/1.png training/b/1.png validation/a/2.png validation/b/2.png",
        ALL,
    ),
    "parts of one set, by any name": (
        "scans_part_1/a/1.png scans_part_2/a/2.png scans_part_1/b/1.png scans_part_2/b/2.png",
        PLAIN,
    ),
    "Pascal VOC": ("VOC2012/JPEGImages/1.jpg VOC2012/JPEGImages/2.jpg", ((None, None),) * 2),
    "a picture beside the folder of images": (
        "images/a/1.png images/a/2.png images/b/1.png images/b/2.png logo.png",
        (*PLAIN, (None, None)),
    ),
    "one folder of images": ("set/img/1.jpg set/img/2.jpg", ((None, None),) * 2),
    "images beside boxes, as for YOLO": (
        "train/images/1.png valid/images/2.png",
        (("train", None), ("test", None)),
    ),
    "images beside masks in a split": (
        "train/images/1.png test/images/2.png test/gt/2.png",
        (("train", None), ("test", None), (None, None)),
    ),
    "Tiny ImageNet": (
        "train/a/images/1.png train/b/images/1.png val/images/2.png val/images/3.png",
        (("train", "a"), ("train", "b"), ("test", None), ("test", None)),
    ),
    "train, valid, test": (
        "train/a/1.png valid/b/1.png test/a/2.png test/b/2.png",
        ALL,
    ),
    "train, test, unlabeled": (
        "train/a/1.png train/b/1.png test/a/2.png test/b/2.png unlabeled/9.png",
        ALL,
    ),
    "split in classes": (
        "a/train/1.png b/train/1.png a/test/2.png b/test/2.png",
        ALL,
    ),
    "split of one's own name is a class": (
        "train/1.png bus/2.png",
        ((None, "train"), (None, "bus")),
    ),
    "trains and tests": ("trains/1.png tests/2.png", ((None, "trains"), (None, "tests"))),
    "loose ones have no class": ("a/1.png b/1.png 3.png", (*PLAIN[1:3], (None, None))),
    "a flat folder": ("1.png 2.png", ((None, None), (None, None))),
    "a flat folder, dropped": ("cats/1.png cats/2.png", ((None, "cats"), (None, "cats"))),
    "flat splits": ("train/1.png test/2.png", (("train", None), ("test", None))),
    "Korean": ("학습/고양이/1.png 학습/개/1.png", ((None, "고양이"), (None, "개"))),
}


def files(paths: str) -> list[File]:
    return [File(path, None) for path in paths.split()]


@pytest.mark.parametrize("kind", LAYOUTS)
def test_a_folder_is_read_as_it_is_meant(kind):
    paths, expected = LAYOUTS[kind]
    found = layouts.read(files(paths), {})
    assert tuple((p.side, p.label) for p in found.pictures) == expected and not found.defects


MVTEC = (
    "bottle/train/good/0.png bottle/train/good/1.png bottle/test/good/2.png "
    "bottle/test/crack/3.png bottle/test/cut/4.png bottle/ground_truth/crack/3.png"
)


def test_mvtec_keeps_what_is_good_and_finds_defects():
    found = layouts.read(files(MVTEC), {})
    assert [(p.side, p.label) for p in found.pictures] == [
        ("train", "good"),
        ("train", "good"),
        ("test", "good"),
    ]
    assert [p.name for p in found.defects] == ["test/crack/3.png", "test/cut/4.png"]
    assert found.told.key == "custom.layout_mvtec"
    for good in ("ok", "normal"):  # as others call it
        other = layouts.read(files(MVTEC.replace("/good", f"/{good}")), {})
        assert {p.label for p in other.pictures} == {good} and len(other.defects) == 2
        assert f"what lies in {good} is ID" in str(other.told.filled(set="ID"))
    for paths in (
        "train/ok/1.png val/ok/2.png val/bad/3.png",
        "train/ok/1.png valid/ok/4.png valid/bad/5.png test/ok/2.png test/bad/3.png",
    ):
        other = layouts.read(files(paths), {})
        assert {(p.side, p.label) for p in other.pictures} == {("train", "ok"), ("test", "ok")}
        assert {p.name for p in other.defects} == {p for p in paths.split() if "bad" in p}
    both = layouts.read(files(f"{MVTEC} {MVTEC.replace('bottle', 'cable')}"), {})
    assert {p.label for p in both.pictures} == {"bottle", "cable"} and len(both.defects) == 4


def test_a_table_says_the_classes_and_folders_the_split():
    paths = "train/1.png train/2.png test/3.png"
    labels = {name: Named(k) for name, k in zip(paths.split(), "aba", strict=True)}
    found = layouts.read(files(paths), labels)
    assert [(p.side, p.label) for p in found.pictures] == [
        ("train", "a"),
        ("train", "b"),
        ("test", "a"),
    ]
    flat = layouts.read(files("images/1.png images/2.png"), {"images/1.png": Named("a")})
    assert [(p.side, p.label) for p in flat.pictures] == [(None, "a"), (None, None)]


@pytest.mark.parametrize(
    "paths",
    [
        "images/a/1.png images/a/2.png images/b/1.png images/b/2.png masks/a/1.png",
        "x/images/a/1.png x/images/a/2.png x/images/b/1.png x/images/b/2.png x/Masks/b/1.png",
        "a/images/1.png a/images/2.png b/images/1.png b/images/2.png b/masks/2.png",
    ],
)
def test_masks_beside_images_are_no_inputs(paths):
    found = layouts.read(files(paths), {})
    assert tuple((p.side, p.label) for p in found.pictures[:-1]) == PLAIN
    with pytest.raises(UserError, match="folder of masks"):
        found.pictures[-1].open()


def test_a_class_may_be_called_mask():
    found = layouts.read(files("mask/1.png mask/2.png no_mask/1.png"), {})
    assert [picture.label for picture in found.pictures] == ["mask", "mask", "no_mask"]


@pytest.mark.parametrize(
    ("names", "sides"),
    [
        ("data/train-00000-of-00002.parquet data/train-00001-of-00002.parquet "
         "data/test-00000-of-00001.parquet", ["train", "train", "test"]),
        ("train.csv valid.csv", ["train", "test"]),
        ("train/0.parquet test/0.parquet", ["train", "test"]),
        ("train.csv more.csv", [None, None]),
        ("train.csv", [None]),
    ],
)  # fmt: skip
def test_tables_may_be_a_split(names, sides):
    found, told = layouts.of_files(names.split())
    assert found == sides and bool(told) == (sides[0] is not None)


def test_what_lies_beside_a_split_is_no_class():
    """As in an archive of chest X-rays that has the whole set a second time in a folder."""
    paths = "train/a/1.png train/b/1.png test/a/2.png test/b/2.png"
    found = layouts.read(files(f"{paths} docs/logo.png chest_xray/train/a/1.png cover.png"), {})
    assert tuple((p.side, p.label) for p in found.pictures[:4]) == ALL
    for picture in found.pictures[4:]:
        assert (picture.side, picture.label) == (None, None)
        with pytest.raises(UserError, match="beside the folders of a split"):
            picture.open()
    assert len(found.pictures) == 7


@pytest.mark.parametrize("folders", ["train valid", "train valid test"])
def test_validation_data_are_for_the_same_with_a_table_as_without(folders):
    paths = [f"{folder}/a/{i}.png" for i, folder in enumerate(folders.split())]
    by_folder = layouts.read(files(" ".join(paths)), {})
    by_table = layouts.read(files(" ".join(paths)), dict.fromkeys(paths, Named("a")))
    sides = [picture.side for picture in by_folder.pictures]
    assert [picture.side for picture in by_table.pictures] == sides
    assert sides == (["train", "test"] if len(paths) == 2 else ["train", "train", "test"])


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/a/._1.png",
        "a/.ipynb_checkpoints/1-checkpoint.png",
        ".DS_Store",
        "a/Thumbs.db",
        "a/desktop.ini",
        ".git/objects/1",
        "a/@eaDir/1.png",
        "$RECYCLE.BIN/1.png",
        "a/Thumbs.db:encryptable",
        "a/ehthumbs.db",
        "~$labels.csv",
    ],
)
def test_what_systems_leave_behind_is_not_looked_at(name):
    assert layouts.is_junk(File(name, None)) and not layouts.is_junk(File("a/1.png", None))


@pytest.mark.parametrize("folders", ["id ood", "ID near far", "my/id my/far_ood my/outliers"])
def test_a_folder_that_holds_id_and_ood_is_no_folder_of_classes(folders):
    paths = [f"{folder}/{kind}/1.png" for folder in folders.split() for kind in "ab"]
    with pytest.raises(UserError, match="holds several sets"):
        layouts.read([File(path, io.BytesIO) for path in paths], {})
