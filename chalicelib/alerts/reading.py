"""Reading what came: by the module of its source's kind."""

from importlib import import_module
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError
from chalicelib.domain.signals import Signal
from chalicelib.domain.sources import Source, SourceKind

MOST = 5_000
"""Signals of one message. As many fit into 256 KB only where little is said of each."""


def signals_of(message: Message, source: Source) -> list[Signal]:
    """What the message says; raises UnreadableError, also for alerts that do not say what they are about."""
    try:
        found: list[Signal] = _reader(source.kind).read(message, source)
    except (TypeError, AttributeError, KeyError, ValueError, OverflowError, RecursionError):
        raise UnreadableError(f"It does not look like a message of {source.kind}.") from None
    about = [each for each in found if each.key]
    if found and not about:
        raise UnreadableError("It does not say what it is about: it has neither an id nor a name.")
    if len(about) > MOST:
        raise UnreadableError(f"It has {len(about)} alerts; at most {MOST} are followed.")
    return about


def sample_of(kind: SourceKind) -> Any:  # noqa: ANN401 - JSON
    """A message as this kind of source sends it."""
    return _reader(kind).SAMPLE


def _reader(kind: SourceKind) -> Any:  # noqa: ANN401 - a module
    return import_module(f"chalicelib.alerts.kinds.{kind.value}")
