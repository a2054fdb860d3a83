"""The words of what a visitor made: whose it is, its name, and how it is deleted."""

from typing import Literal

Whose = Literal["yours", "others", "here"]

LABEL: dict[Whose, str] = {"yours": "Yours", "others": "By others", "here": "Made on the server"}
HEADING: dict[Whose, str] = {
    "yours": "Yours",
    "others": "Made by others here",
    "here": "Made on the server",
}
COMPARED = "{method}, {whose}: {name}"
BENCHMARK = "{name} ({whose})"
MANAGE = "Rename or delete"
NAME = "Name"
NAME_HELP = "Letters, digits, spaces and . , - + = ( ) / ' %, 40 at most. Everyone here can see it."
NOT_A_NAME = "“{title}” cannot be a name here: use letters, digits, spaces and . , - + = ( ) / ' %."
TOO_LONG = "A name has 40 characters at most."
DELETE = "Delete"
DELETE_WHAT = {"run": "Delete this run", "benchmark": "Delete the benchmark"}
DELETE_RUN = "Delete this run? You can undo it for ten seconds."
DELETE_BENCHMARK = "Delete **{name}**? {runs}You can undo it for ten seconds."
RUNS = "{n} trained on it{others}, cannot be used without it and will be deleted with it. "
OF_OTHERS = ", {n} of them by others"
DELETE_IT, KEEP_IT = "Yes, delete it", "Keep it"
THE_RUN = "The run"
DELETED = "**{name}** is deleted."
UNDO = "Undo"
TOO_LATE = "It is too late to bring {name} back."
NOT_YOURS = "Only the visitor who made {name} can do that."


def runs(n: int, others: int) -> str:
    """What becomes of the runs on a benchmark that is deleted."""
    if not n:
        return ""
    counted = "The run that was" if n == 1 else f"The {n} runs that were"
    who = "" if not others else " by somebody else" if n == 1 else OF_OTHERS.format(n=others)
    return RUNS.format(n=counted, others=who)
