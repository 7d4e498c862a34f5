"""Codes that a write needs: each for one thing, once, and for a while."""

import pytest

from allclear_cli.assistants.confirming import GOOD_FOR, Confirmations, UnconfirmedError


def test_a_code_is_good_once_for_the_very_same_call_while_nothing_changes() -> None:
    now = [0.0]
    codes = Confirmations(lambda: now[0])
    code = codes.given("open", {"title": "A", "notify": True}, ["i", 1])
    for tool, arguments, seen in (
        ("close", {"title": "A", "notify": True}, ["i", 1]),
        ("open", {"title": "A", "notify": False}, ["i", 1]),
        ("open", {"title": "A", "notify": True}, ["i", 2]),
    ):
        with pytest.raises(UnconfirmedError, match="another call"):
            codes.take(code, tool, arguments, seen)
    codes.take(code, "open", {"notify": True, "title": "A"}, ["i", 1])
    with pytest.raises(UnconfirmedError, match="was used"):
        codes.take(code, "open", {"title": "A", "notify": True}, ["i", 1])


def test_a_code_ends_after_a_while_and_is_none_elsewhere() -> None:
    now = [0.0]
    codes = Confirmations(lambda: now[0])
    code = codes.given("open", {}, None)
    with pytest.raises(UnconfirmedError):
        Confirmations().take(code, "open", {}, None)
    with pytest.raises(UnconfirmedError):
        codes.take("yes", "open", {}, None)
    now[0] += GOOD_FOR
    with pytest.raises(UnconfirmedError, match="too old"):
        codes.take(code, "open", {}, None)
