"""Documents that were lost or damaged are made again as they were, without a new version and without a frame."""

import os
import shutil
from pathlib import Path

import pytest

from chalicelib.domain.maintenance import MaintenanceEdit
from chalicelib.jobs.republication import republish
from chalicelib.publish import catalogue, publisher
from chalicelib.store import snapshots
from chalicelib.use_cases import maintenance
from tests.edges import LambdaContext, Stream, Viewers
from tests.factories import NOW, SLOW
from tests.queues import Queues
from tests.tenancy import Tenant


def contents(folder: Path) -> dict[str, str]:
    """Every document."""
    return {str(file.relative_to(folder)): file.read_text() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def published(tenant: Tenant, stream: Stream) -> Tenant:
    """A page with something of each kind."""
    service = tenant.service()
    tenant.sets(service, SLOW)
    tenant.resolves(tenant.opens(service))
    tenant.opens(title="Still open")
    tenant.moves(tenant.schedules(service), "in_progress")
    ended = tenant.schedules(title="Over")
    tenant.moves(ended, "cancelled")
    stream.flow()
    return tenant


def test_a_folder_that_was_removed_is_written_again(published: Tenant, documents: Path, viewers: Viewers) -> None:
    before, version = contents(documents), snapshots.get(published.org_id)
    assert {name.split("/")[0] for name in before} == {"api", "status"}
    shutil.rmtree(documents)
    viewers.frames.clear()
    assert publisher.republish(published.org_id)
    assert contents(documents) == before
    assert snapshots.get(published.org_id) == version
    assert viewers.frames == {}


def test_every_document_that_is_cut_off_or_lost_is_whole_again(published: Tenant, documents: Path) -> None:
    before = contents(documents)
    for number, name in enumerate(before):
        if number % 2:
            (documents / name).unlink()
        else:
            os.truncate(documents / name, 20)
    publisher.republish(published.org_id)
    assert contents(documents) == before


def test_what_belongs_to_nobody_does_not_stay_at_a_page_s_address(published: Tenant, documents: Path) -> None:
    before = contents(documents)
    for root in catalogue.roots(published.slug):
        (documents / root / "incidents").mkdir(parents=True, exist_ok=True)
        (documents / root / "incidents" / "of-a-backup.json").write_text("{}")
    publisher.republish(published.org_id)
    assert contents(documents) == before


def test_documents_that_are_as_they_should_be_are_left_alone(published: Tenant, documents: Path) -> None:
    def files() -> set[int]:
        return {file.stat().st_ino for file in documents.rglob("*") if file.is_file()}

    before = files()
    publisher.republish(published.org_id)
    assert files() == before


def test_the_function_of_the_operator_says_whether_there_is_such_a_page(published: Tenant, documents: Path) -> None:
    shutil.rmtree(documents)
    assert republish({"org_id": published.org_id}, LambdaContext()) == {"published": True}
    assert contents(documents)
    assert republish({"org_id": "01kg000000000000000000000c"}, LambdaContext()) == {"published": False}


def test_maintenance_that_was_cancelled_edited_and_deleted_is_in_no_document(
    tenant: Tenant, stream: Stream, queues: Queues, documents: Path
) -> None:
    """Edited in a later month than it ended in; the month it ended in is the one to write anew."""
    item = tenant.schedules(title="Never was", now=NOW)
    tenant.moves(item, "cancelled", now=NOW)
    later = NOW.replace(month=3)
    stream.flow()
    maintenance.edit(tenant.org_id, item.id, MaintenanceEdit(description="Said later"), tenant.actor, later)
    stream.flow()
    assert "Never was" in contents(documents)[f"api/status/{tenant.slug}/incidents/page/2026-01.json"]
    maintenance.delete(tenant.org_id, item.id, tenant.actor, later.replace(day=20))
    stream.flow()
    queues.flow("syndicate")
    naming = {name for name, text in contents(documents).items() if "Never was" in text}
    assert naming == {f"api/status/{tenant.slug}/timeline.json"}


def test_maintenance_planned_for_a_later_year_and_cancelled_now_is_of_the_month_it_was_cancelled_in(
    tenant: Tenant, stream: Stream, documents: Path
) -> None:
    item = tenant.schedules(title="In a year", starts_in=24 * 365)
    tenant.moves(item, "cancelled")
    stream.flow()
    months = {name: text for name, text in contents(documents).items() if "/page/" in name}
    assert [name.rpartition("/")[2] for name, text in months.items() if "In a year" in text] == ["2026-01.json"]
