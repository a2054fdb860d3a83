"""Errors of the core, said in a visitor's language."""

import pytest

from app.text import say
from ood_core import images
from ood_core.errors import UserError
from ood_core.jobs.process import _failure
from tests.app import pseudo


def refused() -> UserError:
    with pytest.raises(UserError) as error:
        images.decode(b"%PDF-1.7", (1, 28, 28))
    return error.value


@pytest.mark.parametrize("error", [refused(), _failure(-9, ""), _failure(3, "⚠"), _failure(-6, "")])
def test_no_part_of_an_error_stays_in_english(error, monkeypatch):
    pseudo.speak(monkeypatch)
    for again in (error, UserError.from_json(error.to_json())):
        assert say(again) != str(again) and not pseudo.plain(say(again))
