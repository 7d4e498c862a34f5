"""Which entry of a file is which thing on the page, and what either is called where others name it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from allclear_cli.client import UsageError
from allclear_cli.page.plan import Reference
from allclear_cli.page.remote import Raw

Given = Mapping[str, Any]


@dataclass(frozen=True)
class Match:
    """An entry, and the thing that it is of; None where it is to be created."""

    entry: Given
    thing: Raw | None
    label: str


def service_label(service: Raw) -> str:
    """`Category/Name`, or the name alone where there is no category."""
    return f"{service['category']}/{service['name']}" if service.get("category") else str(service["name"])


def label_of(kind: str, thing: Raw) -> str:
    """What a thing of a kind is called; two of a kind are never called the same."""
    if kind == "service":
        return service_label(thing)
    return f"{thing['kind']} {thing['name']}" if kind == "template" else str(thing["name"])


def matched(kind: str, entries: Sequence[Given], things: Sequence[Raw]) -> tuple[list[Match], list[Raw]]:
    """Each entry with its thing, and the things that no entry is of.

    A thing is found by its whole label, then by its name alone where only one has it, then by `renamed_from`. Raises
    UsageError where that is not clear.
    """
    labels = [label_of(kind, entry) for entry in entries]
    if twice := [label for label, many in Counter(labels).items() if many > 1]:
        raise UsageError(f"The file has the {kind} {twice[0]} twice.")
    free = {str(thing["id"]): thing for thing in things}
    found: list[Raw | None] = [None] * len(entries)
    for names_of, clear in ((_by_label(kind), True), (_by_name(kind), False), (_by_former_name(kind), True)):
        for index, entry in enumerate(entries):
            if found[index] is None and (name := names_of(entry, asked=True)):
                candidates = [thing for thing in free.values() if names_of(thing, asked=False) == name]
                found[index] = _one(kind, entry, candidates, clear=clear)
                free.pop(str((found[index] or {}).get("id")), None)
    return [Match(*each) for each in zip(entries, found, labels, strict=True)], list(free.values())


def _by_label(kind: str) -> Callable[..., str]:
    def name(thing: Raw, *, asked: bool) -> str:  # noqa: ARG001 - as the others
        label = label_of(kind, thing)
        return label.casefold() if kind == "template" else label

    return name


def _by_name(kind: str) -> Callable[..., str]:
    def name(thing: Raw, *, asked: bool) -> str:  # noqa: ARG001 - as the others
        return str(thing["name"]) if kind == "service" else ""

    return name


def _by_former_name(kind: str) -> Callable[..., str]:
    def name(thing: Raw, *, asked: bool) -> str:
        named = str(thing.get("renamed_from") or "") if asked else str(thing["name"])
        return f"{thing['kind']} {named}" if kind == "template" and named else named

    return name


def _one(kind: str, entry: Given, candidates: Sequence[Raw], *, clear: bool) -> Raw | None:
    """The one candidate. Several are none, or an error where it should be `clear`."""
    if len(candidates) > 1 and not clear:
        return None
    if len(candidates) > 1:
        ids = ", ".join(str(each["id"]) for each in candidates)
        raise UsageError(f"Several on the page are called {label_of(kind, entry)}: {ids}. Rename one of them first.")
    return candidates[0] if candidates else None


@dataclass
class Directory:
    """What things are called once the file is applied, so that others can name them."""

    _labels: dict[tuple[str, str], str] = field(default_factory=dict)
    """By kind and id."""
    _names: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Labels by kind and anything that somebody may call it."""
    _ids: dict[Reference, str] = field(default_factory=dict)

    def enter(self, kind: str, matches: Iterable[Match], left: Iterable[Raw]) -> None:
        """Takes down all things of a kind."""
        for match in matches:
            self._enter(kind, match.label, match.entry, match.thing)
        for thing in left:
            self._enter(kind, label_of(kind, thing), thing, thing)

    def _enter(self, kind: str, label: str, named: Given, thing: Raw | None) -> None:
        for name in {label, str(named["name"]), *([str(thing["id"])] if thing else [])}:
            self._names.setdefault((kind, name), set()).add(label)
        if thing:
            self._labels[kind, str(thing["id"])] = label
            self._ids[Reference(kind, label)] = str(thing["id"])

    def label(self, kind: str, thing_id: str) -> str:
        """What the thing with this id is called; the id where nobody knows."""
        return self._labels.get((kind, thing_id), thing_id)

    def called(self, kind: str, name: str, where: str) -> str:
        """The label of what is called so; raises UsageError for nothing and for several."""
        found = sorted(self._names.get((kind, name), ()))
        if len(found) > 1:
            raise UsageError(f"{where}: several are called {name!r}. Write {' or '.join(map(repr, found))}.")
        if not found:
            raise UsageError(f"{where}: there is no {kind} {name!r}, neither in the file nor on the page.")
        return found[0]

    def id_of(self, reference: Reference) -> str:
        """Of what is there by now; raises UsageError."""
        if reference not in self._ids:
            raise UsageError(f"The {reference.kind} {reference.name} is not there.")
        return self._ids[reference]

    def made(self, kind: str, label: str, thing_id: str) -> None:
        """It is there now."""
        self._ids[Reference(kind, label)] = thing_id
