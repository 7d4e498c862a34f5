"""How a public document is declared: where it is, what renders it, and what changes it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from chalicelib.domain.events import Event
from chalicelib.publish import touched
from chalicelib.publish.documents import Kind
from chalicelib.publish.source import Source
from chalicelib.queues.message import NewVersion

ONE = ("",)
"""The name of a document that is the only one at its path."""


@dataclass(frozen=True)
class Document:
    """One kind of document."""

    path: str
    """Its key, which is the path of its URL: `{slug}` is the page's, `{name}` tells several at this path apart."""
    kind: Kind
    render: Callable[[Source, str], BaseModel | str | bytes | None]
    """The document of that name; None when there is none any more, and what was there is deleted."""
    touched: Callable[[Source, Sequence[Event]], Iterable[str]] = lambda *_: ONE
    """The names of those that these events change; by default they change with every version."""
    every: Callable[[Source], Iterable[str]] = lambda _: ONE
    """The names of all there are."""
    later: Callable[[Source, NewVersion], Iterable[str]] | None = None
    """The names of those that a new version changes, of a kind that is written once its frames have gone out.

    No event touches these.
    """

    @property
    def is_one_of_many(self) -> bool:
        """Whether there are several, one for each name."""
        return "{name}" in self.path

    @property
    def is_of_uptime(self) -> bool:
        """Whether it is written whenever history was counted."""
        return self.touched in (touched.never, touched.uptime_page)

    @property
    def is_of_metrics(self) -> bool:
        """Whether it is written whenever metrics were rolled up."""
        return self.touched in (touched.by_measuring, touched.metrics_page)

    def key(self, slug: str, name: str) -> str:
        """Where the document of that name is."""
        return self.path.format(slug=slug, name=name)

    def body(self, source: Source, name: str) -> bytes | None:
        """As it is stored."""
        made = self.render(source, name)
        if isinstance(made, BaseModel):
            made = made.model_dump_json()
        return made.encode() if isinstance(made, str) else made
