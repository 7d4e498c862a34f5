"""Plans: what follows from a file and from what is there."""

import itertools
from typing import Any

import pytest

from allclear_cli.client import UsageError
from allclear_cli.client.models import Organization
from allclear_cli.page import planning, pulling, reading, views
from allclear_cli.page.order import positions
from allclear_cli.page.plan import Plan, Reference
from allclear_cli.page.remote import Remote

SHOP = {"id": "s1", "name": "Search", "category": "Shop", "position": 100, "version": 3, "description": "Finds.\n"}
DOCS = {"id": "s2", "name": "Search", "category": "Docs", "position": 200, "version": 1, "description": ""}
MAIL = {"id": "s3", "name": "Mail", "category": "", "position": 300, "version": 1, "description": ""}
TEMPLATE = {
    "id": "t1", "kind": "incident", "name": "Down", "title": "Search is down", "texts": {"resolved": "It is back."},
    "service_ids": ["s1", "s3"], "service_status": {"s1": "major_outage"}, "impact": None, "description": "",
    "duration_minutes": None, "version": 4,
}  # fmt: skip
METRIC = {
    "id": "m1", "name": "Latency", "unit": "ms", "decimals": 0, "aggregation": "mean", "position": 100, "visible": True,
    "monitor_id": None, "version": 1,
}  # fmt: skip
MONITOR = {
    "id": "o1", "name": "Web", "kind": "http", "url": "https://x.example", "interval_minutes": 5, "paused": False,
    "headers": {"Authorization": None}, "version": 2, "state": {"health": "up"},
    "rules": [{"match": {}, "service_ids": ["s1"], "action": "set_status", "status": "major_outage",
               "template_id": None, "quiet_minutes": 0, "notify": True}],
}  # fmt: skip
ORGANIZATION = {
    "id": "o", "name": "Northwind", "slug": "northwind", "time_zone": "UTC", "version": 9, "accent_color": "#aabbcc",
    "categories": ["Shop"], "category_details": [{"name": "Docs", "description": "Words.", "folded": True}],
    "sender": {"name": "", "reply_to": "a@example.com", "postal_address": ""}, "status_words": {}, "intro_text": "",
    "intro_text_tree": None, "links": [], "show_uptime": True,
}  # fmt: skip
HERE = Remote(Organization.model_validate(ORGANIZATION), [SHOP, DOCS, MAIL], [TEMPLATE], [METRIC], [MONITOR])
EMPTY = Remote(Organization(id="n", name="New", slug="new", version=1), [], [], [], [])


def plan(text: str, remote: Remote = HERE, *, prune: bool = False) -> Plan:
    """That of a file."""
    return planning.planned(reading.parsed(text), remote, prune=prune)[0]


def lines(made: Plan) -> list[str]:
    """What is to be done."""
    return [step.line() for step in made.steps]


def test_what_is_pulled_changes_nothing_when_it_is_applied() -> None:
    file = reading.written(pulling.pulled(HERE))
    assert lines(plan(file, prune=True)) == []
    assert "texts" in file
    assert "Authorization: null" in file


def test_what_is_pulled_makes_the_same_page_elsewhere() -> None:
    made = plan(reading.written(pulling.pulled(HERE)), EMPTY)
    assert lines(made) == [
        "~ settings", "+ service Shop/Search", "+ service Docs/Search", "+ service Mail", "+ metric Latency",
        "+ template incident Down", "+ monitor Web",
    ]  # fmt: skip
    template = next(step for step in made.steps if step.kind == "template")
    assert template.body["service_ids"] == [Reference("service", "Shop/Search"), Reference("service", "Mail")]
    assert template.body["service_status"] == {Reference("service", "Shop/Search"): "major_outage"}
    monitor = next(step for step in made.steps if step.kind == "monitor")
    assert monitor.body["rules"][0]["service_ids"] == [Reference("service", "Shop/Search")]


def test_only_what_differs_is_sent_and_under_the_version_that_was_read() -> None:
    (step,) = plan("services: [{name: Search, category: Shop, description: Finds things.}]").steps
    assert (step.body, step.thing_id, step.version) == ({"description": "Finds things."}, "s1", 3)
    assert step.differences[0].line() == "description: 'Finds.\\n' -> 'Finds things.'"
    (settings,) = plan('settings: {accent_color: "#AABBCC", time_zone: Europe/Zurich, sender: {name: N}}').steps
    assert settings.body == {
        "time_zone": "Europe/Zurich",
        "sender": {"name": "N", "reply_to": "a@example.com", "postal_address": ""},
    }


