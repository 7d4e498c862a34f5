"""Goes on with an import from another product, or makes an export: one queue for both, since both are rare."""

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.errors import NotFoundError
from chalicelib.exporting import running as exporting
from chalicelib.importing import running as importing
from chalicelib.queues.message import MovingMessage
from chalicelib.store import exports, imports, organizations

settings().need("table_prefix", "token_secret", "files")


def moving(message: MovingMessage) -> None:
    """Nothing for one that is gone or has ended, or of an organization that is gone."""
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    try:
        if message.what == importing.WHAT:
            importing.carry_on(imports.get(message.org_id, message.id))
        elif message.what == exporting.WHAT:
            exporting.make(organization, exports.get(message.org_id, message.id))
    except NotFoundError:
        log.warning("moving_gone", organization=message.org_id, what=message.what)
