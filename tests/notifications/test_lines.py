"""Markdown trees as the lines that chats show."""

import pytest

from chalicelib.domain.markdown import tree_of
from chalicelib.notifications.channels.lines import Line, Run, cut, lines_of, shortened


def lines(text: str) -> list[tuple[str, int, str, str]]:
    return [(line.kind, line.depth, line.mark, line.text) for line in lines_of(text, tree_of(text))]


def test_blocks_become_lines_that_know_their_place() -> None:
    text = "One *two*\nthree\n\n- a\n  - b\n\n    again\n- c\n\n4. d\n5. e\n\n> q\n>\n> - r\n\n```\nx = 1\ny\n```"
    assert lines(text) == [
        ("p", 0, "", "One two\nthree"),
        ("li", 0, "•", "a"),
        ("li", 1, "•", "b"),
        ("li", 1, "", "again"),
        ("li", 0, "•", "c"),
        ("li", 0, "4.", "d"),
        ("li", 0, "5.", "e"),
        ("quote", 0, "", "q"),
        ("quote", 0, "•", "r"),
        ("pre", 0, "", "x = 1\ny"),
    ]


def test_runs_know_how_they_look_and_where_they_lead() -> None:
    (line,) = lines_of("x", tree_of("**a *b* `c`** [d](https://example.com/) <https://example.org>"))
    assert [run for run in line.runs if run.text.strip()] == [
        Run("a ", strong=True),
        Run("b", strong=True, em=True),
        Run("c", strong=True, code=True),
        Run("d", link="https://example.com/"),
        Run("https://example.org", link="https://example.org"),
    ]


def test_a_plain_text_is_a_paragraph_whose_addresses_are_links() -> None:
    (line,) = lines_of("see https://example.com/x.", None)
    assert line == Line("p", (Run("see "), Run("https://example.com/x", link="https://example.com/x"), Run(".")))
    assert lines_of("", None) == ()


def test_what_only_a_newer_release_knows_shows_what_is_inside() -> None:
    tree = [["table", ["row", "a", ["mark", "b"]]], "c", 7, ["a", "javascript:alert(1)", "d"], []]
    assert [line.text for line in lines_of("", tree)] == ["ab", "d"] or lines_of("", tree)
    assert all(run.link == "" for line in lines_of("", tree) for run in line.runs)


@pytest.mark.parametrize("letters", [1, 2, 5, 6, 11, 12, 40])
def test_a_cut_leaves_no_more_letters_than_asked_for(letters: int) -> None:
    whole = lines_of("", [["p", "Hello ", ["strong", "big"], " world"], ["p", "again"]])
    kept = cut(whole, letters)
    assert sum(len(line.text) for line in kept) <= letters
    assert (kept == whole) is (letters >= 20)


def test_shortening_ends_at_a_word_where_that_loses_little() -> None:
    assert shortened("one two three", 9) == "one two…"
    assert shortened("a bbbbbbbbbbbbbbbb", 9) == "a bbbbbb…"
    assert shortened("short", 9) == "short"
