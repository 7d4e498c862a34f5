"""Another try for an organization that was set aside."""

from chalicelib.config import settings
from chalicelib.live import set_aside, side_by_side
from chalicelib.live.broadcast import broadcast
from chalicelib.live.side_by_side import Patience
from chalicelib.queues.message import Message
from chalicelib.reactions import declared
from chalicelib.store.reachable import database_answers

settings().need("table_prefix", "documents", "websocket_endpoint")
_LEFT_SECONDS = 10.0
"""For noting that it failed, before the function is stopped."""
_LIMITS = next(each.limits for each in declared.REACTIONS if each.function == f"{__name__}:publish_again")
_SECONDS = _LIMITS.seconds - _LEFT_SECONDS
PATIENCE = Patience(first=_SECONDS, usual=_SECONDS, pushing=_SECONDS)
"""As much as the function has: a long history takes minutes, and nobody but others in trouble waits here."""


def publish_again(message: Message) -> None:
    """Publishes all that is missing of the organization; raises what went wrong, and is called again later."""
    org_id = message.org_id
    wrong = side_by_side.run({org_id: lambda _: set_aside.make_up(org_id, broadcast)}, PATIENCE)
    if error := wrong.get(org_id):
        database_answers()  # where its request timed out, that ends the silence for all others
        set_aside.failed_again(org_id, error)
        raise error
