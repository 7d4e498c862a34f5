"""A Markdown tree as lines of runs: what chats can show, each in its own notation.

Chats nest less than a tree does. An item knows how deep it is; what stands in a quote is a line of the quote.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Literal, NamedTuple

from chalicelib.domain import links
from chalicelib.domain.markdown import BLOCKS, Tree, is_safe, opened, strings

Kind = Literal["p", "li", "quote", "pre"]
BULLET = "•"


class Run(NamedTuple):
    """Letters that look alike."""

    text: str
    strong: bool = False
    em: bool = False
    code: bool = False
    link: str = ""
    """Where it leads: an address that `is_safe`."""


class Line(NamedTuple):
    """A paragraph, an item of a list, a paragraph of a quote, or a block of code; its text may have line breaks."""

    kind: Kind
    runs: tuple[Run, ...] = ()
    depth: int = 0
    """How many lists an item's list is in."""
    mark: str = ""
    """What an item begins with: BULLET or its number with a dot; nothing where it goes on."""

    @property
    def text(self) -> str:
        """Without what it looks like."""
        return "".join(run.text for run in self.runs)


def lines_of(text: str, tree: Tree | None) -> tuple[Line, ...]:
    """The lines of a text; one without a tree is a paragraph whose web addresses are links."""
    if tree is not None:
        return tuple(line for node in tree for line in _block(node, Line("p")))
    pieces = enumerate(links.split(text))
    runs = (Run(piece, link=piece if odd % 2 and is_safe(piece) else "") for odd, piece in pieces if piece)
    return (Line("p", tuple(runs)),) if text else ()


def cut(lines: Sequence[Line], letters: int) -> tuple[Line, ...]:
    """As many lines as have so many letters; an ellipsis, which is one of them, says that there is more."""
    if letters < 1 or sum(len(line.text) for line in lines) <= letters:
        return tuple(lines) if letters >= 1 else ()
    kept: list[Line] = []
    for line in lines:
        if len(line.text) >= letters:
            return (*kept, line._replace(runs=_cut_runs(line.runs, letters)))
        kept.append(line)
        letters -= len(line.text)
    return tuple(kept)


def shortened(text: str, letters: int) -> str:
    """The text, ended by an ellipsis where it has more letters."""
    return text if len(text) <= letters else _ended(text, letters)


def _ended(text: str, letters: int) -> str:
    """At a word's end, unless that would lose much."""
    whole = text[: letters - 1]
    at_word = whole.rpartition(" ")[0]
    return (at_word if len(at_word) > letters // 2 else whole).rstrip() + "…"


def _cut_runs(runs: tuple[Run, ...], letters: int) -> tuple[Run, ...]:
    kept: list[Run] = []
    for run in runs:
        if len(run.text) >= letters:
            return (*kept, run._replace(text=_ended(run.text, letters)))
        kept.append(run)
        letters -= len(run.text)
    return tuple(kept)


def _plain(address: str) -> str:
    """Without the one letter that ends an address in some notations."""
    return address.replace("|", "%7C")


def _block(node: Any, at: Line) -> Iterator[Line]:  # noqa: ANN401 - a newer release may have stored other nodes
    kind, inside = opened(node)
    if kind in {"ul", "ol"}:
        yield from _items(inside, at, numbered=kind == "ol")
    elif kind == "pre":
        yield Line("pre", (Run("".join(strings(inside))),))
    else:
        yield from _inside(inside, at._replace(kind="quote") if kind == "blockquote" else at)


def _items(inside: Tree, at: Line, *, numbered: bool) -> Iterator[Line]:
    first = inside[0] if inside and isinstance(inside[0], int) else 1
    kind: Kind = "quote" if at.kind == "quote" else "li"
    depth = at.depth + (at.kind == "li")
    for index, item in enumerate(each for each in inside if isinstance(each, list)):
        mark = f"{first + index}." if numbered else BULLET
        yield from _inside(opened(item)[1], Line(kind, depth=depth, mark=mark))


def _inside(inside: Tree, at: Line) -> Iterator[Line]:
    """What stands in a block: text that may be followed by blocks. Only the first line has the item's mark."""
    runs: list[Run] = []
    for node in inside:
        if isinstance(node, list) and opened(node)[0] in BLOCKS:
            if runs:
                yield at._replace(runs=tuple(runs))
                runs, at = [], at._replace(mark="")
            for line in _block(node, at):
                yield line
                at = at._replace(mark="")
        else:
            runs += _runs(node, Run(""))
    if runs:
        yield at._replace(runs=tuple(runs))


def _runs(node: Any, look: Run) -> Iterator[Run]:  # noqa: ANN401
    if not isinstance(node, list):
        if isinstance(node, str) and node:
            yield look._replace(text=node)
        return
    kind, inside = opened(node)
    if kind == "br":
        yield look._replace(text="\n", link="")
        return
    if kind == "a":
        address = inside[0] if inside and isinstance(inside[0], str) else ""
        look = look._replace(link=_plain(address) if is_safe(address) else "")
        inside = inside[1:] or [address.removeprefix("mailto:")]
    look = look._replace(
        strong=look.strong or kind == "strong", em=look.em or kind == "em", code=look.code or kind == "code"
    )
    for each in inside:
        yield from _runs(each, look)
