"""Callers of the API."""

import pytest

from tests.edges import Api
from tests.tenancy import Tenant


@pytest.fixture
def owner(api: Api, tenant: Tenant) -> Api:
    """The API as the tenant's owner calls it."""
    return api.as_(tenant.token)
