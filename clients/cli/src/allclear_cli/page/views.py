"""Things in the words of the file: what others are called in the place of ids, and what the API calls it all."""

from collections.abc import Mapping, Sequence
from typing import Any

from allclear_cli.page.entries import services_of
from allclear_cli.page.matching import Directory, Given
from allclear_cli.page.plan import Reference
from allclear_cli.page.remote import Raw

_NOT_OF_THE_FILE = frozenset({"id", "version", "created_at", "updated_at", "state", "expected_at", "latest", "status"})


def wanted(kind: str, entry: Given, directory: Directory) -> dict[str, Any]:
    """The fields that an entry gives, with the labels of what it names; raises UsageError for a name of nothing."""
    view = {name: value for name, value in entry.items() if name != "renamed_from"}
    where = f"{kind} {entry['name']}"
    if "services" in view:
        given = services_of(view["services"])
        view["services"] = {directory.called("service", name, where): status for name, status in given.items()}
        view["services"] = {name: _full(status) for name, status in view["services"].items()}
    if "rules" in view:
        view["rules"] = [_wanted_rule(rule, directory, where) for rule in view["rules"]]
    return view


def there(kind: str, thing: Raw, directory: Directory) -> dict[str, Any]:
    """The same of what is on the page, with all that it has."""
    view = {name: value for name, value in thing.items() if name not in _NOT_OF_THE_FILE and not name.endswith("_tree")}
    if kind == "service":
        view.setdefault("show_uptime", True)  # only said where it is not so
    if kind == "template":
        ids, statuses = view.pop("service_ids", ()), view.pop("service_status", None) or {}
        view["services"] = {directory.label("service", each): statuses.get(each) for each in ids}
    if kind == "monitor":
        view["rules"] = [_rule_there(rule, directory) for rule in view.get("rules") or ()]
    return view


def body(view: Mapping[str, Any]) -> dict[str, Any]:
    """What the API is sent for fields of a view; a Reference stands for an id that may not be known yet."""
    fields = dict(view)
    if "services" in fields:
        services = fields.pop("services")
        fields["service_ids"] = [Reference("service", name) for name in services]
        fields["service_status"] = {Reference("service", name): status for name, status in services.items() if status}
    if "rules" in fields:
        fields["rules"] = [_rule_body(rule) for rule in fields["rules"]]
    return fields


def _wanted_rule(rule: Given, directory: Directory, where: str) -> dict[str, Any]:
    view = dict(rule)
    if "services" in view:
        view["services"] = [directory.called("service", name, where) for name in view["services"]]
    if view.get("template"):
        name = str(view["template"])
        view["template"] = directory.called("template", name if " " in name else f"incident {name}", where)
    if "status" in view:
        view["status"] = _full(view["status"])
    return view


def _rule_there(rule: Raw, directory: Directory) -> dict[str, Any]:
    view = dict(rule)
    view["services"] = [directory.label("service", each) for each in view.pop("service_ids", ())]
    template = view.pop("template_id", None)
    view["template"] = directory.label("template", template) if template else None
    return view


def _rule_body(rule: Given) -> dict[str, Any]:
    fields = dict(rule)
    if "services" in fields:
        fields["service_ids"] = [Reference("service", name) for name in fields.pop("services")]
    if "template" in fields:
        template = fields.pop("template")
        fields["template_id"] = Reference("template", template) if template else None
    return fields


def _full(status: str | None) -> str | None:
    return "degraded_performance" if status == "degraded" else status


def resolved(value: object, directory: Directory) -> object:
    """A body with ids in the place of references; raises UsageError."""
    if isinstance(value, Reference):
        return directory.id_of(value)
    if isinstance(value, Mapping):
        return {resolved(name, directory): resolved(each, directory) for name, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [resolved(each, directory) for each in value]
    return value
