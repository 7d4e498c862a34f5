"""A tenant whose events are told."""

import pytest

from tests.conftest import Clock
from tests.notifications.telling import Post, Telling
from tests.queues import Queues
from tests.tenancy import Tenant


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Post:
    """The way mail goes out."""
    post = Post()
    monkeypatch.setattr("chalicelib.notifications.channels.email.carrier", lambda: post)
    return post


@pytest.fixture
def telling(tenant: Tenant, queues: Queues, post: Post, clock: Clock) -> Telling:
    """The way from an event to a mail, at the time of the clock; the owner wants no mail of their own."""
    return Telling(tenant, queues, post)
