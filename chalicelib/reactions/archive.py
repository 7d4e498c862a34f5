"""After an organization changed how it shows itself, its whole archive is written anew: permalinks and every month.

The page itself follows with the event's own publication; a long history may take minutes, and nobody waits for it here.
"""

from chalicelib.config import settings
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.publish.archive import rewrite
from chalicelib.queues.message import Message
from chalicelib.store import events

settings().need("table_prefix", "documents")
_SHOWN = frozenset(OrganizationProfile.model_fields)


def archive(message: Message) -> None:
    """Raises NotYetPublishedError while the page still shows what was before the event.

    Events of a release before name no version, and wait for none.
    """
    event = events.find(message.org_id, message.event_id)
    if event and _SHOWN & event.changes.keys():
        rewrite(message.org_id, event.data["organization"].get("version", 0))
