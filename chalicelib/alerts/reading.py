"""Reading what came: by the module of its source's kind."""

from importlib import import_module
from typing import Any

from chalicelib.alerts.message import Message, UnreadableError
from chalicelib.domain.signals import Signal
from chalicelib.domain.sources import Source, SourceKind

MOST = 2_000
"""Signals of one message."""


def signals_of(message: Message, source: Source) -> list[Signal]:
    """What the message says; raises UnreadableError."""
    try:
        found: list[Signal] = _reader(source.kind).read(message, source)
    except (TypeError, AttributeError, KeyError, ValueError, RecursionError):
        raise UnreadableError(f"It does not look like a message of {source.kind}.") from None
    return found[:MOST]


def sample_of(kind: SourceKind) -> Any:  # noqa: ANN401 - JSON
    """A message as this kind of source sends it."""
    return _reader(kind).SAMPLE


def _reader(kind: SourceKind) -> Any:  # noqa: ANN401 - a module
    return import_module(f"chalicelib.alerts.kinds.{kind.value}")
