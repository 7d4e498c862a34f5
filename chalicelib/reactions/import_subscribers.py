"""Imports subscribers, some lines of the file at a time."""

from chalicelib import log
from chalicelib.config import settings
from chalicelib.domain.errors import NotFoundError
from chalicelib.notifications import importing
from chalicelib.queues.message import ImportMessage
from chalicelib.store import organizations, subscriber_imports

settings().need("table_prefix", "token_secret", "public_url")


def import_subscribers(message: ImportMessage) -> None:
    """Goes on with an import; nothing for one that is gone, or of an organization that is."""
    organization = organizations.find(message.org_id)
    if organization is None or organization.erasing:
        return
    try:
        made = subscriber_imports.get(message.org_id, message.import_id)
    except NotFoundError:
        log.warning("import_gone", organization=message.org_id)
        return
    importing.carry_on(organization, made, message.number)
