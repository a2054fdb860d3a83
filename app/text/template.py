"""The translators' template, `locale/messages.pot`: `python -m app.text.template` writes it.

Each message has its key as gettext's context and its English text as the id, so that a translation
whose English has changed is marked as fuzzy by the usual tools.
"""

import ast
from collections.abc import Iterator

import polib

from app.text import APP, LOCALE, Message, declared

TEMPLATE = LOCALE / "messages.pot"
DECLARE = ("message", "Sentence", "UserError")  # calls whose first two arguments are key and text
FOLDERS = (APP, APP.parent / "ood_core")


def written() -> Iterator[tuple[Message, str]]:
    """The messages that stand in the code, and where."""
    for path in sorted(path for folder in FOLDERS for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Name(id=name),
                    args=[ast.Constant(value=str(key)), ast.Constant(value=str(text)), *_],
                ) if name in DECLARE:
                    yield Message(key, text), path.relative_to(APP.parent).as_posix()


def template() -> polib.POFile:
    file = polib.POFile(wrapwidth=100)
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "en"}
    known: dict[str, polib.POEntry] = {}
    for said, place in [*written(), *((said, "ood_core") for said in declared.everything())]:
        if not said.text:
            continue
        entry = known.setdefault(said.key, polib.POEntry(msgctxt=said.key, msgid=said.text))
        if entry.msgid != said.text:
            raise ValueError(f"{said.key!r} has two texts: {entry.msgid!r} and {said.text!r}.")
        if (place, "") not in entry.occurrences:
            entry.occurrences.append((place, ""))
    file.extend(sorted(known.values(), key=lambda entry: entry.msgctxt))
    return file


if __name__ == "__main__":
    LOCALE.mkdir(exist_ok=True)
    template().save(str(TEMPLATE))
