"""Markdown in what people write: which marks there are, what becomes of all others, and how much of it a text takes."""

import json
import string
import time
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.incident_corrections import IncidentUpdateEdit, corrected
from chalicelib.domain.incidents import edited
from chalicelib.domain.markdown import Tree, is_safe, plain_text, size_of, strings, tree_of, written
from chalicelib.domain.markdown_tree import MAX_DEPTH, parsed
from chalicelib.publish.prose import prose
from tests.factories import NOW, an_incident

CASES: list[tuple[str, Tree | None, str]] = json.loads(
    (Path(__file__).parents[1] / "markdown.json").read_text(encoding="utf-8")
)
ALLOWED = {"p", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "br", "a"}
ATTRIBUTES = {"class", "dir", "start", "href", "rel"}


@pytest.mark.parametrize(("text", "tree", "html"), CASES)
def test_a_text_has_the_tree_that_its_marks_mean(text: str, tree: Tree | None, html: str) -> None:
    """The same table holds the page's scripts, in browser/unit/markdown.test.mjs."""
    assert tree_of(text) == tree
    assert prose(text, tree) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        r"java\script:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://example.com",
        "//evil.example",
        r"\\evil.example",
        "/relative",
        "?query",
        "#fragment",
        "https:evil.example",
        "https:///evil.example",
        "https://bank.example@evil.example/",
        "https://user:secret@evil.example/",
        "https://exa\u202emple.com/",
        "https://exa\u200bmple.com/",
        "http&#58;//bank.example@evil.example",
        "mailto:",
        "mailto:nobody",
    ],
)
def test_a_link_leads_nowhere_but_to_the_web_or_to_a_mailbox(address: str) -> None:
    for text in (f"[here]({address})", f"[here](<{address}>)", f"<{address}>", f"![here]({address})"):
        found = Read.of(prose(text, tree_of(text)))
        assert all(is_safe(each) and "evil" not in each.partition("@")[0] for each in found.links), text
        assert not [each for each in found.links if each.lower().startswith(("java", "data", "vb", "file", "ftp", "/"))]


@pytest.mark.parametrize(
    "text",
    [
        "<b>raw</b>",
        "<script>alert(1)</script>",
        "**<img src=x onerror=alert(1)>**",
        "- <svg onload=alert(1)>\n",
        "```\n</code></pre><script>alert(1)</script>\n```",
        "`<script>`",
        '[a](https://example.com/" "onmouseover=alert(1)")',
        "[<b>](https://example.com/<script>)",
        "&lt;script&gt; &#x3c;b&#x3e;",
    ],
)
def test_html_is_text_like_any_other(text: str) -> None:
    assert Read.of(prose(text, tree_of(text))).tags <= ALLOWED


def test_a_link_that_names_another_address_than_it_leads_to_shows_both() -> None:
    tree = tree_of("[https://bank.example](https://evil.example/login)")
    found = Read.of(prose("", tree))
    assert found.text == "https://bank.example (https://evil.example/login)"
    assert found.links == ["https://evil.example/login"]


def test_links_are_not_nested() -> None:
    for text in ("[a [b](https://b.example) c](https://c.example)", "[![a](https://a.example)](https://b.example)"):
        assert "<a" not in prose(text, tree_of(text)).split("<a", 1)[1].partition("</a>")[0]


@pytest.mark.parametrize(
    "text",
    [
        "Plain, over\ntwo lines.\n\nAnd two paragraphs.",
        "See https://example.com/_path_/*here* for more.",
        "snake_case and 2 * 3 * 4",
        "[EU]: degraded",
        "#1 is down",
        "<b>5 < 6 > 4</b> &amp; so on",
    ],
)
def test_a_text_without_marks_has_no_tree(text: str) -> None:
    assert tree_of(text) is None


def test_what_somebody_wrote_comes_with_its_tree() -> None:
    fields = written(text="**Down**", title="**Down**", description="Plain.")
    assert fields == {
        "text": "**Down**",
        "text_tree": [["p", ["strong", "Down"]]],
        "title": "**Down**",
        "description": "Plain.",
        "description_tree": None,
    }


def test_a_reader_without_marks_reads_the_same_words() -> None:
    text = (
        "# News\n\nWe **know**:\n\n1. *one*\n2. two\n   - [three](https://example.com)\n\n> said\n> twice\n\n    code"
    )
    assert plain_text(text, tree_of(text)) == (
        "News\n\nWe know:\n\n1. one\n2. two\n   - three (https://example.com)\n\n> said\n> twice\n\ncode"
    )


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "> - ", "*a **b ", "- 1. > "])
def test_what_nests_too_deep_is_shown_as_it_is_written(mark: str) -> None:
    assert tree_of(mark * 1000 + "end") is None
    assert tree_of(mark + "end" + "*" * mark.count("*")) is not None or "*" in mark


def test_a_tree_that_outgrows_its_text_is_left_out() -> None:
    text = "# a\n" * 1250
    assert size_of(parsed(text)) > 5 * len(text)
    assert tree_of(text) is None
    assert tree_of("# a\n" * 50) is not None


HARD = [
    "[", "![", "[a](", "[a](<", "*a **a ", "*a_", "`a``", "<", "<http://", ">", "> ", "- ", "-\n", "1. ", "```\n",
    "http://a/(", "http://a/({[", '[a](http://a "', "![![", "[![a](http://a)](http://a)", "](", "[`", "- a\n  ", "a\n",
    "> a\n\n", "*a*", "**a*", "| a ", "&#x", "\\", "<a@b>", "[a][b]", "[a]: http://a\n", "[((((", "\u6f22*\u5b57*",
]  # fmt: skip


