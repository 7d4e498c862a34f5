"""/api/push: what a browser needs to ask for notifications."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Open
from chalicelib.domain.model import Model

bp = Blueprint(__name__)


class PushKey(Model):
    """Whose messages a browser is to take."""

    public_key: str
    """65 bytes in base64url: `applicationServerKey` of `PushManager.subscribe()`."""


@endpoint(bp, "GET", "/api/push/public-key", Open.PUBLIC, answer=PushKey)
def get_push_key(call: Call[None, None]) -> PushKey:  # noqa: ARG001 - a view's shape
    """See the key that browsers subscribe to notifications with. It stays the same."""
    from chalicelib.notifications.push_keys import public_key  # noqa: PLC0415 - it imports cryptography

    return PushKey(public_key=public_key())
