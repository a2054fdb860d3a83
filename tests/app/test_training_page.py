"""Trainings seen from the browser, where no page is needed."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.blocks.training import form
from app.blocks.training import words as text
from app.server import startup
from ood_core.methods.config.setting import Setting


@pytest.mark.parametrize(
    "seconds, said",
    [
        (0, "a few seconds"),
        (44, "about 40 s"),
        (96, "about 100 s"),
        (125, "about 2 min"),
        (7300, "about 2 h"),
    ],
)
def test_a_wait_is_told_as_precisely_as_it_can_be_foretold(seconds, said):
    assert text.about(seconds) == said


def test_a_choice_begins_with_its_default():
    offered = SimpleNamespace(selectbox=lambda label, options, index, **_: options[index])
    setting = Setting("kind", str, choices=("first", "second"), label="Kind")
    method = SimpleNamespace(name="toy", settings={"kind": setting})
    assert form.field(offered, method, "kind", "second", key="key") == "second"


def test_errors_of_the_app_are_kept_in_a_file(tmp_path):
    path, logger = tmp_path / "runs" / "errors.log", logging.getLogger("streamlit.error_util")
    before = list(logger.handlers)
    startup._log_errors(path)
    try:
        from streamlit.error_util import handle_uncaught_app_exception

        try:
            raise ZeroDivisionError("of the page")
        except ZeroDivisionError as error:
            handle_uncaught_app_exception(error)
        kept = path.read_text()
        assert "of the page" in kept and Path(__file__).name in kept
    finally:
        for handler in set(logger.handlers) - set(before):
            logger.removeHandler(handler)
            handler.close()