@pytest.mark.parametrize("piece", HARD)
def test_no_text_takes_long(piece: str) -> None:
    """The worst one takes a tenth of a second where the rest of this suite does not run beside it."""
    text = (piece * 5000)[:5000]
    halves = text[:2500] + "".join({"[": "]", "(": ")", "<": ">"}.get(each, each) for each in reversed(text[:2500]))
    for each in (text, halves, f"> - {text[:4990]}"):
        started = time.thread_time()
        parsed(each)
        assert time.thread_time() - started < 2


class Read(HTMLParser):
    """What a browser makes of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.open: list[str] = []

    @classmethod
    def of(cls, html: str) -> "Read":
        """Raises AssertionError for HTML that is not well-formed, or has another attribute than those known."""
        found = cls()
        found.feed(html)
        found.close()
        assert not found.open
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open += [] if tag == "br" else [tag]
        assert dict(attrs).keys() <= ATTRIBUTES
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


PIECES = [
    "*", "**", "_", "`", "```", "\n", "\n\n", "    ", "> ", "- ", "1. ", "# ", "[", "](", ")", "<", ">", "!", "\\",
    "https://a.example/b", "javascript:x", "mailto:a@b.c", "&lt;", "&#106;", "word", "\u05d0", "\u6f22", "\U0001f680",
    "---", "~~~", "\t", "(", '"', "'", "|", "@",
]  # fmt: skip
MARKED = st.lists(st.sampled_from(PIECES) | st.text(string.printable, max_size=5), max_size=40).map(
    lambda pieces: "".join(pieces).replace("\r", "").replace("\x0b", "").replace("\x0c", "").strip()
)


def _letters(text: str) -> list[str]:
    return [letter for letter in text if letter.isalnum()]


@given(MARKED)
@settings(max_examples=400, deadline=None)
def test_whatever_is_written_becomes_known_elements_and_loses_no_words(text: str) -> None:
    tree = tree_of(text)
    found = Read.of(prose(text, tree))
    assert found.tags <= ALLOWED
    assert all(is_safe(link) for link in found.links if tree is not None)
    said = found.text + "".join(found.links)
    missing = [letter for letter in set(_letters(text)) if said.count(letter) < text.count(letter)]
    in_marks = "".join(each.partition(" ")[0] for each in _after_fences(text)) + "".join(_numbers(text))
    assert not [letter for letter in missing if said.count(letter) + in_marks.count(letter) < text.count(letter)]


def _after_fences(text: str) -> list[str]:
    """The names of languages, which a reader does not see."""
    return [piece.partition("\n")[0].strip() for fence in ("```", "~~~") for piece in text.split(fence)[1:]]


def _numbers(text: str) -> list[str]:
    """Of items, which the browser counts."""
    return [letter for letter in text if letter.isdigit()]


@given(MARKED)
@settings(max_examples=300, deadline=None)
def test_a_text_that_is_not_parsed_would_have_had_no_marks(text: str) -> None:
    if tree_of(text) is None and (tree := parsed(text)) is not None:
        assert size_of(tree) > 4 * len(text.encode())


@given(MARKED)
@settings(max_examples=200, deadline=None)
def test_trees_are_shallow(text: str) -> None:
    assert _depth(tree_of(text) or []) <= MAX_DEPTH + 1


def _depth(node: Any) -> int:
    return 1 + max(map(_depth, node), default=0) if isinstance(node, list) else 0


STRANGE: list[Any] = [
    [["table", ["tr", ["td", "cell"]]]],
    [["p", {"not": "known"}, None, 3, "text", ["blink", "more"]]],
    [[], "loose", ["p"], ["ul", "no item"]],
    [["a", "javascript:alert(1)", "text"], ["p", ["a"], ["a", 7], ["a", None, "x"]]],
]


@pytest.mark.parametrize("tree", STRANGE)
def test_a_tree_of_a_newer_release_is_drawn_as_far_as_it_is_known(tree: Tree) -> None:
    found = Read.of(prose("source", tree))
    assert found.tags <= ALLOWED | {"span", "div"}
    assert not found.links
    for each in ("cell", "text", "more", "loose"):
        assert (each in found.text) == (f'"{each}"' in json.dumps(tree))
    assert plain_text("source", tree) is not None
    assert "".join(strings(tree)) is not None


def test_an_edit_parses_what_it_changes_and_leaves_old_texts_plain() -> None:
    old = an_incident(description="Plain *as it was*").but(description_tree=None)
    kept = edited(old, {"title": "New", "description": old.description}, NOW)
    assert (kept.title, kept.description_tree) == ("New", None)
    assert edited(old, {"description": "Now *new*"}, NOW).description_tree == [["p", "Now ", ["em", "new"]]]
    assert edited(edited(old, {"description": "*x*"}, NOW), {"description": "x"}, NOW).description_tree is None


def test_correcting_the_time_of_an_old_update_leaves_its_text_plain() -> None:
    incident = an_incident(description="*as it was*")
    old = incident.but(updates=(incident.updates[0].but(text_tree=None),))
    moved = corrected(old, old.updates[0].id, IncidentUpdateEdit(created_at=NOW), {}, NOW + timedelta(hours=1))
    assert moved.updates[0].text_tree is None
    said = corrected(old, old.updates[0].id, IncidentUpdateEdit(text="*new*"), {}, NOW + timedelta(hours=1))
    assert (said.updates[0].text_tree, said.description_tree) == ([["p", ["em", "new"]]],) * 2
