"""Whoever changes a source may die, or run out of time, before what follows is done: it is done all the same."""

from contextlib import suppress

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.signals import Rule, SignalState, signal_of
from chalicelib.domain.sources import SourceDraft, SourceEdit
from chalicelib.use_cases import signals, sources
from tests.conftest import Clock
from tests.edges import Stream
from tests.factories import DOWN, SLOW, UP
from tests.queues import Queues
from tests.reactions.test_relay import relayed
from tests.tenancy import Tenant


@pytest.mark.parametrize("change", ["edit", "delete"])
def test_what_follows_from_a_change_of_a_source_is_completed(
    tenant: Tenant, clock: Clock, stream: Stream, queues: Queues, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    api = tenant.service("API")
    rule = Rule(action="set_status", status="major_outage", service_ids=(api.id,))
    draft = SourceDraft(name="Checks", kind="generic", rules=(rule,))
    source, _ = sources.make(tenant.org_id, draft, lambda _: "", tenant.actor, clock.now)
    fires = signal_of("a", SignalState.FIRING, clock.now, {})
    signals.take(tenant.org_id, source.origin, source.rules, [fires], clock.now)
    assert tenant.status_of(api) is DOWN
    clock.passes(minutes=5)

    def no_time_left(*_: object) -> None:
        raise UnavailableError("late")

    with monkeypatch.context() as late, suppress(UnavailableError):
        late.setattr(signals, "follow", no_time_left)
        late.setattr(signals, "forget", no_time_left)
        if change == "edit":
            slow = SourceEdit(rules=(rule.but(status="degraded_performance"),))
            sources.edit(tenant.org_id, source.id, slow, tenant.actor, clock.now)
        else:
            sources.delete(tenant.org_id, source.id, tenant.actor, clock.now)
    assert tenant.status_of(api) is DOWN
    assert relayed(stream.unread()) == []
    assert queues.flow("apply_signals") == []
    assert tenant.status_of(api) is (SLOW if change == "edit" else UP)
