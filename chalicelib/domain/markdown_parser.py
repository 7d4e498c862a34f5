"""Markdown as people may write it here, for markdown-it-py. Imported only where a text has marks.

It is CommonMark with these differences. Raw HTML and entities stay as they are written. A single line break is kept.
There are no headings, rules or images: a heading becomes a bold paragraph, a rule a paragraph of its characters, and
an image a link to it. Links lead to http, https or mailto, and are written `[text](address)` or `<address>`;
definitions of addresses elsewhere in the text would hide lines such as `[EU]: degraded`. Bare web addresses are links
by the one rule that `links` has, in tokens of the type `address`.
"""

from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_inline import link as inline_link

from chalicelib.domain import links
from chalicelib.domain.markdown import is_safe

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline

MAX_DEPTH = 20
"""How deep the parser looks; it leaves out what is deeper."""


class _Parser(MarkdownIt):
    """Addresses stay as they are written, if they are safe."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's name for it
        return is_safe(url)

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@cache
def parser() -> MarkdownIt:
    """The parser, made once."""
    made = _Parser("commonmark", {"html": False, "maxNesting": MAX_DEPTH})
    made.disable(["html_block", "html_inline", "entity", "reference", "lheading", "image", "text_join"])
    made.inline.ruler.at("text", _text)
    made.inline.ruler.before("text", "address", _address)
    made.inline.ruler.before("link", "linked_image", _linked_image)
    return made


def _address(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001 - how the parser calls a rule
    """A bare web address. Within a link it is a text like any other."""
    address = _addresses(state)[0].get(state.pos)
    if address is None:
        return False
    if not silent and state.linkLevel:
        state.append_pending(address)
    elif not silent:
        state.push("address", "a", 0).content = address
    state.pos += len(address)
    return True


def _text(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001
    """As the parser's own rule, but that it also stops where an address begins."""
    found = state.md.inline.terminator_re.search(state.src, state.pos, state.posMax)
    stop = found.start() if found else state.posMax
    starts = _addresses(state)[1]
    stop = min([stop, *starts[(following := bisect_right(starts, state.pos)) : following + 1]])
    if stop == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : stop])
    state.pos = stop
    return True


def _linked_image(state: "StateInline", silent: bool) -> bool:  # noqa: FBT001
    """`![text](address)`, as a link."""
    if not state.src.startswith("![", state.pos):
        return False
    state.pos += 1
    if inline_link(state, silent):
        return True
    state.pos -= 1
    return False


def _addresses(state: "StateInline") -> tuple[dict[int, str], list[int]]:
    """The web addresses of a paragraph by where they begin, and where that is, in order."""
    known = state.env.get("addresses")
    if known is None or known[0] is not state.src:
        found = _found_in(state.src)
        known = state.env["addresses"] = (state.src, found, list(found))
    return known[1], known[2]


def _found_in(text: str) -> dict[int, str]:
    pieces = links.split(text)
    starts = accumulate(map(len, pieces), initial=0)
    found = zip(starts, pieces, strict=False)
    return {start: piece for odd, (start, piece) in enumerate(found) if odd % 2 and is_safe(piece)}
