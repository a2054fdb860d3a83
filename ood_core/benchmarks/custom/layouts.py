"""Folders of images as people have them: which part of a path names the class, which the split.

Read as they are meant, and told: one folder for each class (ImageFolder); folders for training and
testing around or within those (Kaggle, fastai, Roboflow); MVTec's folders of what is good and of
defects; and tables that name each image's class (Hugging Face's metadata, Kaggle's labels).
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import BinaryIO

from ood_core.benchmarks.custom.sets import File, Named, Picture, shown
from ood_core.errors import Sentence, UserError

ENDINGS = ("png", "jpg", "jpeg", "jpe", "webp", "bmp", "tif", "tiff", "gif", "heic", "heif", "avif")
UNLABELLED = "unlabelled"
ROLES = {  # what a folder of a split may be called
    "train": "train",
    "training": "train",
    "trainset": "train",
    "test": "test",
    "testing": "test",
    "testset": "test",
    "val": "valid",
    "valid": "valid",
    "validation": "valid",
    "dev": "valid",
    "unlabeled": UNLABELLED,
    "unlabelled": UNLABELLED,
}
BESIDE = {"", "seg", "set", "image", "images", "img", "imgs", "data", "dataset", "split"}
FOLD = re.compile(
    r"(.*[ _-])?(cv|fold|part|batch|chunk|shard|split|session)[ _-]?\d+", re.IGNORECASE
)
TRAINED = {"train": "train", "valid": "train", "test": "test"}  # where there are all three
GOOD = "good"  # of MVTec
MASKED = {
    *("mask", "masks", "segmentation", "segmentations", "segmentation_masks", "annotations"),
    *("gt", "ground_truth"),
}
IMAGES = {"image", "images", "img", "imgs", "jpegimages"}
SETS = (  # what folders may be called that are ID, and OOD
    {"id", "ind", "id_test", "in_distribution", "in-distribution"},
    {"ood", "near", "far", "near_ood", "far_ood", "near-ood", "far-ood", "outliers"}
    | {"out_of_distribution", "out-of-distribution"},
)
JUNK = (
    *("__macosx", "icon\r", "thumbs.db", "ehthumbs.db", "desktop.ini", "$recycle.bin"),
    *("system volume information", "lost+found", "@eadir", "#recycle", "__pycache__"),
)


@dataclass(frozen=True)
class Layout:
    """What a folder was read as.

    Attributes:
        pictures: each with its class and its side of the split, where the folder says so.
        defects: of MVTec's layout: images of no class, to be found.
        told: which layout it was, with a place for the name of the `set`; None where there is none.
    """

    pictures: list[Picture]
    defects: list[Picture]
    told: Sentence | None


def is_image(file: File) -> bool:
    """By the ending of its name; what it is shows when it is read."""
    return PurePosixPath(file.name).suffix.lower().removeprefix(".") in ENDINGS


def is_submission(file: File) -> bool:
    """Whether it shows how answers of a contest are handed in: its classes are made up."""
    return "submission" in PurePosixPath(file.name).stem.lower()


def is_junk(file: File) -> bool:
    """What systems and editors leave in folders: hidden files, those of macOS, Windows and of
    network disks, and what is open in an office program."""
    parts = [part.partition(":")[0] for part in file.name.lower().split("/")]
    return any(part.startswith((".", "~$")) or part in JUNK for part in parts)


def read(files: Sequence[File], labels: Mapping[str, Named]) -> Layout:
    """The images of a folder as its layout means them.

    Args:
        files: their names are paths within what was given, with slashes.
        labels: what a table beside them says of each file that it names, by the file's name.

    Raises:
        UserError: the folder holds ID and OOD.
    """
    paths = _unwrapped([file.name.split("/") for file in files])
    if labels:
        return _labelled(files, paths, labels)
    if any(are_masks := _are_masks(paths)):
        return _without_masks(files, paths, are_masks)
    folders = [path[:-1] for path in paths]
    tops = {folder[0] for folder in folders if folder}
    _check_one_set(tops)
    if _good(folders):
        return _mvtec(files, paths, depth=0)
    if tops and all(_good([f[1:] for f in folders if f[:1] == [top]]) for top in tops):
        return _mvtec(files, paths, depth=1)
    if _are_splits(tops):
        inner = [_within(path) for path in paths]
        return _split(files, paths, [_role(p[0]) if len(p) > 1 else None for p in paths], inner)
    seconds = {folder[1] for folder in folders if len(folder) > 1}
    if _are_splits(seconds) and all(len(folder) > 1 for folder in folders):
        roles = [_role(path[1]) for path in paths]
        return _split(files, paths, roles, [[path[0], *path[2:]] for path in paths])
    told = Sentence("custom.layout_classes", "{set}: each folder is one class.") if tops else None
    inner = paths
    if len(tops) == 1 and next(iter(tops)).lower() in IMAGES:
        inner = [path[1:] if len(path) > 1 else path for path in paths]
        told = told if any(len(path) > 1 for path in inner) else None
    elif len(tops) > 1 and all(map(FOLD.fullmatch, tops)) and all(len(f) > 1 for f in folders):
        inner = [path[1:] for path in paths]
        told = Sentence(
            "custom.layout_folds",
            "{set}: the folders are parts of one set ({found}); in them each folder is one class.",
            found=", ".join(shown(top) for top in sorted(tops)[:5]),
        )
    pictures = [
        Picture(
            "/".join(path), rest[0] if len(rest) > 1 else None, file.open, group=_group(rest[1:])
        )
        for path, rest, file in zip(paths, inner, files, strict=True)
    ]
    return Layout(pictures, [], told)


def _check_one_set(tops: Collection[str]) -> None:
    lower = {top.lower() for top in tops}
    if lower <= set.union(*SETS) and all(lower & names for names in SETS):
        raise UserError(
            "error.custom.sets_in_one",
            "The folder holds several sets ({found}). Give ID, and each OOD set, by itself.",
            found=", ".join(shown(top) for top in sorted(tops)),
        )


def _are_masks(paths: list[list[str]]) -> list[bool]:
    """Which files lie in a folder of masks beside one of images, within a class or around all."""
    folders = {tuple(path[:depth]) for path in paths for depth in (1, 2) if len(path) > depth}
    with_images = {folder[:-1] for folder in folders if folder[-1].lower() in IMAGES}
    masks = {f for f in folders if f[:-1] in with_images and f[-1].lower() in MASKED}
    return [any(tuple(path[:depth]) in masks for depth in (1, 2)) for path in paths]


def _without_masks(
    files: Sequence[File], paths: list[list[str]], are_masks: Sequence[bool]
) -> Layout:
    """What lies beside folders of masks, as if it were alone; the masks are left out."""
    rest = [file for file, is_mask in zip(files, are_masks, strict=True) if not is_mask]
    masks = [
        Picture("/".join(path), None, _a_mask)
        for path, is_mask in zip(paths, are_masks, strict=True)
        if is_mask
    ]
    layout = read(rest, {}) if rest else Layout([], [], None)
    return replace(layout, pictures=[*layout.pictures, *masks])


def _a_mask() -> BinaryIO:
    raise UserError("error.custom.a_mask", "in a folder of masks it is not read.")


def _group(path: Sequence[str]) -> str | None:
    """The outermost folder."""
    return path[0] if len(path) > 1 else None


def _unwrapped(paths: list[list[str]]) -> list[list[str]]:
    """Without the folders that are around everything, as long as there are folders in them."""
    while (
        len({path[0] for path in paths}) == 1
        and all(len(path) > 1 for path in paths)
        and any(len(path) > 2 for path in paths)
        and not (_role(paths[0][0]) and len({path[1] for path in paths}) == 1)
    ):
        paths = [path[1:] for path in paths]
    return paths


def _role(name: str) -> str | None:
    """train, valid, test or unlabelled, if a folder's name says one of them and nothing else."""
    words = re.split(r"[^a-z]+", name.lower())
    roles = [ROLES[word] for word in words if word in ROLES]
    is_clear = all(word in ROLES or word in BESIDE for word in words)
    return roles[0] if len(roles) == 1 and is_clear else None


