"""What machines say becomes what the page says: each thing once, in any order, with people in charge."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domain.drafts import DraftKind
from chalicelib.domain.ids import new_id
from chalicelib.domain.incidents import IncidentStatus, IncidentUpdateDraft
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import Service
from chalicelib.domain.signals import Action, Origin, OriginKind, Rule, Signal, SignalState, signal_of
from chalicelib.store import drafts, events, incidents
from chalicelib.store import signals as store
from chalicelib.use_cases import drafts as use_drafts
from chalicelib.use_cases import incidents as use_incidents
from chalicelib.use_cases import organizations, signals
from tests.engine import Engine
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP
from tests.tenancy import Tenant

MONITORING = Origin(kind=OriginKind.SOURCE, id=new_id(NOW), name="Prometheus")
OTHER = Origin(kind=OriginKind.MONITOR, id=new_id(NOW), name="Checker")


def after(**duration: float) -> datetime:
    return NOW + timedelta(**duration)


def firing(key: str = "a", at: datetime = NOW, title: str = "API is slow", **labels: str) -> Signal:
    return signal_of(key, SignalState.FIRING, at, labels, title=title)


def over(key: str = "a", at: datetime = NOW) -> Signal:
    return signal_of(key, SignalState.RESOLVED, at, {})


def sets(status: str, *services: Service, **fields: Any) -> Rule:
    return Rule(action=Action.SET_STATUS, status=status, service_ids=tuple(each.id for each in services), **fields)


def opens(*services: Service, status: str | None = "major_outage", **fields: Any) -> Rule:
    ids = tuple(each.id for each in services)
    return Rule(action=Action.OPEN_INCIDENT, status=status, service_ids=ids, **fields)


class Page:
    """What machines say of it, and the clock of what follows by itself."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.org_id = tenant.org_id

    def hears(self, rules: list[Rule], *said: Signal, at: datetime = NOW, by: Origin = MONITORING) -> list[str]:
        return [each.did for each in signals.take(self.org_id, by, rules, said, at)]

    def runs_until(self, until: datetime) -> None:
        """What is due is done, minute by minute."""
        at = NOW
        while at <= until:
            for org_id, group in store.due(at, 100):
                signals.settle(org_id, group, at)
            at += timedelta(seconds=15)

    def edits(self, **fields: Any) -> None:
        organizations.edit(self.org_id, OrganizationEdit(**fields), self.tenant.actor, NOW)

    @property
    def open(self) -> list[str]:
        return [each.title for each in incidents.unresolved(self.org_id)]

    @property
    def log(self) -> list[str]:
        entries = events.log(self.org_id, lambda each: each.actor.automatic, limit=100).entries
        return [f"{each.actor.name}: {each.summary}" for each in reversed(entries)]


@pytest.fixture
def page(tenant: Tenant) -> Page:
    return Page(tenant)


def test_a_service_is_down_while_something_fires_and_the_log_names_the_source(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api)]
    assert page.hears(rules, firing()) == ["API is major outage"]
    assert page.tenant.status_of(api) is DOWN
    page.hears(rules, over(at=after(minutes=5)), at=after(minutes=5))
    assert page.tenant.status_of(api) is UP
    assert page.log == ["Prometheus: API is major outage", "Prometheus: API is operational"]


def test_the_same_signal_again_writes_nothing(page: Page, tables: Engine) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api), opens(api)]
    page.hears(rules, firing())
    version = page.tenant.status_of(api), len(page.log)
    for _ in range(3):
        assert page.hears(rules, firing(), at=after(minutes=5)) == ["Known already"]
    assert (page.tenant.status_of(api), len(page.log)) == version


