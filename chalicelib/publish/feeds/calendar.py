"""Maintenance as a calendar (RFC 5545), in the organization's time zone.

An event keeps its UID, and its SEQUENCE grows with every change, so that a calendar follows what is moved. What is
cancelled stays, as cancelled.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chalicelib.domain.appearance import word_of
from chalicelib.domain.maintenance import Maintenance, MaintenanceStatus
from chalicelib.domain.markdown import plain_text
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish.address import page_url
from chalicelib.publish.feeds.zone import observances

_LONGEST_LINE = 75
"""Octets, without the line's end."""
_ESCAPED = re.compile(r"[\\;,]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def calendar(name: str, zone: str, organization: OrganizationProfile, items: Sequence[Maintenance]) -> str:
    """The document."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Allclear//Maintenance//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        f"X-WR-TIMEZONE:{zone}",
        f"URL:{page_url(organization)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT15M",
        "X-PUBLISHED-TTL:PT15M",
        *_zone(zone, items),
        *(line for item in items for line in _event(item, zone, organization)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(item: Maintenance, zone: str, organization: OrganizationProfile) -> Iterable[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{item.id}@allclear"
    yield f"DTSTAMP:{_utc(item.updated_at)}"
    yield f"CREATED:{_utc(item.created_at)}"
    yield f"LAST-MODIFIED:{_utc(item.updated_at)}"
    yield f"SEQUENCE:{item.version - 1}"
    yield f"STATUS:{'CANCELLED' if item.status is MaintenanceStatus.CANCELLED else 'CONFIRMED'}"
    yield f"DTSTART{_local(item.scheduled_start, zone)}"
    yield f"DTEND{_local(item.scheduled_end, zone)}"
    yield f"SUMMARY:{_text(item.title)}"
    yield f"DESCRIPTION:{_text(_about(item))}"
    yield f"URL:{page_url(organization, 'maintenance', item.id)}"
    if item.services:
        yield f"CATEGORIES:{','.join(_text(each.name) for each in item.services)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _about(item: Maintenance) -> str:
    """What it is about, where it stands, and what was said last."""
    described = plain_text(item.description, item.description_tree)
    newest = plain_text(item.updates[0].text, item.updates[0].text_tree) if item.updates else ""
    said = newest if newest != described else ""
    return "\n\n".join(part for part in (described, f"{word_of(item.status)}.", said) if part)


def _zone(zone: str, items: Sequence[Maintenance]) -> Iterable[str]:
    """What the zone's clocks did around these; UTC needs no telling."""
    if not items or _is_utc(zone):
        return
    first, last = min(each.scheduled_start for each in items), max(each.scheduled_end for each in items)
    yield from ("BEGIN:VTIMEZONE", f"TZID:{zone}")
    for each in observances(ZoneInfo(zone), first, last):
        yield f"BEGIN:{each.kind}"
        yield f"DTSTART:{each.begins:%Y%m%dT%H%M%S}"
        yield f"TZOFFSETFROM:{each.before}"
        yield f"TZOFFSETTO:{each.after}"
        yield f"TZNAME:{each.name}"
        yield f"END:{each.kind}"
    yield "END:VTIMEZONE"


def _local(at: datetime, zone: str) -> str:
    return f":{_utc(at)}" if _is_utc(zone) else f";TZID={zone}:{at.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _is_utc(zone: str) -> bool:
    return zone in {"UTC", "Etc/UTC"}


def _utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """With what means something in a value escaped."""
    lines = _CONTROL.sub("", value.replace("\r\n", "\n")).split("\n")
    return "\\n".join(_ESCAPED.sub(lambda found: f"\\{found[0]}", line) for line in lines)


def _folded(line: str) -> str:
    """In lines of at most 75 octets, and never within a letter."""
    octets = line.encode()
    parts, start, room = [], 0, _LONGEST_LINE
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # in the middle of a letter
            end -= 1
        parts.append(octets[start:end])
        start, room = end, _LONGEST_LINE - 1
    return b"\r\n ".join([*parts, octets[start:]]).decode()
