"""What a request costs does not depend on what is known of the address in it, so its time can't tell either.

`bench.known_addresses` measures the time itself.
"""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from chalicelib.store import subscribers as store
from tests.edges import Api
from tests.engine import Engine
from tests.letters import Letters
from tests.queues import Queues
from tests.tenancy import Tenant

OFTEN = 4
"""One more than an address is asked in a day."""
Work = list[tuple[str, str]]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def work(tables: Engine, letters: Letters) -> Callable[[Callable[[], Any]], tuple[Work, int]]:
    """What a request asks of the database, and how many mails leave before its answer."""

    def measured(request: Callable[[], Any]) -> tuple[Work, int]:
        tables.requests.clear()
        before = len(letters.sent)
        request()
        asked = [
            (name, str(given.get("TableName") or sorted(given.get("RequestItems", {}))))
            for name, given in tables.requests
        ]
        return asked, len(letters.sent) - before

    return measured


def test_asking_for_a_subscription_is_the_same_work_whatever_the_address_is_to_the_page(
    tenant: Tenant, queues: Queues, work: Callable[..., tuple[Work, int]]
) -> None:
    def asks(name: str) -> None:
        visitor = Api(address="192.0.2.1")
        body = {"channel": "email", "email": f"{name}@example.com"}
        assert visitor.post(f"/api/status/{tenant.slug}/subscribers", body).status == HTTPStatus.ACCEPTED

    for name in ("active", "suppressed"):
        tenant.subscriber(f"{name}@example.com")
    store.suppress(tenant.org_id, "suppressed@example.com", "mail bounces")
    for name in ("pending", *["often"] * OFTEN):
        asks(name)
        queues.flow("subscribe")
    kinds = ("unknown", "pending", "active", "suppressed", "often")
    done = {name: work(lambda name=name: asks(name)) for name in kinds}
    assert all(each == done["unknown"] for each in done.values()), done
    assert done["unknown"][1] == 0
    assert len(queues.sent["subscribe"]) >= len(kinds)


def test_a_forgotten_password_is_the_same_work_whether_there_is_an_account_or_not(
    api: Api, work: Callable[..., tuple[Work, int]]
) -> None:
    body = {"email": "known@example.com", "password": "a long enough passphrase", "name": "Known"}
    assert api.post("/api/auth/sign-up", body).status == HTTPStatus.CREATED
    done = [
        work(lambda name=name: api.post("/api/auth/forgot-password", {"email": f"{name}@example.com"}))
        for name in ("stranger", "known")
    ]
    assert done[0] == done[1]
    assert done[0][1] == 0


def test_an_invitation_is_the_same_work_whether_the_invited_have_an_account_or_not(
    api: Api, owner: Api, work: Callable[..., tuple[Work, int]]
) -> None:
    body = {"email": "known@example.com", "password": "a long enough passphrase", "name": "Known"}
    assert api.post("/api/auth/sign-up", body).status == HTTPStatus.CREATED
    done = [
        work(lambda name=name: owner.post("/api/team/invite", {"email": f"{name}@example.com", "role": "viewer"}))
        for name in ("stranger", "known")
    ]
    assert done[0] == done[1]
    assert done[0][1] == 1
