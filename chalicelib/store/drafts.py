"""Drafts, read; and taking one away when it is published."""

from chalicelib.domain.drafts import Draft, DraftKind
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Drafts

_UNKNOWN = {
    DraftKind.INCIDENT: "There is no such incident.",
    DraftKind.MAINTENANCE: "There is no such maintenance.",
}


def get(org_id: Id, kind: DraftKind, draft_id: Id) -> Draft:
    """One draft of this kind; raises NotFoundError. Consistent."""
    with reaching_dynamodb():
        try:
            found = from_row(Draft, Drafts.get(org_id, draft_id, consistent_read=True))
        except Drafts.DoesNotExist:
            found = None
    if found is None or found.kind is not kind:
        raise NotFoundError(_UNKNOWN[kind])
    return found


def of_organization(org_id: Id, kind: DraftKind, before: Id | None = None) -> list[Draft]:
    """All of this kind that are older than `before`, newest first; consistent."""
    older = Drafts.id < before if before else None
    with reaching_dynamodb():
        rows = Drafts.query(org_id, older, consistent_read=True, scan_index_forward=False)
        return [found for found in (from_row(Draft, row) for row in rows) if found.kind is kind]


def removing(draft: Draft) -> Operation:
    """Takes the draft away, unless it has changed."""
    row = Drafts(draft.org_id, draft.id)
    return lambda write: write.delete(row, condition=Drafts.version == draft.version)
