"""What holds a service down, and what it gets back: by example, and against a model over random histories."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.holds import (
    Holders,
    covered_by_maintenance,
    held_by_incident,
    released_by_incident,
    uncovered_by_maintenance,
)
from chalicelib.domain.services import Service, ServiceStatus, with_status
from tests.factories import COVERED, DOWN, NOW, PARTLY_DOWN, SLOW, UP, a_service

LATER = NOW + timedelta(minutes=1)


@dataclass
class Story:
    """One service, and the incidents and maintenances that hold it."""

    service: Service = field(default_factory=a_service)
    incidents: set[str] = field(default_factory=set)
    maintenance: set[str] = field(default_factory=set)

    @property
    def status(self) -> ServiceStatus:
        return self.service.status

    def opens(self, name: str, status: ServiceStatus | None) -> "Story":
        self._takes(held_by_incident([self.service], {self.service.id: status} if status else {}, LATER))
        self.incidents.add(name)
        return self

    def resolves(self, name: str) -> "Story":
        self.incidents.discard(name)
        self._takes(released_by_incident([self.service], self._others(), LATER))
        return self

    def starts(self, name: str) -> "Story":
        self._takes(covered_by_maintenance([self.service], LATER))
        self.maintenance.add(name)
        return self

    def ends(self, name: str) -> "Story":
        self.maintenance.discard(name)
        self._takes(uncovered_by_maintenance([self.service], self._others(), LATER))
        return self

    def says(self, status: ServiceStatus) -> "Story":
        self.service = with_status(self.service, status, LATER)
        return self

    def _others(self) -> Holders:
        held = {self.service.id}
        return Holders(held if self.incidents else (), held if self.maintenance else ())

    def _takes(self, changed: list[Service]) -> None:
        self.service = changed[0] if changed else self.service


def test_opening_an_incident_sets_the_status_it_gives() -> None:
    assert Story().opens("a", DOWN).status is DOWN


def test_opening_an_incident_without_a_status_leaves_the_service_as_it_is() -> None:
    assert Story().opens("a", None).status is UP


def test_resolving_an_incident_restores_its_services() -> None:
    assert Story().opens("a", DOWN).resolves("a").status is UP


def test_a_service_stays_down_while_another_incident_holds_it() -> None:
    story = Story().opens("a", DOWN).opens("b", SLOW).resolves("b")
    assert story.status is SLOW
    assert story.resolves("a").status is UP


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


def test_a_change_of_hands_is_seen_by_whoever_changes_the_same_service() -> None:
    """Two writers notice each other only by the service's version: one that now also holds it must move it on."""
    down = a_service(status=DOWN)
    assert [service.version for service in held_by_incident([down], {down.id: DOWN}, LATER)] == [down.version + 1]
    covered = replace_covered()
    assert [service.version for service in covered_by_maintenance([covered], LATER)] == [covered.version + 1]


def replace_covered() -> Service:
    """A service that one maintenance already covers."""
    return covered_by_maintenance([a_service(status=SLOW)], NOW)[0]


def test_covering_a_covered_service_again_does_not_forget_what_it_was() -> None:
    again = covered_by_maintenance([replace_covered()], LATER)
    assert uncovered_by_maintenance(again, Holders(), LATER)[0].status is SLOW


@dataclass(frozen=True)
class Truth:
    """The rules in the fewest words: what is under the cover, and what is seen."""

    beneath: ServiceStatus = UP
    seen: ServiceStatus = UP
    incidents: frozenset[str] = frozenset()
    maintenance: frozenset[str] = frozenset()

    def opens(self, name: str, status: ServiceStatus | None) -> "Truth":
        shown = {} if status is None else {"beneath": status, "seen": status}
        return replace(self, incidents=self.incidents | {name}, **shown)  # type: ignore[arg-type]

    def resolves(self, name: str) -> "Truth":
        left = self.incidents - {name}
        if left or (self.beneath is UP and self.seen is UP):
            return replace(self, incidents=left)
        seen = self.seen if self.seen is UP else (COVERED if self.maintenance else UP)
        return replace(self, incidents=left, beneath=UP, seen=seen)

    def starts(self, name: str) -> "Truth":
        return replace(self, maintenance=self.maintenance | {name}, seen=COVERED)

    def ends(self, name: str) -> "Truth":
        left = self.maintenance - {name}
        if left:
            return replace(self, maintenance=left)
        return replace(self, maintenance=left, seen=self.beneath if self.seen is COVERED else self.seen)

    def says(self, status: ServiceStatus) -> "Truth":
        return replace(self, beneath=status, seen=status)


NAMES = st.sampled_from("abc")
BROKEN = st.sampled_from([SLOW, PARTLY_DOWN, DOWN])
ACTS = st.one_of(
    st.tuples(st.just("opens"), NAMES, st.none() | BROKEN),
    st.tuples(st.just("resolves"), NAMES),
    st.tuples(st.just("starts"), NAMES),
    st.tuples(st.just("ends"), NAMES),
    st.tuples(st.just("says"), st.sampled_from([UP, SLOW, PARTLY_DOWN, DOWN])),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTS, max_size=14))
def test_whatever_happens_a_service_shows_what_the_rules_say(acts: list[tuple[str, ...]]) -> None:
    story, truth = Story(), Truth()
    for verb, *given_ in acts:
        if verb in {"opens", "resolves"} and (given_[0] in story.incidents) is (verb == "opens"):
            continue
        if verb in {"starts", "ends"} and (given_[0] in story.maintenance) is (verb == "starts"):
            continue
        getattr(story, verb)(*given_)
        truth = getattr(truth, verb)(*given_)
        assert story.status is truth.seen
    for name in sorted(story.incidents):
        story.resolves(name)
    for name in sorted(story.maintenance):
        story.ends(name)
    assert story.status is not COVERED
    assert story.service.status_before_maintenance is None
