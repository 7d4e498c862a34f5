"""Whatever order events come in, and however often, the documents of uptime end up the same."""

import random
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.history import seconds
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.history.counting import count_all
from chalicelib.store.history import counted
from chalicelib.store.history.counted import Head
from chalicelib.store.tables import History as HistoryTable
from chalicelib.use_cases import organizations
from tests.conftest import Clock
from tests.factories import NOW
from tests.history.conftest import Counter
from tests.live.test_any_order import History
from tests.tenancy import Tenant


def contents(folder: Path) -> dict[str, str]:
    """Every document of uptime."""
    return {str(each.relative_to(folder)): each.read_text() for each in folder.rglob("uptime*/*.json")} | {
        "90": next(folder.rglob("uptime.json")).read_text()
    }


def forget(tenant: Tenant, zone: str) -> None:
    """Nothing was ever counted, and the past counts as read."""
    rows = list(HistoryTable.query(tenant.org_id))
    with HistoryTable.batch_write() as batch:
        for row in rows:
            batch.delete(row)
    counted.replace_head(tenant.org_id, Head(zone=zone, is_ready=True, generation=1), None, {})


@pytest.mark.parametrize("seed", range(3))
def test_events_twice_and_shuffled_give_the_same_documents(
    seed: int, tenant: Tenant, counter: Counter, clock: Clock, documents: Path
) -> None:
    zone = ("UTC", "America/New_York")[seed % 2]
    organizations.edit(tenant.org_id, OrganizationEdit(time_zone=zone), tenant.actor, NOW)
    history = History(tenant, random.Random(seed))  # noqa: S311 - the same at each run
    for _ in range(30):
        history.step()
    tenant.service("One that stays", now=history.now)
    clock.now = history.now
    counter.tell()
    in_order = contents(documents)
    assert in_order["90"].count('"uptime":')
    forget(tenant, zone)
    counter.queues.sent["history"] = _shuffled(counter.told, seed)
    counter.count()
    assert contents(documents) == in_order
    count_all(tenant.org_id, zone, seconds(clock.now))
    counter.queues.sent["history"] = counter.told[-1:]
    counter.count()
    assert contents(documents) == in_order


def _shuffled(told: list[Any], seed: int) -> list[Any]:
    twice = told * 2
    random.Random(seed).shuffle(twice)  # noqa: S311 - likewise
    return twice