def test_what_the_api_trims_or_writes_in_another_way_is_no_difference() -> None:
    file = """
        services: [{name: Search, category: Shop, description: "  Finds. "}]
        settings: {accent_color: "#AABBCC", intro_text: "", sender: {reply_to: " a@example.com "}, slug: northwind}
    """
    assert lines(plan(file)) == []


def test_nothing_is_deleted_unless_that_is_asked_for() -> None:
    file = "services: [{name: Mail}]\ntemplates: []"
    kept = plan(file)
    assert lines(kept) == []
    assert kept.left == ["template incident Down", "service Shop/Search", "service Docs/Search"]
    assert lines(plan(file, prune=True)) == [
        "- template incident Down", "- service Shop/Search", "- service Docs/Search",
    ]  # fmt: skip
    assert lines(plan("settings: {}", prune=True)) == [], "sections that are not there are not looked at"


def test_a_rename_and_a_move_are_no_deletion() -> None:
    (renamed,) = plan("services: [{name: Post, renamed_from: Mail}]").steps
    assert (renamed.thing_id, renamed.body) == ("s3", {"name": "Post"})
    (moved,) = plan("services: [{name: Mail, category: Shop}]").steps
    assert (moved.thing_id, moved.body) == ("s3", {"category": "Shop"})
    after = Remote(HERE.organization, [SHOP, {**MAIL, "name": "Post"}], [], [], [])
    assert lines(plan("services: [{name: Post, renamed_from: Mail}]", after)) == []


def test_a_template_follows_a_service_that_is_renamed() -> None:
    file = """
        services: [{name: Find, category: Shop, renamed_from: Search}, {name: Mail}]
        templates: [{kind: incident, name: down, services: {Find: major_outage, Mail: null}}]
    """
    remote = Remote(HERE.organization, [SHOP, MAIL], [{**TEMPLATE, "name": "down"}], [], [])
    assert lines(plan(file, remote)) == ["~ service Shop/Find"]


def test_an_order_moves_as_little_as_it_can() -> None:
    moves = plan("services: [{name: Mail}, {name: Search, category: Shop}, {name: Search, category: Docs}]").steps
    assert [(step.thing_id, step.body) for step in moves] == [("s3", {"position": 49})]


def _after(place: tuple[int, str] | None, move: int | None) -> tuple[int, str]:
    """Where something ends up; what is new has an id after all others."""
    was, name = place or (None, "z")
    position = was if move is None else move
    assert position is not None, "what is new always gets a position"
    return position, name


def test_positions_always_rise_in_the_order_that_is_wanted() -> None:
    now = {"a": 0, "b": 1, "c": 1, "d": 700}
    for given in itertools.permutations(["a", "b", "c", "d", None, None]):
        places = [(now[each], each) if each else None for each in given]
        moves = positions(places)
        pairs = zip(places, moves, strict=True)
        after = [_after(place, move) for place, move in pairs]
        assert after == sorted(after), given
        assert after[0][0] >= 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("services: [{nam: X}]", "services.1.nam: is not known"),
        ("services: [{name: X, name: Y}]", "line 1: 'name' is given twice"),
        ("services: [{name: X}, {name: X}]", "twice"),
        ("services: [{name: X, show_uptime: 'yes'}]", "services.1.show_uptime"),
        ("templates: [{kind: incident, name: X, services: [Search]}]", "several are called 'Search'"),
        ("templates: [{kind: incident, name: X, services: [Nothing]}]", "no service 'Nothing'"),
        ("monitors: [{kind: tcp, name: Web}]", "stays so"),
        ("categories: [A, {name: A}]", "twice"),
        ("a: [", "no YAML"),
        ("- a", "cannot be applied"),
    ],
)
def test_a_file_that_makes_no_sense_says_where(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        plan(text)


def test_a_deployment_without_monitors_says_so() -> None:
    older = Remote(HERE.organization, [], [], None, None)
    assert "monitors" not in pulling.pulled(older)
    with pytest.raises(UsageError, match="no monitors"):
        plan("monitors: []", older)


def test_a_category_can_be_folded_and_put_first() -> None:
    (step,) = plan("categories: [{name: Docs, folded: true}, Shop]").steps
    assert step.body == {
        "categories": ["Docs", "Shop"],
        "category_details": [{"name": "Docs", "description": "", "folded": True}],
    }


def test_what_is_not_there_in_the_end_is_named() -> None:
    _, directory = planning.planned(reading.parsed("{}"), HERE, prune=False)
    assert views.resolved([Reference("service", "Mail")], directory) == ["s3"]
    body: Any = {"x": Reference("service", "Gone")}
    with pytest.raises(UsageError, match="Gone"):
        views.resolved(body, directory)
