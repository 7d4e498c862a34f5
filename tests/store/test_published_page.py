"""The page by its slug: one read once its holder is known, and never somebody else's page."""

import json
import time

import pytest

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.store import erasure, published
from chalicelib.store import organizations as stored_organizations
from chalicelib.use_cases import organizations
from tests.edges import Stream
from tests.engine import Engine
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant


def _renames(tenant: Tenant, slug: str) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(slug=slug), tenant.actor, NOW)


def _name_at(slug: str) -> str:
    page = published.page(slug)[1]
    assert page is not None
    return str(json.loads(page.json)["organization"]["name"])


@pytest.fixture
def northwind(tables: Engine, stream: Stream) -> Tenant:
    """Published, and asked for before."""
    tenant = a_tenant("Northwind", slug="northwind")
    stream.flow()
    assert _name_at("northwind") == "Northwind"
    return tenant


def _reads(tables: Engine, slug: str) -> list[str]:
    tables.requests.clear()
    published.page(slug)
    return [params["TableName"] for _, params in tables.requests]


def test_a_page_asked_for_again_costs_one_read(northwind: Tenant, tables: Engine) -> None:
    assert _reads(tables, "northwind") == ["tests-snapshots"]


def test_after_a_minute_the_holder_is_looked_up_again(
    northwind: Tenant, tables: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = time.monotonic() + published.KNOWN_SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert _reads(tables, "northwind") == ["tests-slugs", "tests-snapshots"]


def test_a_renamed_page_is_at_its_new_address_and_no_more_at_the_old_one(northwind: Tenant, stream: Stream) -> None:
    _renames(northwind, "southwind")
    stream.flow()
    assert _name_at("southwind") == "Northwind"
    with pytest.raises(NotFoundError):
        published.page("northwind")


def test_a_slug_that_another_organization_took_over_shows_its_page(northwind: Tenant, stream: Stream) -> None:
    _renames(northwind, "southwind")
    a_tenant("Newcomer", slug="northwind")
    stream.flow()
    assert _name_at("northwind") == "Newcomer"


def test_a_slug_taken_over_by_who_is_not_published_yet_shows_nothing_of_the_one_before(
    northwind: Tenant, stream: Stream
) -> None:
    _renames(northwind, "southwind")
    stream.flow()
    newcomer = a_tenant("Newcomer", slug="northwind")
    assert published.page("northwind") == (newcomer.org_id, None)


def test_an_erased_organization_has_no_page(northwind: Tenant) -> None:
    erasure.empty(northwind.org_id)
    assert erasure.finish(stored_organizations.get(northwind.org_id))
    with pytest.raises(NotFoundError):
        published.page("northwind")


def test_what_is_known_is_bounded(northwind: Tenant, tables: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(published, "MOST_KNOWN", 1)
    a_tenant("Eastwind", slug="eastwind")
    Stream(tables).flow()
    published.page("eastwind")
    assert _reads(tables, "eastwind") == ["tests-snapshots"]
    assert _reads(tables, "northwind") == ["tests-slugs", "tests-snapshots"]
