"""The end of an organization: meant, undone within a week, or complete."""

from pathlib import Path

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.organizations import Role
from chalicelib.jobs.handlers import organization_deletions
from chalicelib.store import organizations
from tests.conftest import Clock
from tests.edges import Api, LambdaContext, Stream
from tests.engine import Engine
from tests.tenancy import Tenant, a_tenant, a_token

SCHEDULED = {
    "version": "0",
    "account": "0",
    "region": "us-east-1",
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2026-01-05T12:00:00Z",
    "id": "1",
    "resources": [],
}


pytestmark = pytest.mark.usefixtures("documents")


def _job() -> int:
    gone: int = organization_deletions(SCHEDULED, LambdaContext())
    return gone


def _asked(tenant: Tenant, clock: Clock) -> None:
    from chalicelib.domain.deletion import DeletionRequest  # noqa: PLC0415
    from chalicelib.use_cases import organization_deletion  # noqa: PLC0415

    organization_deletion.request(tenant.org_id, DeletionRequest(confirm=tenant.slug), tenant.actor, clock.now)


def _full(tenant: Tenant, owner: Api) -> None:
    checkout = tenant.service()
    tenant.resolves(tenant.opens(checkout))
    tenant.opens(checkout)
    tenant.schedules(checkout)
    tenant.joined_by(Role.VIEWER)
    owner.post("/api/team/invite", {"email": "bob@example.com"})
    owner.post("/api/api-keys", {"name": "X", "scope": "read"})


def test_it_must_be_meant(owner: Api, api: Api, tenant: Tenant) -> None:
    path = f"/api/organizations/{tenant.org_id}"
    wrong = owner.send("DELETE", path, {"confirm": "north"})
    assert (wrong.status, wrong.json()["errors"][0]["loc"]) == (422, ["confirm"])
    assert owner.send("DELETE", path, {}).status == 422
    admin = api.as_(a_token(tenant.joined_by(Role.ADMIN)))
    assert admin.send("DELETE", path, {"confirm": tenant.slug}).status == 403
    meant = owner.send("DELETE", path, {"confirm": tenant.slug})
    assert (meant.status, meant.json()["deletes_at"] is None) == (202, False)
    again = owner.send("DELETE", path, {"confirm": tenant.slug})
    assert (again.status, again.json()) == (202, meant.json())


def test_until_then_everything_goes_on(api: Api, tenant: Tenant, clock: Clock) -> None:
    _asked(tenant, clock)
    clock.passes(days=7, seconds=-1)
    assert _job() == 0
    tenant.service("Still here")
    assert len(api.get(f"/api/status/{tenant.slug}").json()["services"]) == 1


def test_an_owner_undoes_it(owner: Api, tenant: Tenant, clock: Clock) -> None:
    from chalicelib.use_cases import organization_deletion  # noqa: PLC0415

    _asked(tenant, clock)
    organization_deletion.undo(tenant.org_id, tenant.actor, clock.passes(days=6))
    clock.passes(days=30)
    assert _job() == 0
    assert organizations.get(tenant.org_id).deletes_at is None
    path = f"/api/organizations/{tenant.org_id}/restore"
    assert Api(a_token(tenant.owner)).post(path).status in {401, 409}


def test_in_the_end_nothing_is_left(
    owner: Api, api: Api, tenant: Tenant, tables: Engine, clock: Clock, stream: Stream, documents: Path
) -> None:
    other = a_tenant("Other")
    other.service("Theirs")
    _full(tenant, owner)
    stream.flow()
    assert [file for file in documents.rglob("*") if tenant.slug in file.name]
    _asked(tenant, clock)
    clock.passes(days=7)
    assert _job() == 0
    assert api.get(f"/api/status/{tenant.slug}").status == 404
    assert not [file for file in documents.rglob("*") if tenant.slug in file.name]
    clock.passes(minutes=3)
    assert _job() == 1
    tables.scans.clear()
    left = {name: items for name, items in tables.contents().items() if tenant.org_id in str(items)}
    assert {name for name in left if name not in {"tests-counters", "tests-replays"}} == set()
    assert tenant.slug not in str({name: items for name, items in tables.contents().items() if "slugs" in name})
    assert api.get(f"/api/status/{other.slug}/services").json()["services"][0]["name"] == "Theirs"
    assert a_tenant("New", slug=tenant.slug).slug == tenant.slug
    assert _job() == 0


