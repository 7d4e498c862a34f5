"""What people call things: an id or a name, and never a guess."""

from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from typing import TypeVar

from allclear_cli.client.errors import AllclearError, UsageError
from allclear_cli.client.models import Incident, Maintenance, Service

T = TypeVar("T")


class UnknownNameError(AllclearError):
    """Nothing is called that."""

    exit_code = 4


def service(services: Sequence[Service], text: str) -> Service:
    """The one with this id or name, or `Category/Name`, whatever the case of its letters; UsageError for several."""
    return _one(
        "service",
        text,
        services,
        id_of=lambda each: each.id,
        names_of=lambda each: (each.name, f"{each.category}/{each.name}"),
        shown=lambda each: f"{each.category}/{each.name}  {each.id}" if each.category else f"{each.name}  {each.id}",
    )


def incident(incidents: Sequence[Incident], text: str) -> Incident:
    """The one with this id or title."""
    return _titled("incident", text, incidents)


def maintenance(items: Sequence[Maintenance], text: str) -> Maintenance:
    """The one with this id or title."""
    return _titled("maintenance", text, items)


TitledT = TypeVar("TitledT", Incident, Maintenance)


def _titled(kind: str, text: str, things: Sequence[TitledT]) -> TitledT:
    return _one(
        kind,
        text,
        things,
        id_of=lambda each: each.id,
        names_of=lambda each: (each.title,),
        shown=lambda each: f"{each.title} ({each.status})  {each.id}",
    )


def _one(
    kind: str,
    text: str,
    things: Iterable[T],
    *,
    id_of: Callable[[T], str],
    names_of: Callable[[T], tuple[str, ...]],
    shown: Callable[[T], str],
) -> T:
    known = list(things)
    wanted = text.strip().casefold()
    if by_id := [each for each in known if id_of(each) == wanted]:
        return by_id[0]
    named = [each for each in known if wanted in {name.casefold() for name in names_of(each)}]
    exact = [each for each in named if text.strip() in names_of(each)]
    candidates = exact if len(exact) == 1 else named
    if len(candidates) > 1:
        listed = "\n  ".join(map(shown, candidates))
        raise UsageError(f"Several are called {text!r}. Say which by its id:\n  {listed}")
    if not candidates:
        raise UnknownNameError(_unknown(kind, text, [names_of(each)[0] for each in known]))
    return candidates[0]


def _unknown(kind: str, text: str, names: Sequence[str]) -> str:
    folded = {name.casefold(): name for name in names}
    close = [folded[each] for each in get_close_matches(text.casefold(), folded, n=3)]
    hint = f" Did you mean {' or '.join(repr(each) for each in close)}?" if close else ""
    return f"There is no {kind} {text!r}.{hint}"
