"""Slugs: one holder each, claimed and given up with the change that says so."""

import pytest

from chalicelib.domain.errors import ConflictError, NotFoundError
from chalicelib.domain.organizations import OrganizationEdit, Role
from chalicelib.store import members, slugs, tenants
from chalicelib.store import organizations as stored_organizations
from chalicelib.use_cases import organizations
from tests.engine import Engine
from tests.factories import NOW
from tests.tenancy import Tenant, a_tenant, a_user


def _renames(tenant: Tenant, slug: str) -> None:
    organizations.edit(tenant.org_id, OrganizationEdit(slug=slug), tenant.actor, NOW)


def test_founding_an_organization_makes_its_founder_the_owner(tables: Engine) -> None:
    tenant = a_tenant("Zürich Börse")
    member = members.find(tenant.org_id, tenant.owner.id)
    assert tenant.slug == "zurich-borse"
    assert member is not None
    assert (member.role, member.email) == (Role.OWNER, tenant.owner.email)


def test_a_slug_somebody_holds_is_refused_and_nothing_is_founded(tables: Engine) -> None:
    first, user = a_tenant(slug="northwind"), a_user()
    before = tables.contents()
    with pytest.raises(ConflictError):
        a_tenant(slug="northwind", owner=user)
    assert tables.contents() == before
    assert slugs.holder("northwind") == first.org_id


def test_two_that_want_a_slug_at_once_do_not_both_get_it(tables: Engine) -> None:
    tables.before("TransactWriteItems", lambda: a_tenant(slug="northwind"))
    with pytest.raises(ConflictError):
        a_tenant(slug="northwind")


def test_a_slug_made_from_a_name_gives_way_to_its_holder(tables: Engine) -> None:
    a_tenant("Northwind")
    assert a_tenant("Northwind").slug.startswith("northwind-")


@pytest.mark.parametrize("length", range(30, 36))
def test_a_slug_that_gave_way_is_still_a_good_one(tables: Engine, length: int) -> None:
    name = "a" * length + " b c d e f g"
    a_tenant(name)
    other = a_tenant(name)
    assert OrganizationEdit(slug=other.slug).slug == other.slug


def test_renaming_claims_the_new_slug_and_frees_the_old_one(tables: Engine) -> None:
    tenant = a_tenant(slug="northwind")
    _renames(tenant, "southwind")
    assert slugs.holder("southwind") == tenant.org_id
    assert a_tenant(slug="northwind").slug == "northwind"


def test_renaming_to_a_slug_somebody_holds_changes_nothing(tables: Engine) -> None:
    tenant = a_tenant(slug="northwind")
    a_tenant(slug="southwind")
    before = tables.contents()
    with pytest.raises(ConflictError):
        _renames(tenant, "southwind")
    assert tables.contents() == before


def test_two_that_rename_to_one_slug_at_once_do_not_both_get_it(tables: Engine) -> None:
    one, other = a_tenant(slug="northwind"), a_tenant(slug="eastwind")
    tables.before("TransactWriteItems", lambda: _renames(other, "southwind"))
    with pytest.raises(ConflictError):
        _renames(one, "southwind")
    assert slugs.holder("southwind") == other.org_id
    assert slugs.holder("northwind") == one.org_id


def test_renaming_to_the_slug_one_has_is_no_conflict(tables: Engine) -> None:
    tenant = a_tenant(slug="northwind")
    _renames(tenant, "northwind")
    assert slugs.holder("northwind") == tenant.org_id


def test_a_tenant_is_named_by_id_or_by_slug(tables: Engine) -> None:
    tenant = a_tenant(slug="northwind")
    by_id, by_slug = tenants.named(tenant.org_id), tenants.named("northwind")
    assert by_id == by_slug == tenants.Tenant(tenant.org_id, "northwind")
    assert tenants.named("nobody") is None


def test_nobody_gets_a_tenants_viewers_by_taking_its_id_as_a_slug(tables: Engine) -> None:
    tenant = a_tenant()
    a_tenant(slug=tenant.org_id)
    found = tenants.named(tenant.org_id)
    assert found is not None
    assert found.org_id == tenant.org_id


def test_an_organization_that_is_not_there_is_not_found(tables: Engine) -> None:
    with pytest.raises(NotFoundError):
        stored_organizations.get("01kg000000000000000000000z")
