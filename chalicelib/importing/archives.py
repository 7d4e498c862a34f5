"""Our own archive, read line by line into records."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from chalicelib.domain.archive import FORMAT, MANIFEST, VERSION, Manifest
from chalicelib.domain.imports import SubscriberConsent
from chalicelib.domain.pieces import RecordPiece, SubscriberPiece
from chalicelib.domain.subscribers import SubscriberState
from chalicelib.importing.automation import notes_on
from chalicelib.importing.findings import Findings, UnreadableError
from chalicelib.store.archive import KINDS, RESTORED, Kind

_TOLD = frozenset({SubscriberState.ACTIVE, SubscriberState.PAUSED})
SETTINGS = "settings"
"""The kind of the record that holds the organization's settings."""


def read(files: Sequence[tuple[str, bytes]], found: Findings, *, subscribers: SubscriberConsent) -> None:
    """The resources of an archive, in the order in which they are written."""
    by_name = {name.rpartition("/")[2]: body for name, body in files}
    manifest = _manifest(by_name.get(MANIFEST))
    found.add(
        RecordPiece(foreign_id=str(manifest.organization.get("id", "")), kind=SETTINGS, data=manifest.organization)
    )
    for kind in KINDS:
        body = by_name.get(kind.file)
        if body is None:
            continue
        if kind not in RESTORED:
            if body.strip():
                found.note(kind.name, "Members and the audit log are there to be read.")
        elif kind.name == "subscribers" and subscribers == "ask":
            _read_asked(kind, body, found)
        elif kind.name == "subscribers" and subscribers == "skip":
            found.note("subscribers", "Subscribers come only if you say that they want to be told.")
        else:
            _read_lines(kind, body, found)


def _manifest(body: bytes | None) -> Manifest:
    if body is None:
        raise UnreadableError("It is no archive of Allclear: it has no manifest.json.")
    try:
        given = json.loads(body)
        manifest = Manifest.model_validate(given, extra="ignore")
    except (ValueError, ValidationError):
        raise UnreadableError("Its manifest.json can't be read.") from None
    if manifest.format != FORMAT or manifest.version > VERSION:
        raise UnreadableError("A newer release, or another product, has made this archive.")
    return manifest


def _read_lines(kind: Kind, body: bytes, found: Findings) -> None:
    for number, line in enumerate(body.decode("utf-8", "replace").split("\n"), start=1):
        if line.strip():
            given = _line(kind, number, line)
            found.add(RecordPiece(foreign_id=_id(given), kind=kind.name, data=given))
            for why in notes_on(kind.name, given):
                found.note(kind.name, why, given.get("name", ""))


def _read_asked(kind: Kind, body: bytes, found: Findings) -> None:
    """Those who were told by mail are asked; the others would be told unasked."""
    for number, line in enumerate(body.decode("utf-8", "replace").split("\n"), start=1):
        given = _line(kind, number, line) if line.strip() else {}
        if given.get("email") and given.get("state") in _TOLD:
            services = tuple(map(str, given.get("service_ids") or ()))
            found.add(SubscriberPiece(foreign_id=_id(given), email=str(given["email"]), services=services))
        elif given:
            found.note("subscribers", "Only who is told by mail can be asked.", given.get("channel", ""))


def _line(kind: Kind, number: int, line: str) -> dict[str, Any]:
    try:
        given = json.loads(line)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise UnreadableError(f"{kind.file}: line {number} can't be read.")
    return given


def _id(line: Mapping[str, Any]) -> str:
    """The resource's own id; facts of history have none."""
    if "id" in line:
        return str(line["id"])
    return "/".join(str(line.get(name)) for name in ("service_id", "at", "version", "event_id", "place", "start"))
