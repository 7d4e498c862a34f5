"""Markdown in what people write: the source as they wrote it, and beside it a small tree that pages draw.

A tree is a list of blocks. A node is `[type, ...inside]`, and what is inside are nodes and strings:

- blocks: `["p", ...]`, `["ul", ["li", ...], ...]`, `["ol", 3, ["li", ...], ...]` with the number it starts from unless
  that is 1, `["blockquote", ...blocks]` and `["pre", ["code", "..."]]`; an item holds text, blocks, or both;
- within lines: `["strong", ...]`, `["em", ...]`, `["code", "..."]`, `["br"]`, `["a", address, ...]`; without a text, a
  link shows its address.

A text without marks has no tree: it is one paragraph, whose lines are kept and whose web addresses are links
(`links`). So are all texts from before there was Markdown. A renderer passes over what it does not know and draws what
is inside: a newer release may have stored more types of nodes.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from chalicelib.domain.model import Model

FIELDS = frozenset({"text", "description", "intro_text", "footer_text"})
"""The names of fields that hold Markdown; beside each stands `<name>_tree`."""
TREE = "_tree"
INLINE = frozenset({"strong", "em", "code", "br", "a"})
BLOCKS = frozenset({"p", "ul", "ol", "li", "blockquote", "pre"})
MAX_GROWTH, MAX_EXTRA = 4, 1_000
"""A tree may have this many times the bytes of its text, and some more, as JSON."""

Tree = list[Any]
TREE_SCHEMA = {
    "anyOf": [{"type": "array", "items": {"type": "array", "items": {}}}, {"type": "null"}],
    "description": "The Markdown of the field of the same name, parsed: see `docs/api.md`. "
    "Not there for a plain text, which is one paragraph as it is written.",
}
TextTree = Annotated[Tree | None, Field(exclude_if=lambda tree: tree is None), WithJsonSchema(TREE_SCHEMA)]
"""The tree beside a text; None, and absent from JSON, where the text is plain."""

MARKS = r"[*_`\[<\\~]|^[ \t]*(?:[>#+-]|[0-9]{1,9}[.)])|^(?: {4}| {0,3}\t)"
"""Where a text may have marks, in a form that scripts read alike: there is nothing to parse where it finds none."""
_SAFE = re.compile(r"https?://(?![^/?#]*@)[^/?#].*|mailto:[^@]+@[^@]+", re.IGNORECASE)
_UNSAFE = frozenset('"<>\\`')
_JOINERS = frozenset("\u200c\u200d")
"""Nobody sees them, but some scripts are written with them."""


def written(**fields: Any) -> dict[str, Any]:  # noqa: ANN401 - the fields of any model
    """The fields of a model that somebody wrote, each Markdown source with its tree; the other fields as they are."""
    return fields | {name + TREE: tree_of(fields[name]) for name in FIELDS & fields.keys()}


def rewritten(before: Model, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
    """The same for an edit: a text that stays as it was keeps its tree, and so stays plain if it is an old one."""
    changed = {name: value for name, value in fields.items() if getattr(before, name) != value}
    return fields | written(**changed)


def tree_of(text: str | None) -> Tree | None:
    """The tree of a text; None for a plain one, and for one that nests too deep or would take too much room."""
    if not text or not re.search(MARKS, text, re.MULTILINE):
        return None
    from chalicelib.domain.markdown_tree import parsed  # noqa: PLC0415 - 15 ms that only a text with marks is worth

    tree = parsed(text)
    return None if tree is None or size_of(tree) > MAX_GROWTH * len(text.encode()) + MAX_EXTRA else tree


def size_of(*trees: Tree | None) -> int:
    """Bytes of UTF-8 as JSON; a text without a tree adds none."""
    found = (json.dumps(tree, ensure_ascii=False, separators=(",", ":")) for tree in trees if tree is not None)
    return sum(len(tree.encode()) for tree in found)


def is_safe(address: str) -> bool:
    """Whether a link may lead there: http, https or mailto, with no name before a host, and nothing hidden."""
    return _SAFE.fullmatch(address) is not None and all(map(_is_seen, address))


def _is_seen(letter: str) -> bool:
    return letter in _JOINERS or (letter.isprintable() and not letter.isspace() and letter not in _UNSAFE)


def plain_text(text: str, tree: Tree | None) -> str:
    """What a reader of the page reads, without marks: for titles, mail and feeds. Lines are kept.

    An item begins with `- ` or its number, a quote with `> `, and a link that has a text names its address behind it.
    """
    return text if tree is None else "\n\n".join("\n".join(_lines(block)) for block in tree)


def _lines(node: Any, mark: str = "") -> Iterator[str]:  # noqa: ANN401 - of a tree, which a newer release may have stored
    """The lines of a block; those after the first stand below its text."""
    kind, inside = opened(node)
    if kind in {"ul", "ol"}:
        yield from _items(inside, numbered=kind == "ol")
        return
    lead = "> " if kind == "blockquote" else ""
    for index, line in enumerate(_flow(inside)):
        yield (mark if index == 0 else " " * len(mark)) + lead + line


def _items(inside: Tree, *, numbered: bool) -> Iterator[str]:
    first = inside[0] if inside and isinstance(inside[0], int) else 1
    for index, item in enumerate(each for each in inside if isinstance(each, list)):
        yield from _lines(item, f"{first + index}. " if numbered else "- ")


def _flow(inside: Tree) -> Iterator[str]:
    """The lines of what stands in a block: text that may be followed by blocks."""
    text = ""
    for each in inside:
        if isinstance(each, list) and each[:1] and each[0] in BLOCKS:
            yield from text.splitlines()
            text = ""
            yield from _lines(each)
        else:
            text += _inline(each)
    yield from text.splitlines()


def _inline(node: Any) -> str:  # noqa: ANN401
    if not isinstance(node, list):
        return node if isinstance(node, str) else ""
    kind, inside = opened(node)
    if kind == "br":
        return "\n"
    if kind == "a" and inside:
        address, shown = str(inside[0]).removeprefix("mailto:"), "".join(map(_inline, inside[1:]))
        return f"{shown} ({address})" if shown not in {"", address} else address
    return "".join(map(_inline, inside))


def opened(node: Any) -> tuple[str, Tree]:  # noqa: ANN401
    """The type of a node, and what is inside; of what is no node, no type, and the value itself as what is inside."""
    if isinstance(node, list) and node and isinstance(node[0], str):
        return node[0], node[1:]
    return "", [node] if isinstance(node, str) else []


def strings(tree: Iterable[Any]) -> Iterator[str]:
    """Every string that a reader sees, in order."""
    for node in tree:
        if isinstance(node, str):
            yield node
        elif isinstance(node, list):
            kind, inside = opened(node)
            yield from strings(inside[1:] if kind == "a" and inside[1:] else inside)
