"""What a WebSocket client may say, and that nothing it says breaks anything."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib import clock
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.live import handlers
from chalicelib.live.subscriptions import MAX_WATCHED
from chalicelib.store import tenants, viewers
from chalicelib.store.tables import Connections
from chalicelib.use_cases import organizations
from tests.edges import LambdaContext, Stream, Viewers
from tests.engine import Engine
from tests.factories import DOWN, NOW
from tests.tenancy import Tenant, a_tenant

ANYTHING = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def event(kind: str, connection_id: str, **more: Any) -> dict[str, Any]:
    """A WebSocket event as API Gateway makes it."""
    context = {
        "routeKey": "$default",
        "eventType": kind,
        "connectionId": connection_id,
        "domainName": "live.example.com",
        "stage": "api",
        "apiId": "abc",
    }
    return {"requestContext": context, "isBase64Encoded": False, **more}


class Client:
    """A WebSocket connection, from its own end."""

    def __init__(self, viewers: Viewers, connection_id: str = "viewer") -> None:
        self._viewers, self.connection_id = viewers, connection_id

    def says(self, body: object) -> Any:
        """Sends a message; the one frame that answers it."""
        text = body if isinstance(body, str) else json.dumps(body)
        before = len(self._viewers.seen_by(self.connection_id))
        answer = handlers.message(event("MESSAGE", self.connection_id, body=text), LambdaContext())
        assert answer == {"statusCode": 200}
        frames = self._viewers.seen_by(self.connection_id)[before:]
        [answered] = [frame for frame in frames if "occurred_at" not in frame]
        return answered

    def subscribes(self, tenant_id: str) -> Any:
        """Asks to watch an organization."""
        return self.says({"action": "subscribe_organization", "tenant_id": tenant_id})

    def goes(self) -> None:
        """Disconnects."""
        answer = handlers.disconnect(event("DISCONNECT", self.connection_id), LambdaContext())
        assert answer == {"statusCode": 200}


@pytest.fixture
def client(tables: Engine, viewers: Viewers) -> Client:
    """A connection."""
    return Client(viewers)


def test_connecting_stores_nothing(tables: Engine) -> None:
    before = tables.contents()
    assert handlers.connect(event("CONNECT", "viewer"), LambdaContext()) == {"statusCode": 200}
    assert tables.contents() == before


def test_a_ping_is_answered(client: Client) -> None:
    assert client.says({"action": "ping"}) == {"event": "pong"}


def test_subscribing_answers_the_version_from_which_on_nothing_is_missed(
    client: Client, tenant: Tenant, stream: Stream
) -> None:
    tenant.service()
    stream.flow()
    subscribed = {"event": "subscribed", "tenant_id": tenant.org_id, "slug": tenant.slug, "version": 2}
    assert client.subscribes(tenant.slug) == subscribed
    assert client.subscribes(tenant.org_id) == subscribed
    assert viewers.watching(tenant.org_id) == ["viewer"]


def test_an_organization_that_was_never_published_is_at_version_zero(client: Client, tenant: Tenant) -> None:
    assert client.subscribes(tenant.org_id)["version"] == 0


def test_a_subscriber_is_told_what_changes_from_then_on(client: Client, tenant: Tenant, stream: Stream) -> None:
    service = tenant.service()
    stream.flow()
    version = client.subscribes(tenant.slug)["version"]
    tenant.sets(service, DOWN)
    stream.flow()
    assert client._viewers.versions("viewer") == [version + 1]  # noqa: SLF001


def test_subscribing_in_the_middle_of_a_broadcast_misses_no_change(
    client: Client, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    """At whatever request of the broadcast it falls: the change is in the version one gets, or one is told of it."""
    stream.flow()
    for step in count():
        tenant.service(f"Service {step}")
        late, answers = Client(viewers, f"viewer-{step}"), list[Any]()

        def subscribe(late: Client = late, answers: list[Any] = answers) -> None:
            answers.append(late.subscribes(tenant.slug))

        stream.engine.faults[:] = [at_request(step, subscribe)]
        stream.flow()
        if not answers:
            break
        version = tenants.version(tenant.org_id)
        assert answers[0]["version"] == version or viewers.versions(late.connection_id) == [version], step
    assert step > 5


def test_a_broadcast_in_the_middle_of_subscribing_is_not_missed(
    client: Client, tenant: Tenant, stream: Stream, viewers: Viewers
) -> None:
    """At whatever request of the subscription it falls."""
    stream.flow()
    for step in count():
        tenant.service(f"Service {step}")
        late, versions = Client(viewers, f"viewer-{step}"), list[int]()

        def broadcast(versions: list[int] = versions) -> None:
            stream.flow()
            versions.append(tenants.version(tenant.org_id))

        stream.engine.faults[:] = [at_request(step, broadcast)]
        answer = late.subscribes(tenant.slug)
        if not versions:
            break
        assert answer["version"] == versions[0] or viewers.versions(late.connection_id) == versions, step
    assert step > 1


def at_request(step: int, act: Callable[[], object]) -> Callable[[str, dict[str, Any]], None]:
    """Somebody acts just before so many requests of DynamoDB were made."""
    left = [step]

    def wait(name: str, params: dict[str, Any]) -> None:
        left[0] -= 1
        if left[0] == -1:
            act()

    return wait


def test_unsubscribing_ends_it(client: Client, tenant: Tenant, stream: Stream) -> None:
    client.subscribes(tenant.slug)
    answer = client.says({"action": "unsubscribe_organization", "tenant_id": tenant.slug})
    assert answer == {"event": "unsubscribed", "tenant_id": tenant.org_id}
    assert viewers.watching(tenant.org_id) == []


def test_unsubscribing_from_what_one_does_not_watch_is_no_fault(client: Client, tenant: Tenant) -> None:
    answer = client.says({"action": "unsubscribe_organization", "tenant_id": tenant.org_id})
    assert answer["event"] == "unsubscribed"


def test_one_connection_may_watch_several_organizations_and_leaves_them_all(client: Client, found_tenant: Any) -> None:
    one, other = found_tenant("One Corp"), found_tenant("Other Corp")
    client.subscribes(one.slug)
    client.subscribes(other.slug)
    client.goes()
    assert viewers.watching(one.org_id) == viewers.watching(other.org_id) == []


def test_a_connection_watches_so_many_organizations_and_no_more(client: Client, tables: Engine) -> None:
    first, *others = (a_tenant(f"Corp {number}") for number in range(MAX_WATCHED + 1))
    for each in (first, *others[:-1]):
        assert client.subscribes(each.slug)["event"] == "subscribed"
    refused = client.subscribes(others[-1].slug)
    assert (refused["event"], refused["code"]) == ("error", "too_many_subscriptions")
    assert viewers.watching(others[-1].org_id) == []
    assert client.subscribes(first.slug)["event"] == "subscribed"
    client.says({"action": "unsubscribe_organization", "tenant_id": first.slug})
    assert client.subscribes(others[-1].slug)["event"] == "subscribed"


def test_a_page_that_moved_is_found_at_its_new_address_alone(client: Client, tenant: Tenant) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(slug="new-home"), tenant.actor, NOW)
    assert client.subscribes("new-home")["tenant_id"] == tenant.org_id
    assert client.subscribes(tenant.slug)["code"] == "unknown_tenant"


MALFORMED = [
    "",
    " ",
    "{",
    "null",
    "[]",
    "7",
    '"ping"',
    "NaN",
    "[" * 100_000,
    '{"action":' * 5_000,
    "\x00",
    "9" * 10_000,
]


@pytest.mark.parametrize("body", MALFORMED, ids=range(len(MALFORMED)))
def test_what_is_no_json_object_is_answered_by_an_error_frame(client: Client, body: str) -> None:
    frame = client.says(body)
    assert (frame["event"], frame["code"]) == ("error", "malformed")
    assert frame["message"]


@pytest.mark.parametrize("action", [None, 7, [], {}, "", "subscribe", "PING", "__class__", "ping\n"])
def test_an_unknown_action_is_answered_by_an_error_frame_that_names_the_known_ones(
    client: Client, action: object
) -> None:
    frame = client.says({"action": action})
    assert (frame["event"], frame["code"]) == ("error", "unknown_action")
    assert "subscribe_organization" in frame["message"]


STRANGE = ["no-such-page", "01kg0000000000000000000zzz", "../..", "Northwind", "northwind ", "\ud800", "\x00", "é" * 20]


@pytest.mark.parametrize("tenant_id", STRANGE, ids=range(len(STRANGE)))
def test_an_unknown_tenant_is_answered_by_an_error_frame(client: Client, tenant: Tenant, tenant_id: str) -> None:
    frame = client.subscribes(tenant_id)
    assert (frame["event"], frame["code"]) == ("error", "unknown_tenant")


def test_what_cannot_be_a_tenant_is_never_looked_up(client: Client, tables: Engine) -> None:
    """DynamoDB refuses a key with half a surrogate pair: the handler would fail."""
    for tenant_id in STRANGE[2:]:
        client.subscribes(tenant_id)
    assert tables.requests == []


@pytest.mark.parametrize("tenant_id", [None, 7, "", [], {"S": "x"}, "x" * 65, "x" * 100_000])
def test_a_tenant_id_that_cannot_be_one_is_answered_by_an_error_frame(client: Client, tenant_id: object) -> None:
    frame = client.says({"action": "subscribe_organization", "tenant_id": tenant_id})
    assert (frame["event"], frame["code"]) == ("error", "malformed")


@ANYTHING
@given(body=st.one_of(st.text(max_size=200), st.dictionaries(st.text(max_size=9), st.text(max_size=9)).map(json.dumps)))
def test_whatever_a_client_says_is_answered_by_one_frame(client: Client, body: str) -> None:
    assert client.says(body)["event"] in {"error", "pong"}


def test_when_the_database_is_away_the_client_is_told_and_the_connection_stays(
    client: Client, tenant: Tenant, tables: Engine
) -> None:
    tables.fails("PutItem", "InternalServerError")
    frame = client.subscribes(tenant.slug)
    assert (frame["event"], frame["code"]) == ("error", "unavailable")


def test_disconnecting_while_the_database_is_away_is_no_fault(client: Client, tenant: Tenant, tables: Engine) -> None:
    client.subscribes(tenant.slug)
    tables.fails("Query", "ProvisionedThroughputExceededException")
    client.goes()


def test_a_subscription_expires_by_itself_after_any_connection_has_ended(client: Client, tenant: Tenant) -> None:
    client.subscribes(tenant.slug)
    row = Connections.get(tenant.org_id, "viewer")
    two_hours, a_day = 2 * 3600, 24 * 3600
    assert two_hours < (row.expires_at - clock.now()).total_seconds() < a_day
