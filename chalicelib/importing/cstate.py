"""A cState: the Markdown files of its issues, and the systems of its `config.yml` where that is among the files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.domain.incidents import Impact, IncidentStatus
from chalicelib.domain.pieces import IncidentPiece, IncidentSaid, ServicePiece, SpanPiece
from chalicelib.domain.services import ServiceStatus
from chalicelib.importing.findings import Findings, UnreadableError
from chalicelib.importing.times import moment

_FRONT = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_TRACK = re.compile(r"""\{\{[<%]\s*track\s+["'`]([^"'`]+)["'`]\s*[>%]\}\}""")
_LEAD = re.compile(
    r"\A[*_]{0,3}(investigating|identified|monitoring|update|watching|resolved|post-?mortem)[*_]{0,3}\s*[-\u2013\u2014:]?\s*",
    re.I,
)
_SHORTCODE = re.compile(r"\{\{[<%].*?[%>]\}\}", re.DOTALL)
_SEVERITY = {
    "down": (Impact.CRITICAL, ServiceStatus.MAJOR_OUTAGE),
    "disrupted": (Impact.MAJOR, ServiceStatus.PARTIAL_OUTAGE),
    "notice": (Impact.NONE, None),
}
_WORDS = {
    "update": IncidentStatus.MONITORING,
    "watching": IncidentStatus.MONITORING,
    "resolved": IncidentStatus.RESOLVED,
}


def read(files: Sequence[tuple[str, bytes]], found: Findings) -> None:
    """Issues are files below `content/issues`, or all Markdown files where there is no such folder."""
    texts = [(name, _text(body)) for name, body in files]
    for name, text in texts:
        if name.rpartition("/")[2] in {"config.yml", "config.yaml", "hugo.yml", "hugo.yaml"}:
            _read_systems(text, found)
    markdown = [(name, text) for name, text in texts if name.lower().endswith((".md", ".markdown"))]
    issues = [(name, text) for name, text in markdown if "/issues/" in f"/{name}"] or markdown
    for name, text in issues:
        if not name.rpartition("/")[2].startswith("_index"):
            _read_issue(name, text, found)
    if not found.pieces:
        raise UnreadableError("There are no issues of cState among the files.")


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace").replace("\r\n", "\n")


def _read_issue(name: str, text: str, found: Findings) -> None:
    front = _FRONT.match(text)
    short = name.rpartition("/")[2]
    if not front:
        found.note("incident", "It has no front matter between lines of ---.", short)
        return
    given = front_matter(front[1])
    title, began = str(given.get("title") or short), moment(given.get("date"))
    if began is None:
        found.note("incident", "It has no date.", title)
        return
    if _is_true(given.get("draft")):
        found.note("incident", "Drafts are left out.", title)
        return
    found.add(_incident(short, title, began, given, text[front.end() :], found))


def _incident(
    short: str, title: str, began: datetime, given: Mapping[str, Any], body: str, found: Findings
) -> IncidentPiece:
    informational = _is_true(given.get("informational"))
    resolved = _is_true(given.get("resolved")) or informational
    impact, status = _SEVERITY.get(str(given.get("severity") or "notice").lower(), _SEVERITY["notice"])
    if informational:
        found.note("incident", "What only informs comes as an incident that is over.", title)
        impact, status = Impact.NONE, None
    end = (moment(given.get("resolvedWhen")) or began) if resolved else None
    updates = _updates(body, began, end)
    end = max([end, *(each.at for each in updates if each.status is IncidentStatus.RESOLVED)]) if end else None
    affected = given.get("affected") or ()
    services = tuple(found.need_service(_key(each), str(each)) for each in affected if isinstance(each, str) and each)
    spans = (SpanPiece(service=each, status=status, start=began, end=end) for each in services if status and end)
    return IncidentPiece(
        foreign_id=short,
        title=title,
        impact=impact,
        services=services,
        updates=updates,
        started_at=min([began, *(each.at for each in updates)]),
        resolved_at=end,
        statuses=dict.fromkeys(services, status) if status and not end else {},
        spans=tuple(spans),
    )


def _updates(body: str, began: datetime, end: datetime | None) -> tuple[IncidentSaid, ...]:
    """One for each paragraph with a time of its own, newest first as cState writes them; a text without any is one."""
    said = list[IncidentSaid]()
    start = 0
    for track in _TRACK.finditer(body):
        at = moment(track[1])
        if at:
            said.append(_said(body[start : track.start()], at))
        start = track.end()
    rest = _SHORTCODE.sub("", body[start:]).strip()
    if rest and said:
        said[-1] = said[-1].but(text=f"{said[-1].text}\n\n{rest}")
    elif rest:
        at = end or began
        said.append(
            IncidentSaid(status=IncidentStatus.RESOLVED if end else IncidentStatus.INVESTIGATING, text=rest, at=at)
        )
    ordered = sorted(said, key=lambda each: each.at)
    if end is None:
        return tuple(
            each.but(status=IncidentStatus.MONITORING) if each.status is IncidentStatus.RESOLVED else each
            for each in ordered
        )
    return tuple(ordered)


def _said(text: str, at: datetime) -> IncidentSaid:
    plain = _SHORTCODE.sub("", text).strip()
    lead = _LEAD.match(plain)
    word = lead[1].lower() if lead else ""
    status = _WORDS.get(word) or next((each for each in IncidentStatus if each.value == word), None)
    if word.startswith("post"):
        status = IncidentStatus.RESOLVED
    return IncidentSaid(
        status=status or IncidentStatus.INVESTIGATING, text=plain[lead.end() :] if lead else plain, at=at
    )


def _read_systems(text: str, found: Findings) -> None:
    """`params: systems: - name: ... category: ... description: ...`; more than these lines is not looked at."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip() == "systems:"), None)
    if start is None:
        return
    indent = len(lines[start]) - len(lines[start].lstrip())
    current: dict[str, str] = {}
    for line in lines[start + 1 :]:
        if line.strip() and not line.lstrip().startswith("#"):
            depth = len(line) - len(line.lstrip())
            if depth < indent or (depth == indent and not line.lstrip().startswith("-")):
                break
            if line.lstrip().startswith("-"):
                _add_system(current, found)
                current = {}
            key, colon, value = line.strip().lstrip("- ").partition(":")
            if colon:
                current[key.strip()] = str(_scalar(value))
    _add_system(current, found)


def _add_system(given: dict[str, str], found: Findings) -> None:
    if name := given.get("name"):
        category, description = given.get("category", ""), given.get("description", "")
        found.add(ServicePiece(foreign_id=_key(name), name=name, category=category, description=description))


def _key(name: str) -> str:
    return name.strip().casefold()


def front_matter(text: str) -> dict[str, Any]:
    """The part of YAML that front matter of issues has: keys with a value, or a list in either form."""
    found: dict[str, Any] = {}
    key = ""
    for line in text.split("\n"):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        if stripped.startswith("- ") and key:
            found[key] = [*(found[key] if isinstance(found[key], list) else []), _scalar(stripped[2:])]
        elif ":" in stripped:
            name, _, value = stripped.partition(":")
            key = name.strip().strip("\"'")
            found[key] = _value(value.strip())
    return found


def _value(text: str) -> Any:  # noqa: ANN401 - a text, or a list of texts
    if text.startswith("[") and text.endswith("]"):
        return [_scalar(each) for each in _split(text[1:-1])]
    return _scalar(text)


def _split(text: str) -> Iterator[str]:
    """By commas that are in no quotes."""
    for found in re.finditer(r"""\s*("[^"]*"|'[^']*'|[^,]+)""", text):
        if found[1].strip():
            yield found[1]


def _scalar(text: str) -> str:
    plain = text.strip()
    if plain[:1] in {'"', "'"} and plain.endswith(plain[:1]) and len(plain) > 1:
        return plain[1:-1]
    return re.sub(r"\s+#.*$", "", plain)


def _is_true(value: object) -> bool:
    return str(value).lower() in {"true", "yes", "on"}
