"""Domains of organizations' own: which names there are, and what a look at their DNS makes of them."""

from datetime import timedelta

import pytest

from chalicelib.domain.errors import ConflictError, InvalidError
from chalicelib.domain.hosts import (
    GIVES_UP_AFTER,
    UNPROVEN_FOR,
    Host,
    HostState,
    Standing,
    checked_name,
    claimed,
    may_be_taken,
    next_look,
    proven,
    read_host,
    unknown,
    unproven,
)
from tests.factories import NOW, ORG_ID

OURS = ("status.example.com", "pages.example.net", "")
READY, PENDING = Standing(is_ready=True, tenant_id="dt_1"), Standing(is_ready=False, tenant_id="dt_1", problem="soon")
LATER = NOW + timedelta(hours=1)


def _claimed() -> Host:
    return claimed(ORG_ID, "status.acme.test", [], NOW)


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("status.acme.com", "status.acme.com"),
        (" Status.ACME.com. ", "status.acme.com"),
        ("störung.acme.com", "xn--strung-xxa.acme.com"),
        ("XN--STRUNG-XXA.acme.com", "xn--strung-xxa.acme.com"),
        ("例え.jp", "xn--r8jz45g.jp"),
        ("acme.io", "acme.io"),
    ],
)
def test_a_name_is_read_as_dns_has_it(given: str, name: str) -> None:
    assert read_host(given) == name
    assert checked_name(given, OURS) == name


@pytest.mark.parametrize(
    "given",
    [
        "",
        "acme",
        "https://status.acme.com",
        "status.acme.com/path",
        "status.acme.com:443",
        "someone@acme.com",
        "*.acme.com",
        "-a.acme.com",
        "a-.acme.com",
        "a..acme.com",
        ".acme.com",
        "acme.com..",
        "under_score.acme.com",
        "192.0.2.7",
        "192.0.2",
        "[2001:db8::1]",
        "2001:db8::1",
        "straße.de",
        f"{'a' * 64}.com",
        f"{'a' * 62}.com",
        "status.localhost",
        "printer.local",
        "co.uk",
        "com.au",
        "status.example.com",
        "a.status.example.com",
        "pages.example.net",
        "other.pages.example.net",
        "x.cloudfront.net",
    ],
)
def test_what_can_be_no_page_s_host_is_refused(given: str) -> None:
    with pytest.raises(InvalidError):
        checked_name(given, OURS)


def test_an_organization_has_one_domain_at_a_time() -> None:
    with pytest.raises(ConflictError):
        claimed(ORG_ID, "status.acme.com", [_claimed()], NOW)


def test_a_domain_becomes_live_by_its_record_and_its_certificate() -> None:
    waiting = unproven(_claimed(), NOW)
    assert (waiting.state, waiting.problem) == (HostState.WAITING, "")
    assert "TXT record _allclear.status.acme.test" in unproven(waiting, NOW).problem
    soon = proven(waiting, PENDING, NOW)
    assert (soon.state, soon.problem, soon.proven_at, soon.live_at) == (HostState.CERTIFICATE, "soon", NOW, None)
    live = proven(soon, READY, LATER)
    assert (live.state, live.problem, live.proven_at, live.live_at) == (HostState.LIVE, "", NOW, LATER)


def test_a_live_domain_without_its_record_is_broken_and_heals() -> None:
    live = proven(_claimed(), READY, NOW)
    broken = unproven(live, LATER)
    assert (broken.state, broken.live_at, broken.lost_at) == (HostState.BROKEN, None, LATER)
    assert unproven(broken, LATER + timedelta(hours=2)).lost_at == LATER
    healed = proven(broken, READY, LATER)
    assert (healed.state, healed.lost_at, healed.problem) == (HostState.LIVE, None, "")


def test_a_live_domain_that_leads_elsewhere_is_broken() -> None:
    astray = proven(proven(_claimed(), READY, NOW), PENDING, LATER)
    assert (astray.state, astray.problem, astray.live_at) == (HostState.BROKEN, "soon", None)


def test_a_refused_certificate_breaks_a_domain() -> None:
    refused = proven(_claimed(), Standing(is_ready=False, problem="no", has_failed=True), NOW)
    assert (refused.state, refused.problem) == (HostState.BROKEN, "no")


def test_silent_name_servers_change_nothing() -> None:
    live = proven(_claimed(), READY, NOW)
    assert unknown(live, LATER).state is HostState.LIVE
    assert unknown(_claimed(), NOW).problem == "Its name servers do not answer."


def test_an_unproven_claim_gives_way_after_a_while_and_a_proven_one_never() -> None:
    waiting, live = _claimed(), proven(_claimed(), READY, NOW)
    assert not may_be_taken(waiting, NOW + UNPROVEN_FOR - timedelta(seconds=1))
    assert may_be_taken(waiting, NOW + UNPROVEN_FOR)
    assert not may_be_taken(live, NOW + timedelta(days=900))
    lost = unproven(live, NOW + timedelta(days=900))
    assert not may_be_taken(lost, NOW + timedelta(days=901))
    assert may_be_taken(lost, NOW + timedelta(days=900) + UNPROVEN_FOR)


def test_dns_is_asked_often_at_first_and_never_in_the_end() -> None:
    waiting = _claimed()
    pauses = []
    for hours in (0, 2, 48, 24 * 13):
        at = NOW + timedelta(hours=hours)
        due = next_look(waiting, at)
        assert due
        pauses.append(due - at)
    assert pauses == sorted(pauses)
    assert pauses[0] < timedelta(minutes=1)
    assert next_look(waiting, NOW + GIVES_UP_AFTER) is None
