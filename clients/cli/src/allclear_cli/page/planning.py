"""From a file and what is there to a plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from allclear_cli.client import UsageError
from allclear_cli.page import order, views
from allclear_cli.page.comparing import same
from allclear_cli.page.entries import Category, PageFile
from allclear_cli.page.matching import Directory, Match, label_of, matched
from allclear_cli.page.plan import Difference, Plan, Step
from allclear_cli.page.remote import Raw, Remote

KINDS = {"service": "services", "metric": "metrics", "template": "templates", "monitor": "monitors"}
"""In the order in which they are made, as what comes later may name what came before; deleted the other way round."""
ORDERED = frozenset({"service", "metric"})


def planned(file: PageFile, remote: Remote, *, prune: bool) -> tuple[Plan, Directory]:
    """What is to be done, and what things will be called; raises UsageError for a file that contradicts itself."""
    directory = Directory()
    matches: dict[str, list[Match]] = {}
    left: dict[str, list[Raw]] = {}
    for kind, section in KINDS.items():
        entries = getattr(file, section)
        if entries is None:
            there = getattr(remote, section) or []
            directory.enter(kind, (), there)
        else:
            matches[kind], left[kind] = matched(kind, [each.given() for each in entries], remote.of(kind))
            directory.enter(kind, matches[kind], left[kind])
    steps = _settings(file, remote)
    for kind, of_kind in matches.items():
        steps += _made_and_changed(kind, of_kind, directory)
    surplus = [(kind, thing) for kind in reversed(KINDS) for thing in left.get(kind, ())]
    if prune:
        steps += [_deleted(kind, thing) for kind, thing in surplus]
        return Plan(steps), directory
    return Plan(steps, [f"{kind} {label_of(kind, thing)}" for kind, thing in surplus]), directory


def _made_and_changed(kind: str, matches: Sequence[Match], directory: Directory) -> list[Step]:
    moves = order.positions([_place(match.thing) for match in matches]) if kind in ORDERED else [None] * len(matches)
    steps = [_step(kind, match, move, directory) for match, move in zip(matches, moves, strict=True)]
    return [step for step in steps if step is not None]


def _place(thing: Raw | None) -> order.Place | None:
    return (thing["position"], thing["id"]) if thing else None


def _step(kind: str, match: Match, move: int | None, directory: Directory) -> Step | None:
    wanted = views.wanted(kind, match.entry, directory)
    if move is not None:
        wanted["position"] = move
    if match.thing is None:
        return Step("create", kind, match.label, views.body(wanted))
    there = views.there(kind, match.thing, directory)
    found = [
        Difference(name, there.get(name), value)
        for name, value in wanted.items()
        if not same(name, value, there.get(name))
    ]
    if not found:
        return None
    if kind in {"monitor", "template"} and (other := [each for each in found if each.field == "kind"]):
        raise UsageError(f"{kind} {match.label} is of the kind {other[0].before}, and stays so. Delete it first.")
    changed = views.body({each.field: each.after for each in found})
    return Step("edit", kind, match.label, changed, found, str(match.thing["id"]), int(match.thing["version"]))


def _deleted(kind: str, thing: Raw) -> Step:
    return Step("delete", kind, label_of(kind, thing), thing_id=str(thing["id"]), version=int(thing["version"]))


def _settings(file: PageFile, remote: Remote) -> list[Step]:
    there = remote.settings
    wanted: dict[str, Any] = file.settings.given() if file.settings else {}
    for name in ("sender", "notifications"):
        if wanted.get(name) is not None:  # the rest of it stays
            wanted[name] = {**(there.get(name) or {}), **wanted[name]}
    found = [
        Difference(name, there.get(name), value)
        for name, value in wanted.items()
        if not same(name, value, there.get(name))
    ]
    found += _categories(file.categories, there)
    if not found:
        return []
    body = {each.field: each.after for each in found}
    return [Step("edit", "settings", "", body, found, remote.organization.id, remote.organization.version)]


def _categories(given: Sequence[Category | str] | None, there: Mapping[str, Any]) -> list[Difference]:
    """The order of categories, and what is said of them: both are lists of the settings."""
    if given is None:
        return []
    listed = [each if isinstance(each, Category) else Category(name=each) for each in given]
    names = [each.name for each in listed]
    if len(set(names)) < len(names):
        raise UsageError("The file has a category twice.")
    details = [_detail(each.model_dump()) for each in listed if each.description or each.folded]
    known = [
        _detail(each) for each in there.get("category_details") or () if each.get("description") or each.get("folded")
    ]
    found = []
    before = named(there)
    if names != before:
        found.append(Difference("categories", before, names))
    if {each["name"]: each for each in details} != {each["name"]: each for each in known}:
        found.append(Difference("category_details", known, details))
    return found


def named(there: Mapping[str, Any]) -> list[str]:
    """Categories in their order, and after them those of which only something is said."""
    listed = list(there.get("categories") or ())
    return listed + [each["name"] for each in there.get("category_details") or () if each["name"] not in listed]


def _detail(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": said["name"],
        "description": str(said.get("description", "")).strip(),
        "folded": bool(said.get("folded")),
    }
