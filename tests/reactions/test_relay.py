"""The relay hands events on to the queues of those who take them, and nothing but where to find them."""

from collections.abc import Sequence
from typing import Any

import pytest

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.queues.message import Message
from chalicelib.use_cases import organizations
from tests.edges import LambdaContext, Stream
from tests.factories import NOW
from tests.queues import Queues
from tests.tenancy import Tenant


def relayed(records: Sequence[dict[str, Any]]) -> list[str]:
    from chalicelib.reactions.handlers import relay  # noqa: PLC0415 - after the environment

    answer = relay({"Records": list(records)}, LambdaContext())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def _renames(tenant: Tenant, name: str) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(name=name), tenant.actor, NOW)


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _event_id(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["Keys"]["event_id"]["S"])


def test_an_event_goes_to_the_reactions_that_take_it_and_to_no_other(
    tenant: Tenant, stream: Stream, queues: Queues
) -> None:
    tenant.service()
    _renames(tenant, "Southwind")
    records = stream.unread()
    assert relayed(records) == []
    renamed = Message(tenant.org_id, _event_id(records[-1]), "organization.updated")
    counted = [record["dynamodb"]["NewImage"]["type"]["S"] for record in records]
    assert (queues.sent.pop("archive"), queues.sent.pop("metrics")) == ([renamed], [renamed])
    assert queues.sent.pop("apply_signals") == [renamed]
    assert [each.type for each in queues.sent.pop("history")] == counted
    assert queues.sent == {}


def test_what_a_queue_does_not_take_is_reported_record_by_record(
    tenant: Tenant, stream: Stream, queues: Queues
) -> None:
    for name in ("One", "Two", "Three"):
        _renames(tenant, name)
    _, one, two, three = stream.unread()
    queues.refused = {_event_id(two)}
    assert relayed([one, two, three]) == [_number(two)]
    queues.refused = set()
    assert relayed([two]) == []
    assert {each.event_id for each in queues.sent["archive"]} == {_event_id(each) for each in (one, two, three)}


@pytest.mark.parametrize("image", [{}, {"type": {"S": "organization.painted"}}, {"type": {"N": "1"}}])
def test_what_is_no_event_this_version_knows_is_passed_over(
    tenant: Tenant, stream: Stream, queues: Queues, image: dict[str, Any]
) -> None:
    _renames(tenant, "Southwind")
    created, renamed = stream.unread()
    odd = {**created, "dynamodb": {**created["dynamodb"], "NewImage": image}}
    assert relayed([odd, renamed]) == []
    assert len(queues.sent["archive"]) == 1
