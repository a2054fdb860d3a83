"""What is said while the server does not answer."""

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
