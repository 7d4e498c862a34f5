"""The tree of a Markdown text, made from the parser's tokens. Imported only where a text has marks."""

from typing import TYPE_CHECKING

from chalicelib.domain import links
from chalicelib.domain.markdown import Tree, strings
from chalicelib.domain.markdown_parser import parser

if TYPE_CHECKING:
    from markdown_it.token import Token

MAX_DEPTH = 12
"""Nodes within one another. It must be less than the parser's own limit, beyond which text is lost."""
_BLOCKS = {"paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li", "blockquote": "blockquote"}
_LANGUAGE_LETTERS = frozenset("+#.-_")


class _TooDeepError(Exception):
    """The text nests deeper than a tree may."""


def parsed(text: str) -> Tree | None:
    """The tree; None for a text that has no marks after all, or that nests too deep."""
    builder = _Builder()
    try:
        builder.add_blocks(parser().parse(text))
    except _TooDeepError:
        return None
    return builder.root if builder.has_marks else None


class _Builder:
    """Makes the tree from the parser's tokens, which come flat."""

    def __init__(self) -> None:
        self.root: Tree = []
        self.has_marks = False
        """Whether anything is not as in a plain text."""
        self._open = [self.root]
        self._titles: list[str] = []
        """Of the links that are open."""

    def add_blocks(self, tokens: "list[Token]") -> None:
        for token in tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if token.type == "inline":
                self._add_inline(token.children or [])
            elif token.type in {"fence", "code_block"}:
                self._add_code(token)
            elif token.type == "hr":
                self._open[-1].append(["p", token.markup[:-1]])  # one character more than there are
            elif name == "heading":
                self._add_heading(token)
            elif not token.hidden:
                self._add_block(token, _BLOCKS[name])

    def _add_block(self, token: "Token", kind: str) -> None:
        if token.nesting < 0:
            self._closed(kind)
            return
        self.has_marks |= kind != "p"
        start = token.attrs.get("start")
        self._opened([kind] if start is None else [kind, start])

    def _opened(self, node: Tree) -> None:
        if len(self._open) > MAX_DEPTH:
            raise _TooDeepError
        self._open[-1].append(node)
        self._open.append(node)

    def _closed(self, kind: str) -> None:
        node = self._open.pop()
        if kind == "li" and len(node) == 2 and node[1][:1] == ["p"]:
            node[1:] = node[1][1:]

    def _add_heading(self, token: "Token") -> None:
        self.has_marks = True
        if token.nesting > 0:
            self._opened(["p"])
            self._opened(["strong"])
        else:
            del self._open[-2:]

    def _add_code(self, token: "Token") -> None:
        """The name of a language is left out; any other words behind the fence are part of what was written."""
        self.has_marks = True
        words = token.info.strip()
        is_language = all(letter.isalnum() or letter in _LANGUAGE_LETTERS for letter in words)
        content = token.content if is_language and token.content.strip() else f"{words}\n{token.content}"
        self._open[-1].append(["pre", ["code", content.rstrip("\n")]])

    def _add_inline(self, tokens: "list[Token]") -> None:
        for token in tokens:
            if token.type in {"text", "text_special"}:
                self.has_marks |= token.type == "text_special"
                self._say(token.content)
            elif token.type in {"softbreak", "hardbreak"}:
                self._open[-1].append(["br"])
            elif token.type == "address":
                self._open[-1].append(["a", token.content])
            else:
                self.has_marks = True
                self._add_mark(token)

    def _add_mark(self, token: "Token") -> None:
        if token.type == "code_inline":
            self._open[-1].append(["code", token.content])
        elif token.type == "link_open":
            self._open_link(token)
        elif token.type == "link_close":
            self._close_link()
        elif token.nesting > 0:
            self._opened([token.tag])
        else:
            self._open.pop()

    def _open_link(self, token: "Token") -> None:
        """A link within another one, which an image in a link would be, is no link but what it says."""
        is_nested = bool(self._titles)
        self._titles.append("" if is_nested else str(token.attrs.get("title", "")))
        if not is_nested:
            self._opened(["a", str(token.attrs["href"])])

    def _close_link(self) -> None:
        """What its title says would be seen by few: it stands behind the link."""
        title = self._titles.pop()
        if self._titles:
            return
        node = self._open.pop()
        address, shown = node[1], "".join(strings(node[2:]))
        named = {each.rstrip("/") for each in links.split(shown)[1::2]}
        if not address:
            self._replace_last(node[2:])
        elif shown == address:
            del node[2:]
        elif named and named != {address.rstrip("/")}:
            self._replace_last([*node[2:], " (", ["a", address], ")"])
        if title:
            self._say(f" ({title})")

    def _replace_last(self, nodes: Tree) -> None:
        self._open[-1].pop()
        for node in nodes:
            if isinstance(node, str):
                self._say(node)
            else:
                self._open[-1].append(node)

    def _say(self, text: str) -> None:
        """Adds to the text before it, where there is one."""
        inside = self._open[-1]
        if len(inside) > (inside is not self.root) and isinstance(inside[-1], str) and not _is_address(inside):
            inside[-1] += text
        elif text:
            inside.append(text)


def _is_address(link: Tree) -> bool:
    return link[0] == "a" and len(link) == 2
