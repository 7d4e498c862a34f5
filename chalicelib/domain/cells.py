"""What stands in a cell of a CSV file: text that no spreadsheet takes for a formula, and several names in one cell."""

import re
from collections.abc import Iterator, Mapping

_FORMULA = ("=", "+", "-", "@", "\t")
"""What a spreadsheet takes for the start of a formula."""
_APOSTROPHE = "'"
_PIECE = re.compile(r"[^;,|]+")


def as_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula, and that `of_cell` reads as the text it was made of."""
    return f"{_APOSTROPHE}{text}" if text.lstrip(_APOSTROPHE).startswith(_FORMULA) else text


def of_cell(cell: str) -> str:
    """The text of a cell, without the apostrophe that keeps it from being a formula."""
    is_kept = cell.startswith(_APOSTROPHE) and cell.lstrip(_APOSTROPHE).startswith(_FORMULA)
    return cell.removeprefix(_APOSTROPHE) if is_kept else cell


class Names:
    """Names that may stand in one cell, several separated by `;`, `,` or `|`, though a name may hold these itself."""

    def __init__(self, meanings: Mapping[str, str]) -> None:
        """What each name stands for. Capitals make no difference, unless two names differ in nothing else."""
        self._meanings = {name.casefold(): meaning for name, meaning in reversed([*meanings.items()])} | dict(meanings)
        self._longest = max(map(len, self._meanings), default=0)

    def of(self, cell: str) -> Iterator[str]:
        """What the names in a cell stand for; raises LookupError with what is no name."""
        pieces = [found.span() for found in _PIECE.finditer(cell) if found[0].strip()]
        at = 0
        while at < len(pieces):
            count, meaning = self._first_of(cell, pieces[at : at + self._longest + 1])
            yield meaning
            at += count

    def _first_of(self, cell: str, pieces: list[tuple[int, int]]) -> tuple[int, str]:
        """The longest name that the cell goes on with: of how many pieces it is, and what it stands for."""
        start = pieces[0][0]
        found: tuple[int, str] | None = None
        for count, (_, end) in enumerate(pieces, 1):
            name = cell[start:end].strip()
            if len(name) > self._longest:
                break
            meaning = self._meanings.get(name) or self._meanings.get(name.casefold())
            found = (count, meaning) if meaning else found
        if found is None:
            raise LookupError(cell[slice(*pieces[0])].strip())
        return found
