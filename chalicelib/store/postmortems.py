"""Postmortems, read; and taking one away with its incident."""

from chalicelib.domain.ids import Id
from chalicelib.domain.postmortems import Postmortem
from chalicelib.store.changes import Operation
from chalicelib.store.dynamodb import reaching_dynamodb
from chalicelib.store.rows import from_row
from chalicelib.store.tables import Postmortems


def find(org_id: Id, incident_id: Id) -> Postmortem | None:
    """The postmortem of an incident, published or not; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(Postmortem, Postmortems.get(org_id, incident_id, consistent_read=True))
        except Postmortems.DoesNotExist:
            return None


def removing(org_id: Id, incident_id: Id) -> Operation:
    """Takes away whatever there is."""
    row = Postmortems(org_id, incident_id)
    return lambda write: write.delete(row)
