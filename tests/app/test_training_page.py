"""Trainings seen from the browser, where no page is needed."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.web.server.starlette.starlette_app_utils import generate_xsrf_token_string

from app import training
from app.lessons import training as text


def asked(monkeypatch, **cookies) -> str:
    """Who it is that asks with these cookies."""
    stand_in = SimpleNamespace(context=SimpleNamespace(cookies=cookies), session_state={})
    monkeypatch.setattr(training, "st", stand_in)
    return training.browser()


def test_a_browser_is_known_by_its_token_whatever_the_mask(monkeypatch):
    one, other = b"0123456789abcdef", b"fedcba9876543210"
    masked = [generate_xsrf_token_string(token) for token in (one, one, other)]
    assert masked[0] != masked[1]
    found = [asked(monkeypatch, _streamlit_xsrf=cookie) for cookie in masked]
    assert found[0] == found[1] != found[2]
    assert one.hex() not in found[0]


@pytest.mark.parametrize("cookie", ["", "2|zz|00|1", "2||00|1", "x|y", None])
def test_without_a_token_every_tab_is_somebody(monkeypatch, cookie):
    cookies = {} if cookie is None else {"_streamlit_xsrf": cookie}
    assert len({asked(monkeypatch, **cookies) for _ in range(3)}) == 3


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


def test_errors_of_the_app_are_kept_in_a_file(tmp_path):
    path, logger = tmp_path / "runs" / "errors.log", logging.getLogger("streamlit.error_util")
    before = list(logger.handlers)
    training._log_errors(path)
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
