"""What is on a page, as the file that would leave it as it is."""

from collections.abc import Mapping
from typing import Any

from allclear_cli.page import entries, views
from allclear_cli.page.matching import Directory
from allclear_cli.page.planning import named
from allclear_cli.page.remote import Raw, Remote, in_order

_ENTRIES: Mapping[str, type[entries.Named]] = {
    "service": entries.Service,
    "metric": entries.Metric,
    "template": entries.Template,
    "monitor": entries.Monitor,
}
_OF_EVERY_PAGE = frozenset({"slug", "notifications"})
"""Settings that belong to the one page rather than to what is kept as a file; they may be added by hand."""
_MONITORS_OWN: Mapping[str, Any] = {
    "interval_minutes": 1, "timeout_seconds": 10, "failures": 2, "recoveries": 1, "regions": ["home"], "method": "GET",
    "expected_statuses": ["200-299"], "max_redirects": 5, "record_type": "A", "time_zone": "UTC", "grace_minutes": 5,
    "paused": False,
}  # fmt: skip
"""What a monitor has where nothing is said."""
_RULES_OWN: Mapping[str, Any] = {"quiet_minutes": 0, "notify": True}


def pulled(remote: Remote) -> dict[str, Any]:
    """The file, without what is empty or as it is by default."""
    directory = Directory()
    kinds = {
        "service": in_order(remote.services), "metric": remote.metrics, "template": remote.templates,
        "monitor": remote.monitors,
    }  # fmt: skip
    for kind, things in kinds.items():
        directory.enter(kind, (), things or ())
    page: dict[str, Any] = {"settings": _settings(remote.settings)}
    if categories := _categories(remote):
        page["categories"] = categories
    for kind, things in kinds.items():
        if things:
            page[f"{kind}s"] = [_entry(kind, thing, directory) for thing in things]
    return page


def _entry(kind: str, thing: Raw, directory: Directory) -> dict[str, Any]:
    view = views.there(kind, thing, directory)
    known = _ENTRIES[kind].model_fields
    names = [name for name in known if name in view]
    if kind == "monitor":
        names += [name for name in view if name not in known and name != "position"]
        view["rules"] = [_rule(rule) for rule in view["rules"]]
    if view.get("services") and not any(view["services"].values()):
        view["services"] = list(view["services"])
    return {name: view[name] for name in names if not _is_usual(kind, name, view[name])}


def _is_usual(kind: str, name: str, value: object) -> bool:
    if name in {"name", "kind"}:
        return False
    field = _ENTRIES[kind].model_fields.get(name)
    usual = field.get_default() if field else _MONITORS_OWN.get(name)
    return value == usual or (value in (None, "", [], {}) and usual in (None, "", [], {}))


def _rule(rule: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: value for name, value in rule.items() if value not in (None, "", [], {})}
    return {name: value for name, value in said.items() if value != _RULES_OWN.get(name)}


def _settings(there: Mapping[str, Any]) -> dict[str, Any]:
    names = [name for name in entries.Settings.model_fields if name not in _OF_EVERY_PAGE and name in there]
    found = {name: there[name] for name in names if there[name] not in (None, "", [], {})}
    if sender := {name: value for name, value in (there.get("sender") or {}).items() if value}:
        found["sender"] = sender
    else:
        found.pop("sender", None)
    return found


def _categories(remote: Remote) -> list[Any]:
    details = {each["name"]: each for each in remote.settings.get("category_details") or ()}
    return [_category(name, details.get(name, {})) for name in named(remote.settings)]


def _category(name: str, detail: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a name, or more
    more = {key: detail[key] for key in ("description", "folded") if detail.get(key)}
    return {"name": name, **more} if more else name
