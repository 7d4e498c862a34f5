"""Imports from other products: what was asked for, what was found, and how far it is."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Literal

from pydantic import Field, SecretStr, field_validator

from chalicelib.domain.events import Actor
from chalicelib.domain.ids import Id
from chalicelib.domain.model import Model
from chalicelib.domain.text import OneLine
from chalicelib.domain.times import Instant
from chalicelib.domain.words import Word

KEPT_FOR = timedelta(days=7)
"""How long an import, its files and what was read can be seen. What was imported stays, of course."""
PART_BYTES = 3 * 1024 * 1024
"""Of a file in one call, before base64; Lambda takes calls of 6 MB."""
MAX_FILE_BYTES = 100 * 1024 * 1024
MAX_FILES = 5_000
MAX_PIECES = 50_000
"""Incidents, services and so on of one import."""
MAX_ERRORS, MAX_EXAMPLES = 1_000, 3


class ImportKind(Word):
    """The product that it comes from."""

    STATUSPAGE = "statuspage"
    CACHET = "cachet"
    UPTIME_KUMA = "uptime_kuma"
    INSTATUS = "instatus"
    CSTATE = "cstate"
    CSV = "csv"
    ARCHIVE = "archive"

    @classmethod
    def for_unknown(cls) -> "ImportKind":
        """It only says how it is called."""
        return cls.CSV


class ImportState(Word):
    """How far an import is."""

    WAITING = "waiting"
    """For the rest of its files."""
    READING = "reading"
    READY = "ready"
    """What would come can be seen; `start` carries it out."""
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    """It could not be read, or was given up; what is imported already stays, and the same import may be begun again."""

    @classmethod
    def for_unknown(cls) -> "ImportState":
        """Nothing is done to it."""
        return cls.FAILED


SubscriberConsent = Literal["skip", "given", "ask"]


class UploadedFile(Model):
    """A file, or a part of one."""

    name: OneLine = Field(min_length=1, max_length=300, pattern=r"^[^\\]+$")
    """As it is called where it comes from, with or without folders."""
    data: str = Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=4 * PART_BYTES // 3 + 8, repr=False)
    """Base64; at most 3 MB before that."""


class ImportRequest(Model):
    """Where to import from: an address, one or more files, or a key of the other product's API."""

    kind: ImportKind
    """The product that it comes from."""
    address: OneLine = Field(default="", max_length=2000)
    """The page, such as `https://status.example.com`, or a host alone. With a key, of another API than its own."""
    key: SecretStr | None = Field(default=None, max_length=500)
    """Of the other product's API. It is kept encrypted until everything is read, at most a day, and then forgotten."""
    page_id: OneLine = Field(default="", max_length=200)
    """Which page, where a key opens more than one."""
    file: UploadedFile | None = None
    """All of a file of at most 3 MB."""
    files_follow: bool = False
    """Files are larger, or more than one: send each by `PUT /api/imports/{id}/files/{number}`, then read them."""
    subscribers: SubscriberConsent = "skip"
    """`skip` leaves subscribers out. `given`: they said that they want to be told, and you answer for that. `ask`: each
    is asked by mail first, once everything else is imported, at most ten in a second."""
    dry_run: bool = True
    """Read, check and show what would come, and wait for `start`. False starts as soon as everything is read."""

    @field_validator("address")
    @classmethod
    def _with_a_scheme(cls, address: str) -> str:
        """As people write it: a host alone is meant by https."""
        given = address.strip()
        return given if "://" in given or not given else f"https://{given}"

    @field_validator("key")
    @classmethod
    def _sendable(cls, key: SecretStr | None) -> SecretStr | None:
        said = key.get_secret_value() if key else ""
        if not (said.isascii() and said.isprintable()):
            raise ValueError("must be a key: printable ASCII letters")
        return key


class Note(Model):
    """Something that can't be taken over as it was, and why."""

    what: str
    """`service`, `incident` and so on."""
    why: str
    """A sentence."""
    count: int = 1
    """How many there are."""
    examples: tuple[str, ...] = ()
    """The first few, by title."""


class PieceError(Model):
    """A piece that was not imported, or that stays as it is here."""

    what: str
    """`service`, `incident` and so on."""
    name: str
    """Its title or name where it comes from."""
    message: str
    """What is wrong with it, or why it stays."""


class Tally(Model):
    """What becomes of the pieces of one sort."""

    found: int = 0
    """How many there are."""
    added: int = 0
    """In a preview: that would be added."""
    asked: int = 0
    """Subscribers who are asked by mail: `GET /api/subscribers/import/{id}`, of the same id, says how far that is."""
    changed: int = 0
    """There already, and changed at its source since. In a preview: that would be changed here, too."""
    unchanged: int = 0
    """There already: from an earlier import, or under the same name."""
    kept: int = 0
    """Changed at its source, and by a person here: theirs stays. See what was kept."""
    failed: int = 0
    """That can't be imported: see the errors."""


