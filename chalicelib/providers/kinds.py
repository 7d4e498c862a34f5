"""What pages of others say, by the kind of page."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate
from typing import Any, NamedTuple
from xml.etree import ElementTree  # nosec - documents with entities are refused before they are parsed

from chalicelib.domain.providers import MAX_COMPONENTS, Component, KnownStatus, ProviderKind, worst
from chalicelib.domain.times import from_wire

RECENT = timedelta(hours=48)
"""An entry of a feed that says nothing of its end counts for so long."""
_INDICATORS: Mapping[str, KnownStatus] = {
    "none": KnownStatus.OPERATIONAL,
    "maintenance": KnownStatus.UNDER_MAINTENANCE,
    "minor": KnownStatus.DEGRADED_PERFORMANCE,
    "major": KnownStatus.PARTIAL_OUTAGE,
    "critical": KnownStatus.MAJOR_OUTAGE,
}
_OVER = re.compile(
    r"(?<!un)resolved|completed|cancell?ed|operating normally|postmortem|all clear|scheduled", re.IGNORECASE
)
_STEP = re.compile(r"<(?:strong|b)>\s*([A-Za-z ]{4,20}?)\s*</(?:strong|b)>")
"""`<strong>Monitoring</strong>`, the newest first."""
_NOT_YET = re.compile(
    r"\b(?:until|once|when|if|after|before|not|be|being|soon as|unless)\b(?:\s+[\w']+){0,4}?"
    r"\s+(?:resolved|completed|cancell?ed)",
    re.IGNORECASE,
)
_MOST_ENTRIES = 20
_BYTES_OF_PARTS = 300_000


class Read(NamedTuple):
    """What a page says."""

    name: str
    url: str
    """The page for people, where it says that."""
    status: KnownStatus
    components: tuple[Component, ...] = ()


def read(kind: ProviderKind, body: bytes, now: datetime) -> Read:
    """Raises ValueError for what is no such document."""
    try:
        if kind is ProviderKind.FEED:
            return _feed(body, now)
        document = json.loads(body)
        return _statuspage(document) if kind is ProviderKind.STATUSPAGE else _allclear(document)
    except (LookupError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("is no such document") from error


def _statuspage(document: Any) -> Read:  # noqa: ANN401 - whatever somebody else wrote
    page = document["page"]
    status = _INDICATORS.get(document["status"]["indicator"], KnownStatus.UNKNOWN)
    groups = {each["id"]: str(each["name"]) for each in document["components"] if each.get("group")}
    components = [_within(each, groups) for each in document["components"] if not each.get("group")]
    return Read(str(page["name"]), str(page.get("url", "")), status, _parts(components))


def _within(component: Any, groups: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Its group stands before its name: parts of several groups are often called alike."""
    group = groups.get(component.get("group_id"))
    return {**component, "name": f"{group}: {component['name']}"} if group else component


def _allclear(document: Any) -> Read:  # noqa: ANN401
    status = _INDICATORS.get(document["status"]["indicator"], KnownStatus.UNKNOWN)
    return Read(str(document["organization"]["name"]), "", status, _parts(document["services"]))


def _parts(given: list[Any]) -> tuple[Component, ...]:
    """As many as are kept: an item of the database has 400 KB."""
    parts = [
        Component(id=str(each["id"])[:100], name=str(each["name"])[:100], status=KnownStatus.of(each["status"]))
        for each in given[:MAX_COMPONENTS]
    ]
    taken = accumulate(len(each.model_dump_json().encode()) for each in parts)
    return tuple(parts[: sum(bytes_ <= _BYTES_OF_PARTS for bytes_ in taken)])


def _feed(body: bytes, now: datetime) -> Read:
    """Something is wrong while a recent entry does not say that it is over. An empty feed says nothing at all."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body or b"\0" in body:  # in UTF-16 they would not be found
        raise ValueError("has entities")
    try:
        root = ElementTree.fromstring(body.lstrip())  # noqa: S314 - as above
    except ElementTree.ParseError as error:
        raise ValueError("is no feed") from error
    entries = [each for each in root.iter() if _tag(each) in {"item", "entry"}][:_MOST_ENTRIES]
    title = next((each.text for each in root.iter() if _tag(each) == "title"), "") or "Feed"
    links = (each for each in root.iter() if _tag(each) == "link" and each.get("rel", "alternate") == "alternate")
    link = next(filter(None, map(_link, links)), "")
    if not entries and _tag(root) not in {"rss", "feed", "RDF"}:
        raise ValueError("is no feed")
    said = [_entry(each, now) for each in entries] or [KnownStatus.UNKNOWN]
    return Read(title.strip(), link, worst(said))


def _entry(entry: ElementTree.Element, now: datetime) -> KnownStatus:
    """Of one that does not say that it is over, and not when it was, nothing is known."""
    said = {_tag(each): "".join(each.itertext()) for each in entry.iter()}
    at = _moment(said.get("updated") or said.get("pubDate") or said.get("published") or said.get("date") or "")
    if (at and now - at >= RECENT) or _is_over(said):
        return KnownStatus.OPERATIONAL
    return KnownStatus.DEGRADED_PERFORMANCE if at else KnownStatus.UNKNOWN


def _is_over(said: Mapping[str, str]) -> bool:
    """By its title; else by its newest step, as Statuspage and its like mark one; else by what the text says."""
    if _OVER.search(said.get("title", "")):
        return True
    text = " ".join(said.get(name, "") for name in ("description", "content", "summary", "encoded"))
    if step := _STEP.search(text):
        return _OVER.search(step[1]) is not None
    return _OVER.search(_NOT_YET.sub("", text)) is not None


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _link(element: ElementTree.Element) -> str:
    given = element.get("href") or element.text or ""
    return given.strip() if given.strip().startswith(("https://", "http://")) else ""


def _moment(text: str) -> datetime | None:
    """Of either kind of date."""
    try:
        return from_wire(text.strip())
    except (ValueError, OverflowError):
        pass
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
