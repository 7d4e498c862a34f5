"""What holds a service down, and what it gets back: by example, and against a model over random histories."""

from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.holds import Claim, claimed, restored, uncovered
from chalicelib.domain.services import Service, ServiceStatus, with_status
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP, a_service

LATER = NOW + timedelta(minutes=1)


@dataclass
class Story:
    """One service, and what incidents and maintenances claim of it."""

    service: Service = field(default_factory=a_service)
    incidents: dict[str, Claim | None] = field(default_factory=dict)
    maintenance: dict[str, Claim] = field(default_factory=dict)

    @property
    def status(self) -> ServiceStatus:
        return self.service.status

    def opens(self, name: str, status: ServiceStatus | None) -> "Story":
        self.incidents[name] = None
        return self.updates(name, status)

    def updates(self, name: str, status: ServiceStatus | None) -> "Story":
        if status:
            self.service, self.incidents[name] = claimed(self.service, status, self._beside(name), LATER)
        return self

    def resolves(self, name: str) -> "Story":
        del self.incidents[name]
        self.service = restored(self.service, self._beside(name), LATER)
        return self

    def starts(self, name: str) -> "Story":
        self.service, self.maintenance[name] = claimed(self.service, COVERED, self._beside(name), LATER)
        return self

    def ends(self, name: str) -> "Story":
        del self.maintenance[name]
        self.service = uncovered(self.service, self._beside(name), LATER)
        return self

    def says(self, status: ServiceStatus) -> "Story":
        self.service = with_status(self.service, status, LATER)
        return self

    def _beside(self, name: str) -> list[Claim]:
        claims = self.incidents | self.maintenance
        return [claim for each, claim in claims.items() if claim and each != name]


def test_opening_an_incident_sets_the_status_it_gives() -> None:
    assert Story().opens("a", DOWN).status is DOWN


def test_opening_an_incident_without_a_status_leaves_the_service_as_it_is() -> None:
    assert Story().opens("a", None).status is UP


def test_resolving_an_incident_restores_its_services() -> None:
    assert Story().opens("a", DOWN).resolves("a").status is UP


def test_a_service_stays_down_while_another_incident_holds_it() -> None:
    story = Story().opens("a", DOWN).opens("b", SLOW).resolves("b")
    assert story.status is DOWN
    assert story.resolves("a").status is UP


def test_of_two_incidents_the_worse_one_shows_whichever_came_first() -> None:
    assert Story().opens("a", DOWN).opens("b", SLOW).status is DOWN
    assert Story().opens("a", SLOW).opens("b", DOWN).status is DOWN


def test_when_the_worse_of_two_incidents_ends_the_other_one_shows() -> None:
    assert Story().opens("a", SLOW).opens("b", DOWN).resolves("b").status is SLOW


def test_an_incident_counts_by_the_claim_it_changed_last() -> None:
    story = Story().opens("a", DOWN).opens("b", PARTLY_DOWN).updates("a", SLOW)
    assert story.status is PARTLY_DOWN
    assert story.updates("b", UP).status is SLOW


def test_what_a_person_chooses_replaces_the_claims_made_before() -> None:
    story = Story().opens("a", DOWN).opens("b", SLOW).says(UP)
    assert story.status is UP
    assert story.resolves("b").status is UP
    assert story.updates("a", SLOW).status is SLOW


def test_a_person_who_makes_it_worse_is_believed_until_the_incidents_are_over() -> None:
    story = Story().opens("a", SLOW).opens("b", SLOW).says(DOWN).resolves("b")
    assert story.status is DOWN
    assert story.resolves("a").status is UP


def test_what_a_person_chose_over_maintenance_still_stands_when_an_incident_is_over() -> None:
    assert Story().starts("m").says(UP).opens("a", SLOW).resolves("a").status is UP


def test_maintenance_does_not_hide_what_an_incident_says() -> None:
    assert Story().opens("a", DOWN).starts("m").status is DOWN


def test_starting_maintenance_covers_a_service_and_completing_it_gives_back_the_status_it_had() -> None:
    story = Story().says(PARTLY_DOWN).starts("m")
    assert story.status is COVERED
    assert story.ends("m").status is PARTLY_DOWN


def test_a_status_somebody_gives_during_maintenance_outlives_it() -> None:
    story = Story().starts("m").says(DOWN)
    assert story.status is DOWN
    assert story.ends("m").status is DOWN


def test_a_service_is_given_back_when_the_last_of_overlapping_maintenances_ends() -> None:
    story = Story().says(SLOW).starts("m").starts("n").ends("m")
    assert story.status is COVERED
    assert story.ends("n").status is SLOW


