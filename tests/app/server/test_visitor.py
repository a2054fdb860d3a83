"""Who a visitor is, by the cookie alone."""

from types import SimpleNamespace

import pytest

from app.server import visitor


def asked(monkeypatch, **cookies) -> str:
    """Who it is that asks with these cookies, in a session of its own."""
    stand_in = SimpleNamespace(context=SimpleNamespace(cookies=cookies), session_state={})
    monkeypatch.setattr(visitor, "st", stand_in)
    assert visitor.browser() == visitor.browser()
    return visitor.browser()


def test_a_browser_is_known_by_its_cookie_and_what_is_kept_does_not_tell_it(monkeypatch):
    one, other = "0123456789abcdef" * 2, "fedcba9876543210" * 2
    found = [asked(monkeypatch, oodlab=cookie) for cookie in (one, one, other)]
    assert found[0] == found[1] != found[2]
    assert one not in found


@pytest.mark.parametrize("cookie", ["", "x" * 32, "A" * 32, "0" * 31, "0" * 32 + "\n", None])
def test_without_a_sound_cookie_every_session_is_somebody(monkeypatch, cookie):
    cookies = {} if cookie is None else {"oodlab": cookie}
    assert len({asked(monkeypatch, **cookies) for _ in range(3)}) == 3
