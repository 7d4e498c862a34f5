"""Another try for an organization that was set aside."""

from chalicelib.config import settings
from chalicelib.live import set_aside, side_by_side
from chalicelib.live.broadcast import broadcast
from chalicelib.live.side_by_side import Patience
from chalicelib.queues.message import Message
from chalicelib.store.reachable import database_answers

settings().need("table_prefix", "documents", "websocket_endpoint")
_PATIENCE = Patience(first=20, usual=20, pushing=20)
"""More than the broadcaster has: here, nobody but others in trouble waits."""


def publish_again(message: Message) -> None:
    """Publishes all that is missing of the organization; raises what went wrong, and is called again later."""
    org_id = message.org_id
    wrong = side_by_side.run({org_id: lambda _: set_aside.make_up(org_id, broadcast)}, _PATIENCE)
    if error := wrong.get(org_id):
        database_answers()  # where its request timed out, that ends the silence for all others
        set_aside.failed_again(org_id, error)
        raise error
