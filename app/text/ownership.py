"""The words of what a visitor made: whose it is, its name, and how it is deleted."""

from typing import Literal

from app.text import Message, message, say

Whose = Literal["yours", "others", "here"]

LABEL: dict[Whose, Message] = {  # above a choice, or before a name
    "yours": message("ownership.label.yours", "Yours"),
    "others": message("ownership.label.others", "By others"),
    "here": message("ownership.label.here", "Made on the server"),
}
WHOSE: dict[Whose, Message] = {  # within a sentence
    "yours": message("ownership.whose.yours", "yours"),
    "others": message("ownership.whose.others", "by others"),
    "here": message("ownership.whose.here", "made on the server"),
}
COMPARED = message("ownership.compared", "{method}, {whose}: {name}")
BENCHMARK = message("ownership.benchmark", "{name} ({whose})")
MANAGE = message("ownership.manage", "Rename or delete")
NAME = message("ownership.name", "Name")
NAME_HELP = message(
    "ownership.name_help",
    "Letters, digits, spaces and . , - + = ( ) / ' %, 40 at most. Everyone here can see it.",
)
DELETE = message("ownership.delete", "Delete")
DELETE_WHAT = {
    "run": message("ownership.delete_what.run", "Delete this run"),
    "benchmark": message("ownership.delete_what.benchmark", "Delete the benchmark"),
}
DELETE_RUN = message("ownership.delete_run", "Delete this run? You can undo it for ten seconds.")
DELETE_BENCHMARK = message(
    "ownership.delete_benchmark", "Delete **{name}**? {runs}You can undo it for ten seconds."
)
RUNS = {  # what becomes of the runs on it
    "one": message(
        "ownership.runs.one",
        "The run that was trained on it cannot be used without it and will be deleted with it.",
    ),
    "one_of_others": message(
        "ownership.runs.one_of_others",
        "The run that somebody else trained on it cannot be used without it and will be deleted "
        "with it.",
    ),
    "many": message(
        "ownership.runs.many",
        "The {n} runs that were trained on it cannot be used without it and will be deleted with "
        "it.",
    ),
    "many_of_others": message(
        "ownership.runs.many_of_others",
        "The {n} runs that were trained on it, {others} of them by others, cannot be used without "
        "it and will be deleted with it.",
    ),
}
DELETE_IT = message("ownership.delete_it", "Yes, delete it")
KEEP_IT = message("ownership.keep_it", "Keep it")
THE_RUN = message("ownership.the_run", "The run")
DELETED = message("ownership.deleted", "**{name}** is deleted.")
UNDO = message("ownership.undo", "Undo")


def runs(n: int, others: int) -> str:
    """What becomes of the runs on a benchmark that is deleted, `others` of them not the visitor's.

    With the space after it where there is any.
    """
    if not n:
        return ""
    case = ("one" if n == 1 else "many") + ("_of_others" if others else "")
    return f"{say(RUNS[case], n=n, others=others)} "
