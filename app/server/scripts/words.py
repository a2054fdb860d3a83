"""What is said while the server does not answer, and of a folder that is not sent."""

from app.text import message

CONNECTION = {
    "lost": message(
        "scripts.connection.lost",
        "The connection to OOD Lab is lost. Clicks have no effect until it is back; this page "
        "keeps trying by itself. Your earlier answers are kept.",
    ),
    "gone": message(
        "scripts.connection.gone",
        "OOD Lab does not answer. In a class, tell your teacher; if it runs on this computer, "
        "start it again. This page then goes on by itself, and your earlier answers are kept.",
    ),
    "slow": message(
        "scripts.connection.slow",
        "OOD Lab has not answered your last click yet. Please wait a moment.",
    ),
}

FOLDERS = {
    "empty": message("scripts.folders.empty", "This folder has no files, so nothing was sent."),
    "many": message(
        "scripts.folders.many",
        "This folder has more than {files} files, so nothing was sent. Give a part of it.",
    ),
    "large": message(
        "scripts.folders.large",
        "The files of this folder have more than {megabytes} MB together, so nothing was sent. "
        "Give smaller pictures, or a part of them.",
    ),
    "unreadable": message(
        "scripts.folders.unreadable",
        "A file of this folder cannot be read, so nothing was sent. See that each of its files "
        "opens on this computer, then give the folder again.",
    ),
}
