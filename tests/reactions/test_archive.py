"""After an organization shows itself differently, all its documents do, however old what they tell of is."""

import json
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.deletion import DeletionRequest
from chalicelib.domain.organizations import OrganizationEdit
from chalicelib.queues.message import Message
from chalicelib.store.rows import to_row
from chalicelib.store.tables import Services
from chalicelib.use_cases import organization_deletion, organizations
from tests.edges import Api, Stream
from tests.factories import NOW, a_service
from tests.queues import Queues
from tests.tenancy import Tenant

LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def archived(tenant: Tenant, stream: Stream) -> Tenant:
    """An organization with an incident and maintenance that its page has long forgotten."""
    tenant.resolves(tenant.opens(now=LONG_AGO), now=LONG_AGO)
    item = tenant.schedules(now=LONG_AGO)
    for status in ("in_progress", "completed"):
        tenant.moves(item, status, now=LONG_AGO)
    stream.flow()
    return tenant


def _changed(tenant: Tenant, stream: Stream, **fields: Any) -> Message:
    """The message that the relay sends of the change, which is not published yet."""
    organizations.edit(tenant.org_id, OrganizationEdit(**fields), tenant.actor, NOW)
    image = stream.engine.records()[-1]["dynamodb"]["NewImage"]
    return Message(tenant.org_id, image["event_id"]["S"], image["type"]["S"])


def _permalinks(documents: Path, slug: str) -> list[str]:
    root = documents / "api" / "status" / slug
    found = [*root.glob("incidents/*.json"), *root.glob("maintenance/*.json")]
    assert len(found) == 2
    return [file.read_text() for file in found]


@pytest.mark.parametrize(
    "fields",
    [{"name": "Southwind"}, {"status_words": {"operational": "Southwind is fine"}}, {"slug": "southwind"}],
    ids=["name", "words", "slug"],
)
def test_every_permalink_says_what_is_new(
    archived: Tenant, stream: Stream, queues: Queues, documents: Path, fields: dict[str, Any]
) -> None:
    queues.send("archive", [_changed(archived, stream, **fields)])
    stream.flow()
    assert queues.flow("archive") == []
    for document in _permalinks(documents, fields.get("slug", archived.slug)):
        assert "outhwind" in document


def test_the_archive_of_a_page_whose_texts_were_cut_is_written_with_all_of_them(
    api: Api, archived: Tenant, stream: Stream, queues: Queues, documents: Path
) -> None:
    letters = random.Random(7)  # noqa: S311 - the same at each run
    long = "".join(chr(letters.randint(0x4E00, 0x9FA5)) for _ in range(5000))
    for _ in range(60):
        mixed = "".join(letters.sample(long, len(long)))
        to_row(Services, a_service(org_id=archived.org_id, description=mixed)).save()
    queues.send("archive", [_changed(archived, stream, name="Southwind", footer_text=long)])
    stream.flow()
    page = json.loads((documents / f"api/status/{archived.slug}.json").read_text())
    assert page["organization"]["footer_text"] != long
    assert queues.flow("archive") == []
    for document in _permalinks(documents, archived.slug):
        organization = json.loads(document)["organization"]
        assert (organization["name"], organization["footer_text"]) == ("Southwind", long)
    for folder in ("incidents", "maintenance"):
        (file,) = (documents / "api/status" / archived.slug / folder).glob("*.json")
        answer = api.get(f"/api/status/{archived.slug}/{folder}/{file.stem}")
        assert answer.json() == json.loads(file.read_text())


def test_an_archive_does_not_wait_for_what_nobody_is_shown(
    archived: Tenant, stream: Stream, queues: Queues, documents: Path
) -> None:
    queues.send("archive", [_changed(archived, stream, name="Southwind")])
    stream.flow()
    organization_deletion.request(archived.org_id, DeletionRequest(confirm=archived.slug), archived.actor, NOW)
    assert queues.flow("archive") == []
    assert all("Southwind" in document for document in _permalinks(documents, archived.slug))


def test_a_month_that_was_lost_is_there_again(
    archived: Tenant, stream: Stream, queues: Queues, documents: Path
) -> None:
    (month,) = (documents / "api/status" / archived.slug).glob("incidents/page/*.json")
    before = month.read_text()
    month.write_text("damaged")
    queues.send("archive", [_changed(archived, stream, name="Southwind")])
    stream.flow()
    assert queues.flow("archive") == []
    assert month.read_text() == before


def test_the_archive_waits_until_the_page_itself_has_changed(
    archived: Tenant, stream: Stream, queues: Queues, documents: Path
) -> None:
    message = _changed(archived, stream, name="Southwind")
    queues.send("archive", [message])
    assert queues.flow("archive") == [message]
    assert queues.flow("archive", receives=4) == [message]
    assert queues.hidden == [("archive", 5), ("archive", 40)]
    stream.flow()
    assert queues.flow("archive") == []
    assert all("Southwind" in document for document in _permalinks(documents, archived.slug))


def test_an_event_that_is_gone_or_of_an_organization_that_is_gone_rewrites_nothing(
    archived: Tenant, queues: Queues
) -> None:
    gone = [Message(archived.org_id, "no-such-event"), Message("no-such-organization", "no-such-event")]
    queues.send("archive", gone)
    assert queues.flow("archive") == []
