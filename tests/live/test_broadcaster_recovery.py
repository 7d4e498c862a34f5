"""What a broadcast leaves behind when something goes wrong, or when an address changes hands."""

from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.publish.documents import FolderDocuments
from chalicelib.use_cases import organizations
from tests.edges import Stream, Viewers
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant


def _number(record: dict[str, Any]) -> str:
    return str(record["dynamodb"]["SequenceNumber"])


def _poisoned(record: dict[str, Any]) -> dict[str, Any]:
    """An event as no code of ours would write it."""
    return {**record, "dynamodb": {**record["dynamodb"], "NewImage": {"org_id": {"S": "x"}}}}


def _moves(tenant: Tenant, slug: str) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(slug=slug), tenant.actor, NOW)


def _keys(folder: Path, slug: str) -> set[str]:
    root = folder / "api" / "status"
    return {str(path.relative_to(root / slug)) for path in (root / slug).rglob("*.json")}


def test_around_a_record_that_cannot_be_read_everything_is_shown(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    tenant.service("Before")
    tenant.service("Poison")
    tenant.service("After")
    created, before, poison, after = stream.unread()
    assert stream.deliver([created, before, _poisoned(poison), after]) == []
    assert '"version":3,' in (documents / "api/status/northwind.json").read_text()


def test_a_retry_that_brings_more_writes_what_the_first_try_could_not(
    tenant: Tenant, stream: Stream, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("no such bucket")

    first = stream.unread()
    with monkeypatch.context() as broken:
        broken.setattr(FolderDocuments, "put", fail)
        assert stream.deliver(first) == [_number(first[0])]
    tenant.service()
    assert stream.deliver([*first, *stream.unread()]) == []
    assert "incidents.json" in _keys(documents, tenant.slug)


def test_a_page_that_moves_takes_its_history_along_though_another_took_its_address(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    incident = tenant.opens()
    stream.flow()
    before = _keys(documents, tenant.slug)
    _moves(tenant, "new-home")
    a_tenant("Successor", slug=tenant.slug)
    stream.flow()
    assert f"incidents/{incident.id}.json" in before
    assert _keys(documents, "new-home") == before


@pytest.mark.parametrize("successor_first", [True, False])
def test_whoever_takes_an_address_shows_nothing_of_who_had_it(
    tenant: Tenant, stream: Stream, documents: Path, viewers: Viewers, successor_first: bool
) -> None:
    incident = tenant.opens()
    stream.flow()
    _moves(tenant, "new-home")
    leaving = stream.unread()
    a_tenant("Successor", slug=tenant.slug)
    taking = stream.unread()
    for batch in (taking, leaving) if successor_first else (leaving, taking):
        assert stream.deliver(batch) == []
    found = _keys(documents, tenant.slug)
    assert f"incidents/{incident.id}.json" not in found
    assert not any("page/" in key for key in found)
    assert "incidents.json" in found
    assert '"name":"Successor"' in (documents / f"api/status/{tenant.slug}.json").read_text()


def test_a_creation_delivered_again_loses_nothing_of_what_came_after(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    creation = stream.flow()
    tenant.opens()
    stream.flow()
    before = _keys(documents, tenant.slug)
    assert stream.deliver(creation) == []
    assert _keys(documents, tenant.slug) == before
