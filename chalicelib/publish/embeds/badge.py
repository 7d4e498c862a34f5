"""A badge as an image, and as shields.io's endpoint reads it."""

from collections.abc import Mapping
from html import escape
from typing import Literal

from chalicelib.domain.appearance import INDICATORS, SERVICE_STATUSES, Tone
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.publish.icons import COLOURS
from chalicelib.publish.source import Source

_COLOURS: Mapping[Tone, str] = {**COLOURS, Tone.MINOR: "#8f5e00"}
"""Each with white letters on it."""
_NAMES: Mapping[Tone, str] = {
    Tone.OK: "brightgreen",
    Tone.MAINTENANCE: "blue",
    Tone.MINOR: "yellow",
    Tone.MAJOR: "orange",
    Tone.CRITICAL: "red",
    Tone.IDLE: "lightgrey",
}
_NARROW, _WIDE = frozenset("fijlrtI.,:;'|!()[] -"), frozenset("mwMWQOG@%&")
_LONGEST = 60


class Shield(Model):
    """What shields.io draws: https://shields.io/badges/endpoint-badge."""

    schemaVersion: Literal[1] = 1  # noqa: N815 - theirs
    label: str
    message: str
    color: str
    cacheSeconds: int = 300  # noqa: N815 - theirs


def of_page(source: Source) -> tuple[str, str, Tone]:
    """Whose it is, how it is, and the tone of that."""
    status = source.page.status
    return source.page.organization.name, status.description, INDICATORS[status.indicator].tone


def of_service(source: Source, service_id: Id) -> tuple[str, str, Tone] | None:
    """The same of one service, in the organization's own words; None for one that is not on the page."""
    service = next((each for each in source.page.services if each.id == service_id), None)
    if service is None:
        return None
    word, tone = SERVICE_STATUSES[service.status]
    return service.name, source.page.organization.status_words.get(service.status, word), tone


def shield(label: str, message: str, tone: Tone) -> Shield:
    """For shields.io."""
    return Shield(label=label, message=message, color=_NAMES[tone])


def image(label: str, message: str, tone: Tone) -> str:
    """An SVG that needs nothing beside it; texts are as wide as it says, in whatever font there is."""
    label, message = _shortened(label), _shortened(message)
    left, right = _width(label), _width(message)
    whole = left + right + 20
    title = escape(f"{label}: {message}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{title}">'
        f'<title>{title}</title><clipPath id="r"><rect width="{whole}" height="20" rx="3"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left + 10}" height="20" fill="#444c56"/>'
        f'<rect x="{left + 10}" width="{right + 10}" height="20" fill="{_COLOURS[tone]}"/></g>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11">'
        f"{_text(5, left, label)}{_text(left + 15, right, message)}</g></svg>\n"
    )


def _text(x: int, width: int, text: str) -> str:
    return f'<text x="{x}" y="14" textLength="{width}" lengthAdjust="spacingAndGlyphs">{escape(text)}</text>'


def _width(text: str) -> int:
    """About as wide as Verdana draws it."""
    return max(1, round(sum(map(_letter, text))))


def _letter(letter: str) -> float:
    if letter in _NARROW:
        return 4.2
    return 9.4 if letter in _WIDE else 6.8 if ord(letter) < 0x1100 else 11.0


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}\u2026"
