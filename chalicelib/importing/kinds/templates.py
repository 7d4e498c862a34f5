"""Templates of an import."""

from collections.abc import Sequence
from functools import partial

from chalicelib.domain import templates as rules
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.events import EventType
from chalicelib.domain.ids import Id
from chalicelib.domain.pieces import TemplatePiece
from chalicelib.domain.templates import Template, TemplateEdit
from chalicelib.importing import building
from chalicelib.importing.following import Along, Following
from chalicelib.importing.items import Done, committed
from chalicelib.importing.ledger import Ledger
from chalicelib.store import templates as stored
from chalicelib.store.changes import Change
from chalicelib.use_cases import templates


def carry(ledger: Ledger, pieces: Sequence[TemplatePiece], done: Done) -> None:
    """Makes templates; those that are here already follow their source."""
    there = ledger.there("template")
    again = Following(
        ledger,
        "template",
        find=partial(_find, ledger),
        after=partial(_after, ledger),
        write=partial(_write, ledger),
        told=lambda _, __: None,
    )
    for piece in pieces:
        if piece.foreign_id in there:
            again.carry(piece, there[piece.foreign_id], done)
        else:
            ledger.attempt(piece, done, partial(_make, ledger))


def _make(ledger: Ledger, piece: TemplatePiece) -> None:
    draft = building.template_draft(piece, ledger.by_foreign_id)
    if not ledger.dry:
        made = templates.make(ledger.org_id, draft, ledger.actor, ledger.now)
        event = ledger.event(EventType.IMPORT_ADVANCED, made, f"Template {made.name} was imported")
        committed(Change(event, first=[ledger.claim("template", piece, made.id, made)]))


def _find(ledger: Ledger, here: Id) -> Template | None:
    try:
        return stored.get(ledger.org_id, here)
    except NotFoundError:
        return None


def _after(ledger: Ledger, piece: TemplatePiece, found: Template) -> Template:
    draft = building.template_draft(piece, ledger.by_foreign_id)
    edit = TemplateEdit.model_validate(draft.model_dump(include={"name", "title", "texts", "service_ids"}))
    return rules.edited(found, edit, stored.of_organization(ledger.org_id), ledger.now)


def _write(ledger: Ledger, _: TemplatePiece, before: Template, after: Template, along: Along) -> None:
    event = ledger.event(EventType.IMPORT_ADVANCED, after, f"Template {after.name} was changed")
    Change(event, saved=[after], first=[*along(after), *templates.renaming(before, after)]).commit()