def of_files(names: Sequence[str]) -> tuple[list[str | None], Sentence | None]:
    """The side of each of several tables where they are a split, and what is told of it.

    By their folders, or by their own names, as Hugging Face calls its parts:
    `train-00000-of-00002.parquet`.
    """
    stems = [PurePosixPath(name).stem for name in names]
    by_name = [_role(re.sub(r"-\d+-of-\d+.*", "", stem)) for stem in stems]
    by_folder = [_role(PurePosixPath(name).parent.name) for name in names]
    for roles in (by_name, by_folder):
        if None not in roles and len({*roles} - {UNLABELLED}) > 1:
            return _sides(roles), Sentence(
                "custom.layout_files",
                "{set}: the files' own split is kept ({found}).",
                found=_in_words(roles),
            )
    return [None] * len(names), None


def is_role(text: str) -> bool:
    """Whether it says a side of a split: in a table that is no class."""
    return text.lower() in ROLES


def are_sides(cells: Sequence[str | None]) -> bool:
    """Whether the cells of a column are a split: each says a side of it, and not all the same."""
    filled = {cell.lower() for cell in cells if cell}
    return filled <= ROLES.keys() and len({ROLES[cell] for cell in filled} - {UNLABELLED}) > 1


def of_cells(cells: Sequence[str | None]) -> list[str | None]:
    """The side of each row, as the column of a split says it."""
    return _sides([ROLES.get((cell or "").lower()) for cell in cells])


def _in_words(roles: Iterable[str | None]) -> str:
    return ", ".join(sorted({role for role in roles if role not in (None, UNLABELLED)}))


