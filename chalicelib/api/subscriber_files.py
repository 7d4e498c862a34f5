"""/api/subscribers: many at once from a file and into one, and what is kept of one address."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice

from chalice import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Paging, next_link
from chalicelib.domain.addresses import Email
from chalicelib.domain.cells import as_cell
from chalicelib.domain.errors import UnavailableError
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.services import Service
from chalicelib.domain.subscriber_imports import MAX_LINES, Progress, SubscriberImport
from chalicelib.domain.subscribers import Subscriber
from chalicelib.domain.times import Instant, to_wire
from chalicelib.notifications import importing
from chalicelib.queues.message import ImportMessage
from chalicelib.store import services
from chalicelib.store import subscribers as store
from chalicelib.use_cases import subscriber_admin
from chalicelib.use_cases import subscriber_imports as use_cases

bp = Blueprint(__name__)

MOST_BYTES = 3 * 1024 * 1024
"""5,000 lines with room for the names of what each follows."""
COLUMNS = (
    "email", "services", "categories", "time_zone", "which", "channel", "url", "state", "created_at", "confirmed_at",
    "incident_ids",
)  # fmt: skip


@dataclass(frozen=True)
class Csv:
    """A file."""

    text: str

    def model_dump_json(self) -> str:
        """As it is sent."""
        return self.text


class ExportQuery(BaseModel):
    """Which part of the subscribers."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    cursor: str | None = Field(default=None, max_length=64)
    """Where the part before ended: see its `Link`."""


class AddressQuery(BaseModel):
    """Whose data."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    email: Email
    """The address."""


class Erasure(Model):
    """Whose data to erase."""

    email: Email


class Erased(Model):
    """What became of it."""

    erased: bool
    """Whether anything was kept of the address."""


class KeptData(Model):
    """All that is kept of an address."""

    email: str
    subscriber: Subscriber | None
    """The subscriber, if there is one; what they were told is listed with each notification, by the subscriber's id."""
    unsubscribed_at: Instant | None
    """When whoever has the address unsubscribed, if they did and were not confirmed again."""


@endpoint(
    bp,
    "POST",
    "/api/subscribers/import",
    Role.MEMBER,
    body=SubscriberImport,
    answer=Progress,
    status=202,
    most_bytes=MOST_BYTES,
)
def begin_import(call: Call[SubscriberImport, None]) -> Answer:
    """Import subscribers by mail from CSV, at most 5,000 lines a call.

    It is carried out afterwards: ask for its progress. Lines with an error are told by their number, and keep no other
    from being imported. With the consent `ask`, about ten a second are asked by mail.
    """
    made = use_cases.begin(call.org_id, call.body, call.actor, call.now)
    try:
        importing.send(ImportMessage(call.org_id, made.id))
    except importing.UnsentError:
        raise UnavailableError("The import could not be begun. Try again in a moment.") from None
    return Answer(use_cases.progress(call.org_id, made.id), {"Location": f"/api/subscribers/import/{made.id}"})


@endpoint(bp, "GET", "/api/subscribers/import/{import_id}", Role.MEMBER, answer=Progress)
def get_import(call: Call[None, None]) -> Progress:
    """Get the progress of an import, with what is wrong by line; for 30 days."""
    return use_cases.progress(call.org_id, call.id("import_id"))


@endpoint(bp, "GET", "/api/subscribers/export", Role.ADMIN, query=ExportQuery)
def export_subscribers(call: Call[None, ExportQuery]) -> Answer:
    """Export subscribers as CSV, newest first, 5,000 at a time: follow `Link: rel="next"`.

    What it has of subscribers by mail can be imported as it is. Cells that a spreadsheet would take for a formula begin
    with an apostrophe, which an import takes away.
    """
    query = Paging(cursor=call.query.cursor, limit=1)
    found = [*islice(store.of_organization(call.org_id, query.before), MAX_LINES + 1)]
    if query.before is None:
        subscriber_admin.note_export(call.org_id, call.actor, call.now)
    named = _named(services.of_organization(call.org_id))
    shown = [current for each in found[:MAX_LINES] if (current := each.as_of(call.now))]
    cursor = found[MAX_LINES - 1].id if len(found) > MAX_LINES else None
    link = next_link("/api/subscribers/export", query, cursor)
    headers = {name: value.replace("limit=1&", "") for name, value in link.items()}
    return Answer(
        Csv(_text(shown, named)),
        {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="subscribers.csv"',
            **headers,
        },
    )


@endpoint(bp, "GET", "/api/subscribers/data", Role.ADMIN, query=AddressQuery, answer=KeptData)
def get_kept_data(call: Call[None, AddressQuery]) -> KeptData:
    """Get all that is kept of an email address, for whoever has it and asks."""
    kept = subscriber_admin.kept_of(call.org_id, call.query.email)
    return KeptData.model_validate(
        {"email": call.query.email, "subscriber": kept.subscriber, "unsubscribed_at": kept.unsubscribed_at}
    )


@endpoint(bp, "POST", "/api/subscribers/erase", Role.ADMIN, body=Erasure, answer=Erased)
def erase_address(call: Call[Erasure, None]) -> Erased:
    """Erase all that is kept of an email address, for whoever has it and asks.

    Nothing is left that would keep the address from being added again.
    """
    return Erased(erased=subscriber_admin.erase(call.org_id, call.body.email, call.actor, call.now))


def _named(known: Sequence[Service]) -> Mapping[str, str]:
    """What an import knows each service by: its name, where that is no other's and holds no separator."""
    names = [each.name.casefold() for each in known]
    return {
        each.id: each.name if names.count(each.name.casefold()) == 1 and not set(each.name) & set(";,|") else each.id
        for each in known
    }


def _text(subscribers: Sequence[Subscriber], named: Mapping[str, str]) -> str:
    file = StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([as_cell(cell) for cell in _cells(each, named)] for each in subscribers)
    return file.getvalue()


def _cells(subscriber: Subscriber, named: Mapping[str, str]) -> Sequence[str]:
    return (
        subscriber.email or "",
        "; ".join(named.get(each, each) for each in subscriber.service_ids),
        "; ".join(subscriber.categories),
        subscriber.time_zone,
        subscriber.which,
        subscriber.channel,
        subscriber.url or "",
        subscriber.state,
        to_wire(subscriber.created_at),
        to_wire(subscriber.confirmed_at) if subscriber.confirmed_at else "",
        "; ".join(subscriber.incident_ids),
    )
