"""What a link to a view may hold, and what is refused."""

import base64
import json

import pytest

from app.server import view
from app.server.view import View


def link(text: str, part: int = 0) -> str:
    packed = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{part}.{packed}"


def test_several_are_a_list_of_what_is_there_each_once():
    fits = view.some_of(["a", "b"])
    assert fits([]) and fits(["b", "a"])
    assert not any(map(fits, ("", "a", {}, {"a": 1}, None, ["a", "a"], ["c"], [1])))


STATE = {"set": {"oe-outliers": "letters", "csi:images": 3}, "seen": {"tug": {"c": 1.5}}}


def test_a_link_holds_what_was_put_into_it():
    assert view.opened(link(json.dumps(STATE), 4)) == View(**STATE)
    assert view.opened("4") == view.opened("0.") == View()


@pytest.mark.parametrize(
    "damaged",
    [
        "",
        "x",
        "1234",
        "4;" + link("{}"),
        "\N{ARABIC-INDIC DIGIT FOUR}",
        link(json.dumps(STATE))[:-9],  # cut short
        link(json.dumps(STATE)) + "a",
        link("[]"),
        link('{"set": []}'),
        link('{"set": {}, "more": 1}'),
        link('{"seen": {"tug": NaN}}'),
        link('{"seen": {"tug": 1e999}}'),
        link('{"set": {"a": "\\ud800"}}'),
        link('{"set": {"a": ' + "[" * 900 + "]" * 900 + "}}"),
        link(json.dumps({"set": {"a": "b" * view.LONGEST}})),
        "0." + "\N{KELVIN SIGN}" * 8,
    ],
)
def test_a_damaged_link_is_refused(damaged):
    with pytest.raises(ValueError):
        view.opened(damaged)