def _are_splits(names: Iterable[str]) -> bool:
    """Whether folders are a split: all of them are parts of one, or both sides are there."""
    roles = {_role(name) for name in names}
    both = "train" in roles and roles & {"test", "valid"}
    return bool(both) or (None not in roles and bool(roles & {"train", "test"}))


def _sides(roles: Sequence[str | None]) -> list[str | None]:
    """What each image is for: validation data are trained on where there are test data, else they
    are the test data."""
    sides = TRAINED if "test" in roles else TRAINED | {"valid": "test"}
    return [sides.get(role) for role in roles]


def _within(path: list[str]) -> list[str]:
    """What follows a split's folder; some archives have it twice, seg_train/seg_train."""
    inner = path[1:] if len(path) > 1 else path
    return inner[1:] if len(inner) > 1 and _role(inner[0]) else inner


def _split(
    files: Sequence[File],
    paths: list[list[str]],
    roles: list[str | None],
    inner: list[list[str]],
) -> Layout:
    """The folder's own split is kept; what lies beside its folders is left out."""
    pictures = [
        Picture("/".join(path), _class_in_split(rest), file.open, side)
        if role
        else Picture("/".join(path), None, _beside_split)
        for file, path, role, side, rest in zip(
            files, paths, roles, _sides(roles), inner, strict=True
        )
        if role != UNLABELLED
    ]
    found = _in_words(roles)
    if any(picture.label for picture in pictures):
        told = Sentence(
            "custom.layout_splits",
            "{set}: the folders' own split is kept ({found}); in it each folder is one class.",
            found=found,
        )
    else:
        told = Sentence(
            "custom.layout_flat_splits",
            "{set}: the folders are a split ({found}), and say no classes.",
            found=found,
        )
    return Layout(pictures, [], told)


def _class_in_split(path: Sequence[str]) -> str | None:
    """The folder that an image of a split lies in; `images` are beside tables or masks of them."""
    return path[0] if len(path) > 1 and path[0].lower() not in IMAGES else None


def _beside_split() -> BinaryIO:
    raise UserError("error.custom.beside_split", "beside the folders of a split it is not read.")


def _good(folders: list[list[str]]) -> str | None:
    """The only class to train on, where there are others to test: MVTec's train/good, and test/good
    beside folders of defects."""
    inner = [folder for folder in folders if len(folder) > 1]
    roles = [_role(folder[0]) for folder in inner]
    train, valid, test = (
        {folder[1] for role, folder in zip(roles, inner, strict=True) if role == which}
        for which in ("train", "valid", "test")
    )
    test = test or valid
    is_one = len(train) == 1 and test > train and (not valid or valid >= train)
    is_one = is_one or (train == {GOOD} and len(test) > 1)
    good = next(iter(train)) if is_one else ""
    return good if good.lower() not in IMAGES else None


def _mvtec(files: Sequence[File], paths: list[list[str]], depth: int) -> Layout:
    """What is good is ID; each defect is to be found; the masks are not read."""
    pictures, defects = [], []
    good = {
        top: _good([path[depth:-1] for path in paths if path[:depth] == [*top]])
        for top in {tuple(path[:depth]) for path in paths}
    }
    sides = _sides([_role(path[depth]) if len(path) > depth + 2 else None for path in paths])
    for file, path, side in zip(files, paths, sides, strict=True):
        if side is None:
            continue
        name, its_good = "/".join(path), good[tuple(path[:depth])]
        if path[depth + 1] == its_good:
            pictures.append(Picture(name, path[0] if depth else its_good, file.open, side))
        else:
            defects.append(Picture(name, None, file.open))
    told = Sentence(
        "custom.layout_mvtec",
        "{set}: as in MVTec, what lies in {good} is ID, with its own split; what else there is to "
        "test is a near OOD test ({n}); masks are not read.",
        good=", ".join(sorted({shown(name) for name in good.values() if name})),
        n=len(defects),
    )
    return Layout(pictures, defects, told)


def _labelled(files: Sequence[File], paths: list[list[str]], labels: Mapping[str, Named]) -> Layout:
    """A table says the classes; folders may still say the split, or the table itself."""
    tops = {path[0] for path in paths if len(path) > 1}
    is_split = _are_splits(tops)
    roles = [_role(path[0]) if is_split and len(path) > 1 else None for path in paths]
    pictures = [
        Picture("/".join(path), label, file.open, side or own, _group(path[bool(is_split) :]))
        for file, path, side, (label, own) in zip(
            *(files, paths, _sides(roles)),
            (labels.get(file.name, (None, None)) for file in files),
            strict=True,
        )
    ]
    told = Sentence(
        "custom.layout_table",
        "{set}: a table beside the images names the classes of {n}.",
        n=len(labels),
    )
    if any(named.side for named in labels.values()) and not any(roles):
        told = Sentence(
            "custom.layout_table_split",
            "{set}: a table beside the images names the classes of {n}, and the split, which is "
            "kept.",
            n=len(labels),
        )
    return Layout(pictures, [], told)