def test_an_incident_during_maintenance_shows_and_leaves_the_service_under_maintenance() -> None:
    story = Story().starts("m").opens("a", DOWN)
    assert story.status is DOWN
    assert story.resolves("a").status is COVERED
    assert story.ends("m").status is UP


def test_an_incident_that_outlasts_maintenance_keeps_the_service_down() -> None:
    story = Story().starts("m").opens("a", DOWN).ends("m")
    assert story.status is DOWN
    assert story.resolves("a").status is UP


def test_maintenance_within_an_incident_gives_back_the_incidents_status() -> None:
    assert Story().opens("a", DOWN).starts("m").ends("m").status is DOWN


def test_an_incident_resolved_under_the_cover_of_maintenance_is_not_given_back() -> None:
    story = Story().opens("a", DOWN).starts("m").resolves("a")
    assert story.status is COVERED
    assert story.ends("m").status is UP


def test_what_an_incident_says_is_remembered_under_the_cover_somebody_puts_back() -> None:
    assert Story().starts("m").opens("a", DOWN).says(COVERED).ends("m").status is DOWN


def test_a_claim_that_changes_nothing_is_seen_by_whoever_changes_the_same_service() -> None:
    """Two writers notice each other only by the service's version."""
    down, covered = a_service(status=DOWN), a_service(status=COVERED)
    assert claimed(down, DOWN, (), LATER)[0].version == down.version + 1
    assert claimed(covered, COVERED, (), LATER)[0].version == covered.version + 1


def test_a_service_of_before_there_were_claims_gets_back_what_it_was() -> None:
    held = a_service(status=DOWN).but(own_status=None)
    covered = a_service(status=COVERED).but(own_status=None, status_before_maintenance=SLOW)
    assert restored(held, (), LATER).status is UP
    assert uncovered(covered, (), LATER).status is SLOW
    by_hand, claim = claimed(held, COVERED, (), LATER)
    assert (by_hand.status, claim.status) == (COVERED, COVERED)
    assert uncovered(by_hand, (), LATER).status is DOWN


@dataclass
class Truth:
    """The rules over all that ever happened, in the fewest words: nothing is remembered but the history."""

    history: list[tuple[str, str, ServiceStatus | None]] = field(default_factory=list)

    @property
    def seen(self) -> ServiceStatus:
        claims: dict[str, ServiceStatus] = {}
        open_incidents, by_itself, shown = set[str](), UP, UP
        for verb, name, status in self.history:
            if verb in {"opens", "updates"}:
                open_incidents.add(name)
                claims |= {name: status} if status else {}
            if verb == "starts":
                claims[name] = COVERED
            if verb == "says" and status:
                claims, by_itself = dict.fromkeys(claims, status), status
            if verb in {"resolves", "ends"}:
                claims.pop(name, None)
            if verb == "resolves":
                open_incidents.discard(name)
                if not open_incidents & claims.keys():
                    claims = {each: COVERED if said is COVERED else UP for each, said in claims.items()}
                    by_itself = UP
            shown = max(claims.values(), key=lambda each: each.severity, default=by_itself)
        return shown


NAMES = st.sampled_from("abc")
WORKS = st.sampled_from("xyz")
BROKEN = st.sampled_from([UP, SLOW, PARTLY_DOWN, DOWN])
ACTS = st.one_of(
    st.tuples(st.just("opens"), NAMES, st.none() | BROKEN),
    st.tuples(st.just("updates"), NAMES, BROKEN),
    st.tuples(st.just("resolves"), NAMES, st.none()),
    st.tuples(st.just("starts"), WORKS, st.none()),
    st.tuples(st.just("ends"), WORKS, st.none()),
    st.tuples(st.just("says"), st.just(""), BROKEN),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTS, max_size=16))
def test_whatever_happens_a_service_shows_what_the_rules_say(acts: list[tuple[str, str, ServiceStatus | None]]) -> None:
    story, truth = Story(), Truth()
    for verb, name, status in acts:
        if verb in {"opens", "updates", "resolves"} and (name in story.incidents) is (verb == "opens"):
            continue
        if verb in {"starts", "ends"} and (name in story.maintenance) is (verb == "starts"):
            continue
        getattr(story, verb)(*(each for each in (name, status) if each or (each is None and verb == "opens")))
        truth.history.append((verb, name, status))
        assert story.status is truth.seen
    for name in sorted(story.incidents):
        story.resolves(name)
    for name in sorted(story.maintenance):
        story.ends(name)
    assert story.status is not COVERED
