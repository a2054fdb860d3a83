"""The words of what a visitor made: whose it is, its name, and how it is deleted."""

from typing import Literal

from app.text import message

Whose = Literal["yours", "others", "here"]

LABEL: dict[Whose, str] = {
    "yours": message("ownership.label.yours", "Yours"),
    "others": message("ownership.label.others", "By others"),
    "here": message("ownership.label.here", "Made on the server"),
}
HEADING: dict[Whose, str] = {
    "yours": message("ownership.heading.yours", "Yours"),
    "others": message("ownership.heading.others", "Made by others here"),
    "here": message("ownership.heading.here", "Made on the server"),
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
RUNS = message(
    "ownership.runs",
    "{n} trained on it{others}, cannot be used without it and will be deleted with it. ",
)
OF_OTHERS = message("ownership.of_others", ", {n} of them by others")
DELETE_IT, KEEP_IT = (
    message("ownership.delete_it", "Yes, delete it"),
    message("ownership.keep_it", "Keep it"),
)
THE_RUN = message("ownership.the_run", "The run")
DELETED = message("ownership.deleted", "**{name}** is deleted.")
UNDO = message("ownership.undo", "Undo")


def runs(n: int, others: int) -> str:
    """What becomes of the runs on a benchmark that is deleted."""
    if not n:
        return ""
    counted = "The run that was" if n == 1 else f"The {n} runs that were"
    who = "" if not others else " by somebody else" if n == 1 else OF_OTHERS.format(n=others)
    return RUNS.format(n=counted, others=who)
