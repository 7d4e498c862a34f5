"""Statuspage's clients, with keys of one page."""

import pytest

from chalicelib.domain.api_keys import ApiKeyDraft, Scope
from chalicelib.use_cases import api_keys
from tests.edges import Api
from tests.factories import NOW
from tests.tenancy import Tenant


def a_key(tenant: Tenant, scope: Scope = Scope.WRITE) -> str:
    """A key of the tenant's page."""
    return api_keys.make(tenant.org_id, ApiKeyDraft(name="pipeline", scope=scope), tenant.actor, NOW)[1]


@pytest.fixture
def page(tenant: Tenant) -> str:
    """The path of the tenant's page."""
    return f"/v1/pages/{tenant.org_id}"


@pytest.fixture
def client(api: Api, tenant: Tenant) -> Api:
    """A client with a key that writes, sent as Statuspage's clients send it."""
    return Api(headers={"Authorization": f"OAuth {a_key(tenant)}"}, address=api.address)
