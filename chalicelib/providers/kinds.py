"""What pages of others say, by the kind of page."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from xml.etree import ElementTree  # nosec - documents with entities are refused before they are parsed

from chalicelib.domain.providers import MAX_COMPONENTS, Component, KnownStatus, ProviderKind
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
_OVER = re.compile(r"resolved|completed|cancell?ed|operating normally|postmortem|all clear|scheduled", re.IGNORECASE)
_MOST_ENTRIES = 20


class Read(NamedTuple):
    """What a page says."""

    name: str
    url: str
    """The page for people, where it says that."""
    status: KnownStatus
    components: tuple[Component, ...] = ()


def read(kind: ProviderKind, body: bytes, now: datetime) -> Read:
    """Raises ValueError for what is no such document."""
    if kind is ProviderKind.FEED:
        return _feed(body, now)
    try:
        document = json.loads(body)
        return _statuspage(document) if kind is ProviderKind.STATUSPAGE else _allclear(document)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("is no such document") from error


def _statuspage(document: Any) -> Read:  # noqa: ANN401 - whatever somebody else wrote
    page = document["page"]
    status = _INDICATORS.get(document["status"]["indicator"], KnownStatus.UNKNOWN)
    components = [each for each in document["components"] if not each.get("group")]
    return Read(str(page["name"]), str(page.get("url", "")), status, _parts(components))


def _allclear(document: Any) -> Read:  # noqa: ANN401
    status = _INDICATORS.get(document["status"]["indicator"], KnownStatus.UNKNOWN)
    return Read(str(document["organization"]["name"]), "", status, _parts(document["services"]))


def _parts(given: list[Any]) -> tuple[Component, ...]:
    return tuple(
        Component(id=str(each["id"])[:100], name=str(each["name"])[:100], status=KnownStatus.of(each["status"]))
        for each in given[:MAX_COMPONENTS]
    )


def _feed(body: bytes, now: datetime) -> Read:
    """Something is wrong while a recent entry does not say that it is over. An empty feed says nothing at all."""
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise ValueError("has entities")
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - as above
    except ElementTree.ParseError as error:
        raise ValueError("is no feed") from error
    entries = [each for each in root.iter() if _tag(each) in {"item", "entry"}][:_MOST_ENTRIES]
    title = next((each.text for each in root.iter() if _tag(each) == "title"), "") or "Feed"
    link = next((_link(each) for each in root.iter() if _tag(each) == "link" and _link(each)), "")
    if not entries and _tag(root) not in {"rss", "feed", "RDF"}:
        raise ValueError("is no feed")
    is_wrong = any(_is_open(each, now) for each in entries)
    status = KnownStatus.DEGRADED_PERFORMANCE if is_wrong else KnownStatus.OPERATIONAL
    return Read(title.strip(), link, status if entries else KnownStatus.UNKNOWN)


def _is_open(entry: ElementTree.Element, now: datetime) -> bool:
    said = {_tag(each): each.text or "" for each in entry.iter()}
    at = _moment(said.get("updated") or said.get("pubDate") or said.get("published") or said.get("date") or "")
    text = " ".join(said.get(name, "") for name in ("title", "description", "content", "summary", "encoded"))
    return at is not None and now - at < RECENT and not _OVER.search(text)


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _link(element: ElementTree.Element) -> str:
    given = element.get("href") or element.text or ""
    return given.strip() if given.strip().startswith(("https://", "http://")) else ""


def _moment(text: str) -> datetime | None:
    """Of either kind of date."""
    try:
        return from_wire(text.strip())
    except ValueError:
        pass
    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
