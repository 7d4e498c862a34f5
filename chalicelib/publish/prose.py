"""What an organization wrote, as HTML: the elements that `Prose` in static_site/js/page/entries.js draws.

Every tag comes from here, and every letter of a text is escaped. What is no known node, or a link that may not lead
there, is drawn as what is inside.
"""

from html import escape
from typing import Any

from chalicelib.domain import links
from chalicelib.domain.markdown import BLOCKS, INLINE, Tree, is_safe, opened


def prose(text: str, tree: Tree | None = None) -> str:
    """Paragraphs, lists, quotes and code, each in its own direction; a text without a tree is one paragraph."""
    if tree is None:
        return f'<p class="prose" dir="auto">{_linked(text)}</p>'
    return "".join(_drawn(node, ' class="prose" dir="auto"') for node in tree)


def _linked(text: str) -> str:
    return "".join(_link(part, escape(part)) if odd % 2 else escape(part) for odd, part in enumerate(links.split(text)))


def _link(address: str, shown: str) -> str:
    return f'<a href="{escape(address)}" rel="noopener nofollow">{shown}</a>'


def _drawn(node: Any, attributes: str = "") -> str:  # noqa: ANN401 - a newer release may have stored other nodes
    if not isinstance(node, list):
        return escape(node) if isinstance(node, str) else ""
    kind, inside = opened(node)
    if kind == "a":
        return _drawn_link(inside)
    if kind == "br":
        return "<br>"
    if kind == "li":
        attributes = ' dir="auto"'
    if inside and isinstance(inside[0], int):
        attributes += f' start="{int(inside[0])}"'
    content = "".join(map(_drawn, inside))
    tag = kind if kind in BLOCKS | INLINE else "div" if attributes else "span"
    return f"<{tag}{attributes}>{content}</{tag}>"


def _drawn_link(inside: Tree) -> str:
    address = inside[0] if inside and isinstance(inside[0], str) else ""
    shown = "".join(map(_drawn, inside[1:])) or escape(address)
    return _link(address, shown) if is_safe(address) else f"<span>{shown}</span>"