def test_what_was_under_way_is_swept_up(tenant: Tenant, tables: Engine, clock: Clock) -> None:
    """A request that got in before the members were gone, and commits after."""
    _asked(tenant, clock)
    clock.passes(days=7)
    _job()
    tenant.service("Late")
    clock.passes(minutes=3)
    assert _job() == 1
    assert tenant.org_id not in str({name: items for name, items in tables.contents().items() if "services" in name})


def test_a_run_that_was_cut_off_is_taken_up(owner: Api, tenant: Tenant, tables: Engine, clock: Clock) -> None:
    _full(tenant, owner)
    _asked(tenant, clock)
    clock.passes(days=7)
    tables.fails("BatchWriteItem", "ValidationException", times=1)
    with pytest.raises(Exception, match="ValidationException"):
        _job()
    clock.passes(minutes=3)
    assert _job() == 1
    assert tenant.org_id not in str(
        {name: items for name, items in tables.contents().items() if "counters" not in name and "replays" not in name}
    )


def test_one_that_cannot_be_erased_stops_no_other_and_its_error_is_told(tables: Engine, clock: Clock) -> None:
    broken, sound = _two_whose_time_has_come(clock)
    tables.refuses(broken.org_id, "ValidationException")
    with pytest.raises(Exception, match="ValidationException"):
        _job()
    clock.passes(minutes=3)
    with pytest.raises(Exception, match="ValidationException"):
        _job()
    assert organizations.find(sound.org_id) is None


def test_one_whose_key_is_throttled_stops_no_other(tables: Engine, clock: Clock) -> None:
    hot, sound = _two_whose_time_has_come(clock)
    tables.refuses(hot.org_id)
    _job()
    clock.passes(minutes=3)
    assert _job() == 1
    assert organizations.find(sound.org_id) is None


def test_more_that_fail_than_a_run_erases_stop_no_other(
    tables: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, sound = _two_whose_time_has_come(clock)
    monkeypatch.setattr("chalicelib.jobs.deletion.AT_ONCE", 1)
    tables.refuses(broken.org_id)
    _job()
    clock.passes(minutes=3)
    assert _job() == 1
    assert organizations.find(sound.org_id) is None


def test_while_the_database_is_away_the_run_fails(tenant: Tenant, tables: Engine, clock: Clock) -> None:
    _asked(tenant, clock)
    clock.passes(days=7)
    tables.refuses(tenant.org_id)
    tables.fails("GetItem", "ValidationException")
    with pytest.raises(UnavailableError):
        _job()


def _two_whose_time_has_come(clock: Clock) -> tuple[Tenant, Tenant]:
    """The first has been due for longer."""
    first, second = a_tenant("First"), a_tenant("Second")
    _asked(first, clock)
    clock.passes(minutes=1)
    _asked(second, clock)
    clock.passes(days=7)
    return first, second


def test_undoing_a_moment_before_it_begins_keeps_everything(tenant: Tenant, tables: Engine, clock: Clock) -> None:
    from chalicelib.use_cases import organization_deletion  # noqa: PLC0415

    tenant.service("Kept")
    _asked(tenant, clock)
    at_last = clock.passes(days=7)
    tables.before("TransactWriteItems", lambda: organization_deletion.undo(tenant.org_id, tenant.actor, at_last))
    assert _job() == 0
    assert organizations.get(tenant.org_id).deletes_at is None


def test_what_is_being_erased_is_not_there(owner: Api, api: Api, tenant: Tenant, clock: Clock) -> None:
    key = owner.post("/api/api-keys", {"name": "X", "scope": "write"}).json()["key"]
    _asked(tenant, clock)
    clock.passes(days=7)
    _job()
    assert api.as_(key).get("/api/services").status == 401
    assert organizations.find(tenant.org_id)
    mine = Api(a_token(tenant.owner)).get("/api/organizations")
    assert tenant.org_id not in mine.body