def test_several_alerts_hold_a_service_until_the_last_is_over(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [
        sets("degraded_performance", api, match={"severity": "warning"}),
        sets("major_outage", api, match={"severity": "critical"}),
    ]
    page.hears(rules, firing("a", severity="warning"))
    page.hears(rules, firing("b", at=after(minutes=1), severity="critical"), at=after(minutes=1))
    assert page.tenant.status_of(api) is DOWN
    page.hears(rules, over("b", at=after(minutes=9)), at=after(minutes=9))
    assert page.tenant.status_of(api) is SLOW
    page.hears(rules, over("a", at=after(minutes=20)), at=after(minutes=20))
    assert page.tenant.status_of(api) is UP


@pytest.mark.parametrize("seed", range(5))
def test_any_order_and_repetition_end_in_the_same_state(page: Page, seed: int) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    rules = [sets("major_outage", api, match={"of": "api"}), sets("partial_outage", web, match={"of": "web"})]
    said = [
        firing("a", after(seconds=1), of="api"), over("a", after(seconds=2)), firing("a", after(seconds=3), of="api"),
        firing("b", after(seconds=1), of="web"), over("b", after(seconds=4)), firing("c", after(seconds=2), of="web"),
        over("c", after(seconds=5)),
    ]  # fmt: skip
    shuffled = said * 2
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - an order
    for each in shuffled:
        page.hears(rules, each, at=after(seconds=30))
    page.runs_until(after(hours=1))
    assert (page.tenant.status_of(api), page.tenant.status_of(web)) == (DOWN, UP)


def test_a_replay_after_the_end_does_no_harm(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [opens(api)]
    page.hears(rules, firing())
    page.hears(rules, over(at=after(minutes=5)), at=after(minutes=5))
    assert page.hears(rules, firing(), at=after(days=3)) == ["Older than what is known"]
    assert page.open == []
    assert page.hears(rules, firing("never heard of"), at=after(days=31)) == ["Older than 30 days"]


def test_what_is_sent_again_for_months_is_not_forgotten(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api)]
    page.hears(rules, firing())
    assert page.hears(rules, firing(), at=after(hours=23)) == ["Known already"]
    for day in range(1, 120, 20):
        assert page.hears(rules, firing(), at=after(days=day)) == ["Nothing new for the page"]
        (known,) = signals.firing(page.org_id, MONITORING)
        assert (known.at, known.heard_at) == (NOW, after(days=day))
    assert page.tenant.status_of(api) is DOWN


def test_a_storm_is_one_incident(page: Page) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    rules = [opens(api, match={"of": "api"}), opens(web, status="partial_outage", match={"of": "web"})]
    storm = [firing(f"key {number}", of="api" if number % 2 else "web") for number in range(200)]
    page.hears(rules, *storm)
    page.hears(rules, *storm, firing("one more", of="api"), at=after(seconds=5))
    page.runs_until(after(minutes=2))
    assert page.open == ["API is slow"]
    assert (page.tenant.status_of(api), page.tenant.status_of(web)) == (DOWN, PARTLY_DOWN)
    page.hears(rules, *(over(each.key, after(minutes=9)) for each in storm), at=after(minutes=9))
    assert page.open == ["API is slow"]
    page.hears(rules, over("one more", after(minutes=10)), at=after(minutes=10))
    assert page.open == []
    assert (page.tenant.status_of(api), page.tenant.status_of(web)) == (UP, UP)


def test_a_second_rule_joins_the_incident_and_leaves_it(page: Page) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    rules = [opens(api, match={"of": "api"}), opens(web, match={"of": "web"})]
    page.hears(rules, firing("a", of="api"))
    page.hears(rules, firing("b", of="web", at=after(minutes=5)), at=after(minutes=5))
    (incident,) = incidents.unresolved(page.org_id)
    assert incident.updates[0].text == "Web is affected, too."
    page.hears(rules, over("b", after(minutes=10)), at=after(minutes=10))
    (incident,) = incidents.unresolved(page.org_id)
    assert incident.updates[0].text == "Web is operational again."
    assert (page.tenant.status_of(api), page.tenant.status_of(web)) == (DOWN, UP)


@pytest.mark.parametrize("action", [Action.OPEN_INCIDENT, Action.DRAFT_INCIDENT])
def test_a_storm_over_more_services_than_an_incident_can_name_is_one_incident_all_the_same(
    page: Page, action: Action
) -> None:
    every = [page.tenant.service(f"Service {number:03} {'x' * 80}") for number in range(250)]
    rules = [
        opens(*every[first : first + 50], match={"part": str(first)}).but(action=action) for first in range(0, 250, 50)
    ]
    page.hears(rules, firing("0", part="0"))
    later = [firing(str(first), after(minutes=2), part=str(first)) for first in range(50, 250, 50)]
    page.hears(rules, *later, at=after(minutes=2))
    if action is Action.DRAFT_INCIDENT:
        (draft,) = drafts.of_organization(page.org_id, DraftKind.INCIDENT)
        assert len(draft.content["service_ids"]) == 200
    else:
        (incident,) = incidents.unresolved(page.org_id)
        assert len(incident.services) == 200
        assert incident.updates[0].text.endswith("more services changed, too.")
    page.hears(rules, *[over(str(first), after(minutes=9)) for first in range(0, 250, 50)], at=after(minutes=9))
    assert page.open == []
    assert {page.tenant.status_of(each) for each in every} == {UP}
    page.hears(rules, *[firing(each.key, after(minutes=20), **each.labels) for each in later], at=after(minutes=20))
    page.hears(rules, firing("0", after(minutes=30), part="0"), at=after(minutes=30))
    assert len(page.open) == (action is Action.OPEN_INCIDENT)


def test_a_quiet_time_passes_before_it_is_resolved_and_firing_again_ends_it(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [opens(api, quiet_minutes=10)]
    page.hears(rules, firing())
    page.hears(rules, over(at=after(minutes=1)), at=after(minutes=1))
    page.runs_until(after(minutes=9))
    page.hears(rules, firing(at=after(minutes=10)), at=after(minutes=10))
    page.hears(rules, over(at=after(minutes=12)), at=after(minutes=12))
    page.runs_until(after(minutes=21))
    assert page.open == ["API is slow"]
    page.runs_until(after(minutes=23))
    assert page.open == []


def test_a_problem_that_comes_back_soon_is_the_same_incident(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [opens(api)]
    page.hears(rules, firing())
    page.hears(rules, over(at=after(minutes=5)), at=after(minutes=5))
    page.hears(rules, firing(at=after(minutes=30)), at=after(minutes=30))
    (incident,) = incidents.newest_first(page.org_id, limit=9)
    assert (incident.is_open, incident.updates[0].status) == (True, IncidentStatus.INVESTIGATING)
    assert page.tenant.status_of(api) is DOWN
    page.hears(rules, over(at=after(minutes=40)), at=after(minutes=40))
    page.hears(rules, firing(at=after(hours=5)), at=after(hours=5))
    assert len(incidents.newest_first(page.org_id, limit=9)) == 2


def test_flapping_changes_the_page_seldom_and_ends_with_the_last_word(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api)]
    for second in range(0, 120, 2):
        at = after(seconds=second)
        page.hears(rules, firing(at=at) if second % 4 == 0 else over(at=at), at=at)
    page.hears(rules, firing(at=after(seconds=121)), at=after(seconds=121))
    page.runs_until(after(minutes=20))
    assert page.tenant.status_of(api) is DOWN
    assert len(page.log) <= 5


def test_a_flapping_incident_is_not_opened_and_resolved_again_and_again(page: Page) -> None:
    rules = [opens(page.tenant.service("API"))]
    for second in range(0, 60, 2):
        at = after(seconds=second)
        page.hears(rules, firing(at=at) if second % 4 == 0 else over(at=at), at=at)
    page.runs_until(after(minutes=20))
    assert len(incidents.newest_first(page.org_id, limit=9)) == 1
    assert len(page.log) <= 4
    assert page.open == []


def test_a_person_wins_until_the_next_transition(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api)]
    page.hears(rules, firing())
    page.tenant.sets(api, SLOW, after(minutes=1))
    page.hears(rules, firing(), firing("b", after(minutes=2)), at=after(minutes=2))
    page.runs_until(after(minutes=5))
    assert page.tenant.status_of(api) is SLOW
    page.hears(rules, over(at=after(minutes=6)), over("b", after(minutes=6)), at=after(minutes=6))
    assert page.tenant.status_of(api) is UP


def test_what_a_person_said_before_is_there_again_afterwards(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [sets("major_outage", api)]
    page.tenant.sets(api, SLOW)
    page.hears(rules, firing())
    page.hears(rules, over(at=after(minutes=6)), at=after(minutes=6))
    assert page.tenant.status_of(api) is SLOW


def test_an_incident_that_a_person_resolves_stays_resolved(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [opens(api)]
    page.hears(rules, firing())
    (incident,) = incidents.unresolved(page.org_id)
    page.tenant.resolves(incident, after(minutes=1))
    page.hears(rules, firing(), firing("b", after(minutes=2)), at=after(minutes=2))
    page.runs_until(after(minutes=5))
    assert page.open == []
    page.hears(rules, over(at=after(minutes=6)), over("b", after(minutes=6)), at=after(minutes=6))
    page.hears(rules, firing(at=after(minutes=20), title="Again"), at=after(minutes=20))
    assert page.open == ["Again"]


def test_a_machine_hides_nothing_that_an_incident_says(page: Page) -> None:
    api = page.tenant.service("API")
    incident = page.tenant.opens(api, service_status=DOWN)
    rules = [sets("degraded_performance", api)]
    page.hears(rules, firing())
    assert page.tenant.status_of(api) is DOWN
    page.tenant.resolves(incident, after(minutes=1))
    assert page.tenant.status_of(api) is SLOW
    page.hears(rules, over(at=after(minutes=6)), at=after(minutes=6))
    assert page.tenant.status_of(api) is UP


def test_maintenance_keeps_machines_quiet_until_it_ends(page: Page) -> None:
    api = page.tenant.service("API")
    maintenance = page.tenant.schedules(api)
    page.tenant.moves(maintenance, "in_progress")
    rules = [sets("major_outage", api), opens(api)]
    page.hears(rules, firing(at=after(minutes=1)), at=after(minutes=1))
    assert (page.tenant.status_of(api), page.open) == (COVERED, [])
    page.tenant.moves(maintenance, "completed", after(minutes=3))
    page.runs_until(after(minutes=5))
    assert (page.tenant.status_of(api), page.open) == (DOWN, ["API is slow"])


def test_two_machines_hold_a_service_each_for_itself(page: Page) -> None:
    api = page.tenant.service("API")
    page.hears([sets("major_outage", api)], firing())
    page.hears([sets("degraded_performance", api)], firing(), by=OTHER)
    page.hears([sets("major_outage", api)], over(at=after(minutes=6)), at=after(minutes=6))
    assert page.tenant.status_of(api) is SLOW
    signals.forget(page.org_id, OTHER, after(minutes=20))
    assert page.tenant.status_of(api) is UP


def test_while_automation_is_paused_nothing_changes_and_then_the_last_word_counts(page: Page) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    rules = [sets("major_outage", api, match={"of": "api"}), opens(web, match={"of": "web"})]
    page.edits(automation_paused=True)
    assert page.hears(rules, firing(of="api")) == ["Automation is paused"]
    page.hears(rules, firing("b", of="web"), over("b", after(seconds=9)), firing("c", of="web"), at=after(seconds=9))
    page.runs_until(after(minutes=5))
    assert (page.log, page.open) == ([], [])
    page.edits(automation_paused=False)
    signals.settle_all(page.org_id, after(minutes=6))
    assert (page.tenant.status_of(api), page.open) == (DOWN, ["API is slow"])


def test_a_template_gives_the_incident_its_words(page: Page) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    template = page.tenant.template(
        title="Outage of the API",
        texts={"investigating": "We look into it.", "resolved": "It is over."},
        service_ids=(web.id,),
        service_status="degraded_performance",
    )
    rules = [opens(api, template_id=template.id)]
    page.hears(rules, firing())
    (incident,) = incidents.unresolved(page.org_id)
    assert (incident.title, incident.updates[0].text) == ("Outage of the API", "We look into it.")
    assert (page.tenant.status_of(api), page.tenant.status_of(web)) == (DOWN, SLOW)
    page.hears(rules, over(at=after(minutes=5)), at=after(minutes=5))
    assert page.tenant.incident(incident).updates[0].text == "It is over."


@pytest.mark.parametrize("notify", [True, False])
def test_subscribers_are_told_of_the_end_as_of_the_beginning(page: Page, notify: bool) -> None:
    api, web = page.tenant.service("API"), page.tenant.service("Web")
    rules = [sets("major_outage", api, notify=notify), opens(web, notify=notify)]
    page.hears(rules, firing())
    page.hears(rules, over(at=after(minutes=6)), at=after(minutes=6))
    entries = events.log(page.org_id, lambda each: each.actor.automatic, limit=9).entries
    told = [found.notify for each in entries if (found := events.find(page.org_id, each.id))]
    assert told == [None if notify else False] * 4


def test_a_draft_is_prepared_once_and_taken_away_when_nobody_has_touched_it(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [Rule(action=Action.DRAFT_INCIDENT, service_ids=(api.id,), status="major_outage")]
    for _ in range(2):
        page.hears(rules, firing(), firing("b"))
    (draft,) = drafts.of_organization(page.org_id, DraftKind.INCIDENT)
    assert (draft.title, page.open, page.tenant.status_of(api)) == ("API is slow", [], UP)
    page.hears(rules, over(at=after(minutes=5)), over("b", after(minutes=5)), at=after(minutes=5))
    assert drafts.of_organization(page.org_id, DraftKind.INCIDENT) == []


def test_a_draft_that_a_person_published_is_resolved_when_all_is_over(page: Page) -> None:
    api = page.tenant.service("API")
    rules = [Rule(action=Action.DRAFT_INCIDENT, service_ids=(api.id,), status="major_outage")]
    page.hears(rules, firing())
    (draft,) = drafts.of_organization(page.org_id, DraftKind.INCIDENT)
    use_drafts.publish_incident(page.org_id, draft.id, page.tenant.actor, after(minutes=1))
    assert (page.open, page.tenant.status_of(api)) == (["API is slow"], DOWN)
    page.hears(rules, over(at=after(minutes=5)), at=after(minutes=5))
    assert (page.open, page.tenant.status_of(api)) == ([], UP)


def test_what_people_write_in_an_incident_stays(page: Page) -> None:
    api = page.tenant.service("API")
    page.hears([opens(api)], firing())
    (incident,) = incidents.unresolved(page.org_id)
    said = IncidentUpdateDraft(text="A cable was cut.", status=IncidentStatus.IDENTIFIED)
    use_incidents.post_update(page.org_id, incident.id, said, page.tenant.actor, after(minutes=1))
    page.hears([opens(api)], over(at=after(minutes=5)), at=after(minutes=5))
    texts = [each.text for each in page.tenant.incident(incident).updates]
    assert texts[1] == "A cable was cut."