Tallies = dict[str, Tally]
"""By `service`, `incident`, `maintenance`, `template`, `subscriber`, `history`; of an archive by its kinds."""


class PartOutcome(Model):
    """What became of one part."""

    number: int
    sort: str
    added: int = 0
    asked: int = 0
    changed: int = 0
    unchanged: int = 0
    kept: tuple[PieceError, ...] = ()
    errors: tuple[PieceError, ...] = ()


class Preview(Model):
    """What there is to import, and what would become of it."""

    tallies: Tallies = Field(default_factory=dict)
    """By `service`, `incident`, `maintenance`, `template`, `subscriber`, `history`; of an archive by its kinds."""
    notes: tuple[Note, ...] = ()
    """What can't be taken over as it was."""
    errors: tuple[PieceError, ...] = ()
    """What can't be imported; at most 1,000."""
    kept: tuple[PieceError, ...] = ()
    """What changed at its source and by a person here, and would stay as it is here; at most 1,000."""
    oldest_at: Instant | None = None
    """When the oldest incident or maintenance began."""
    newest_at: Instant | None = None
    """When the newest began."""


class Import(Model):
    """An import from another product."""

    id: Id
    """Its id."""
    org_id: Id = Field(default="", exclude=True)
    kind: ImportKind
    """The product that it comes from."""
    state: ImportState
    """How far it is."""
    source: str
    """What the ids of its pieces are unique in: the product and its page."""
    address: str = ""
    """Where it is read from."""
    page_id: str = ""
    """Which page of the product."""
    subscribers: SubscriberConsent = "skip"
    """Whether subscribers come."""
    dry_run: bool = True
    """Whether it waits for `start` once it is read."""
    files: tuple[str, ...] = ()
    """Their names, in the order in which they came."""
    message: str = ""
    """Why it failed, or what it does right now."""
    parts: int = 0
    """In how many parts it is carried out."""
    preview: Preview | None = None
    """What was found, once it is read."""
    sealed_key: str = Field(default="", exclude=True, repr=False)
    created_at: Instant
    """When it was begun."""
    created_by: Actor
    """Who began it."""
    started_at: Instant | None = None
    """When it was started."""
    finished_at: Instant | None = None
    """When it ended."""
    version: int = 1
    """Counts from 1."""

    def revised(self, **changes: object) -> "Import":
        """The next version, differing in `changes`."""
        return self.but(**changes, version=self.version + 1)


class ImportProgress(Import):
    """An import, and how far it is."""

    result: Tallies = Field(default_factory=dict)
    """What became of the pieces so far."""
    done: int = 0
    """Pieces that are dealt with."""
    total: int = 0
    """Pieces that were found."""
    errors: tuple[PieceError, ...] = ()
    """What could not be imported; at most 1,000."""
    kept: tuple[PieceError, ...] = ()
    """What changed at its source and by a person here, and stays as it is here; at most 1,000."""


def progress(of: Import, outcomes: Iterable[PartOutcome]) -> ImportProgress:
    """How far it is."""
    known = [*outcomes]
    found = of.preview.tallies if of.preview else {}
    result = {sort: Tally(found=tally.found) for sort, tally in found.items()}
    for outcome in known:
        result[outcome.sort] = with_outcome(result.get(outcome.sort, Tally()), outcome)
    errors = [error for outcome in known for error in outcome.errors]
    kept = [each for outcome in known for each in outcome.kept]
    return ImportProgress(
        **of.__dict__,
        result=result if known else {},
        done=sum(map(_dealt_with, result.values())),
        total=total_of(found),
        errors=tuple(errors[:MAX_ERRORS]),
        kept=tuple(kept[:MAX_ERRORS]),
    )


def with_outcome(tally: Tally, outcome: PartOutcome) -> Tally:
    """The tally with what became of one more part."""
    return tally.but(
        added=tally.added + outcome.added,
        asked=tally.asked + outcome.asked,
        changed=tally.changed + outcome.changed,
        unchanged=tally.unchanged + outcome.unchanged,
        kept=tally.kept + len(outcome.kept),
        failed=tally.failed + len(outcome.errors),
    )


def _dealt_with(tally: Tally) -> int:
    return tally.added + tally.asked + tally.changed + tally.unchanged + tally.kept + tally.failed


def total_of(tallies: Mapping[str, Tally]) -> int:
    """How many pieces there are."""
    return sum(each.found for each in tallies.values())
