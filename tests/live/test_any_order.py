"""Random histories, delivered in random pieces and orders, twice and side by side, end as if all had come in order."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.events import PRIVATE
from chalicelib.domain.incidents import IncidentEdit, IncidentUpdateDraft
from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.domain.services import ServiceEdit
from chalicelib.publish.documents import FolderDocuments
from chalicelib.store import snapshots
from chalicelib.store import viewers as watching
from chalicelib.store.tables import Snapshots
from chalicelib.use_cases import incidents, maintenance, organizations, services
from tests.client import Client
from tests.edges import Stream, Viewers
from tests.factories import DOWN, NOW, SLOW, UP
from tests.syndicated import without
from tests.tenancy import Tenant

STEPS = 24
SIDE_BY_SIDE = 3
Record = dict[str, Any]


class History:
    """What an organization does, by chance; time goes on, and sometimes stands still."""

    def __init__(self, tenant: Tenant, chance: random.Random) -> None:
        self.tenant, self.chance = tenant, chance
        self.now = NOW
        self.services = [tenant.service("Checkout"), tenant.service("Search")]
        self.incidents: list[Any] = []
        self.maintenance: list[Any] = []

    def step(self) -> None:
        """One change; what makes no sense at this moment is left."""
        self.now += timedelta(seconds=self.chance.choice([0, 1, 60, 60 * 60 * 24 * 9]))
        self.chance.choice(self._possible())()

    def _possible(self) -> list[Callable[[], object]]:
        found: list[Callable[[], object]] = [self._add_service, self._open, self._schedule, self._rename, self._move]
        if self.services:
            found += [self._set_status, self._set_status, self._rename_service, self._delete_service]
        if self.incidents:
            found += [self._say, self._say, self._resolve, self._edit, self._delete_incident]
        if self.maintenance:
            found += [self._start, self._cancel, self._edit_maintenance, self._delete_maintenance]
        return found

    def _one(self, several: list[Any]) -> Any:
        return self.chance.choice(several)

    def _name(self) -> str:
        return f"Name {self.chance.random()}"

    def _affected(self) -> list[Any]:
        return self.chance.sample(self.services, self.chance.randint(0, min(2, len(self.services))))

    def _add_service(self) -> None:
        self.services.append(self.tenant.service(self._name(), self.now))

    def _set_status(self) -> None:
        self.tenant.sets(self._one(self.services), self.chance.choice([UP, SLOW, DOWN]), self.now)

    def _rename_service(self) -> None:
        service = self._one(self.services)
        services.edit(self.tenant.org_id, service.id, ServiceEdit(name=self._name()), self.tenant.actor, self.now)

    def _delete_service(self) -> None:
        service = self.services.pop(self.chance.randrange(len(self.services)))
        services.delete(self.tenant.org_id, service.id, self.tenant.actor, self.now)

    def _open(self) -> None:
        self.incidents.append(self.tenant.opens(*self._affected(), title=self._name(), now=self.now))

    def _say(self) -> None:
        draft = IncidentUpdateDraft(text=self._name(), status=self.chance.choice([None, "monitoring"]))
        incidents.post_update(self.tenant.org_id, self._one(self.incidents).id, draft, self.tenant.actor, self.now)

    def _resolve(self) -> None:
        incident = self._one(self.incidents)
        if self.tenant.incident(incident).is_open:
            self.tenant.resolves(incident, self.now)

    def _edit(self) -> None:
        edit = IncidentEdit(title=self._name())
        incidents.edit(self.tenant.org_id, self._one(self.incidents).id, edit, self.tenant.actor, self.now)

    def _delete_incident(self) -> None:
        incident = self.incidents.pop(self.chance.randrange(len(self.incidents)))
        incidents.delete(self.tenant.org_id, incident.id, self.tenant.actor, self.now)

    def _schedule(self) -> None:
        self.maintenance.append(self.tenant.schedules(*self._affected(), title=self._name(), now=self.now))

    def _start(self) -> None:
        item = self._one(self.maintenance)
        following = {"scheduled": "in_progress", "in_progress": "completed"}.get(self.tenant.maintenance(item).status)
        if following:
            self.tenant.moves(item, following, self.now)

    def _cancel(self) -> None:
        item = self._one(self.maintenance)
        if not self.tenant.maintenance(item).is_finished:
            self.tenant.moves(item, "cancelled", self.now)

    def _edit_maintenance(self) -> None:
        edit = MaintenanceEdit(title=self._name())
        maintenance.edit(self.tenant.org_id, self._one(self.maintenance).id, edit, self.tenant.actor, self.now)

    def _delete_maintenance(self) -> None:
        item = self.maintenance.pop(self.chance.randrange(len(self.maintenance)))
        maintenance.delete(self.tenant.org_id, item.id, self.tenant.actor, self.now)

    def _rename(self) -> None:
        organizations.edit(self.tenant.org_id, OrganizationEdit(name=self._name()), self.tenant.actor, self.now)

    def _move(self) -> None:
        slug = f"at-{self.chance.randint(1, 3)}"
        organizations.edit(self.tenant.org_id, OrganizationEdit(slug=slug), self.tenant.actor, self.now)


def pieces(records: Sequence[Record], chance: random.Random) -> list[list[Record]]:
    """The records in batches of any size and order; some are in two."""
    mixed = [*records, *chance.sample(records, len(records) // 3)]
    chance.shuffle(mixed)
    batches = []
    while mixed:
        size = chance.randint(1, 6)
        batches.append(mixed[:size])
        mixed = mixed[size:]
    return batches


_EMPTY = '{"incidents":[],"maintenance":[],"mo'


def contents(folder: Path) -> dict[str, str]:
    """What a publication writes, but months of which nothing is left: who asks for them gets the same without."""
    found = without({str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()})
    return {
        name: text
        for name, text in found.items()
        if not text.startswith(_EMPTY) and "Nothing was reported in" not in text
    }


def slug_of(tenant: Tenant) -> str:
    """Where the page is published now."""
    found = snapshots.get(tenant.org_id)
    assert found
    return found.page.organization.slug


@pytest.mark.parametrize("seed", range(6))
def test_whatever_the_order_everything_ends_as_if_all_had_come_in_order(
    seed: int, tenant: Tenant, stream: Stream, viewers: Viewers, documents: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same at each run
    watching.remember(tenant.org_id, "viewer", NOW)
    history, records, waiting = History(tenant, chance), list[Record](), list[Record]()
    client = Client(lambda: json.loads((documents / f"api/status/{slug_of(tenant)}.json").read_text()))

    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for _ in range(STEPS):
            history.step()
            waiting += stream.unread()
            if chance.random() < 0.4:
                chance.shuffle(waiting)
                now, waiting = waiting[: len(waiting) // 2 + 1], waiting[len(waiting) // 2 + 1 :]
                assert not any(pool.map(stream.deliver, pieces(now, chance)))
                records += now
                if not client.page:
                    client.reads()
        records += waiting
        assert not any(pool.map(stream.deliver, pieces([*waiting, *records], chance)))

    heard = viewers.seen_by("viewer")
    client.hears(heard if chance.random() < 0.5 else chance.sample(heard, len(heard)))
    client.catches_up()
    found, ended = snapshots.get(tenant.org_id), contents(documents)
    assert found

    images = [record["dynamodb"]["NewImage"] for record in records]
    public = sorted({image["event_id"]["S"] for image in images if image["type"]["S"] not in PRIVATE})
    versions = defaultdict(set)
    for frame in heard:
        versions[frame["id"]].add(frame["version"])
    assert sorted(versions) == public
    assert sorted(version for each in versions.values() for version in each) == list(range(1, len(public) + 1))
    assert [entry.id for entry in found.timeline] == public[::-1][:50]

    Snapshots.get(tenant.org_id).delete()
    in_order = documents.with_name("in-order")
    monkeypatch.setattr("chalicelib.publish.publisher.documents", lambda: FolderDocuments(in_order))
    by_time = sorted(records, key=lambda record: int(record["dynamodb"]["SequenceNumber"]))
    for record in {each["dynamodb"]["SequenceNumber"]: each for each in by_time}.values():
        assert stream.deliver([record]) == []
    assert ended == contents(in_order)
    page = json.loads((in_order / f"api/status/{slug_of(tenant)}.json").read_text())
    assert comparable(client.page) == comparable(page)


def comparable(page: dict[str, Any]) -> dict[str, Any]:
    """The page without its time, which clients take from the last frame, and without what only age removes."""
    return {
        **page,
        "updated_at": None,
        "maintenance": sorted(
            (each for each in page["maintenance"] if each["status"] not in ("completed", "cancelled")),
            key=lambda each: str(each["id"]),
        ),
        "recent_incidents": None,
    }
