"""Templates, read; and the claims of their names, which make them unique whoever writes at the same moment."""

from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import Id
from chalicelib.domain.templates import Template
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Templates

_CLAIM = "#"
"""Sorts before every id."""


def get(org_id: Id, template_id: Id) -> Template:
    """One template; raises NotFoundError. Consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Template, Templates.get(org_id, template_id, consistent_read=True))
        except Templates.DoesNotExist:
            raise NotFoundError("There is no such template.") from None


def of_organization(org_id: Id) -> list[Template]:
    """All of them, newest first; consistent."""
    with reaching_dynamodb():
        rows = Templates.query(org_id, Templates.id >= "0", consistent_read=True, scan_index_forward=False)
        return [from_row(Template, row) for row in rows]


def claiming_name(org_id: Id, name_key: str) -> Operation:
    """Takes the name, unless another template has it."""
    row = Templates(org_id, f"{_CLAIM}{name_key}")
    return lambda write: write.save(row, condition=Templates.id.does_not_exist())


def freeing_name(org_id: Id, name_key: str) -> Operation:
    """Gives the name up."""
    row = Templates(org_id, f"{_CLAIM}{name_key}")
    return lambda write: write.delete(row)
