"""Lists of incidents and of maintenance: read page by page until there are enough, and shown as a table or as JSON."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import typer

from allclear_cli.client.models import Model
from allclear_cli.output import Output, jsonable

Limit = Annotated[int, typer.Option(min=1, help="At most so many, newest first.")]
T = TypeVar("T", bound=Model)


@dataclass(frozen=True)
class Table(Generic[T]):
    """How things of one kind are shown."""

    columns: Sequence[str]
    row: Callable[[T], Sequence[object]]
    toned: Sequence[str]

    def show(self, things: Sequence[T], output: Output) -> None:
        """A line for each."""
        output.table(self.columns, [self.row(each) for each in things], toned=self.toned)

    def list(self, found: Iterable[T], wants: Callable[[T], bool], limit: int, output: Output) -> None:
        """The first that are wanted; what is behind them is not read."""
        wanted: list[T] = []
        for each in found:
            if wants(each):
                wanted.append(each)
            if len(wanted) == limit:
                break
        if output.as_json:
            output.data(jsonable(wanted))
            return
        self.show(wanted, output)
        if not wanted:
            output.note("There are none.")
