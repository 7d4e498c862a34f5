"""The mail for somebody who forgot their password.

The API only stores the request in the queue. Looking for the account and writing the mail happen here, so that neither
what the API answers nor how long it takes depends on whether there is such an account.
"""

from datetime import UTC, datetime

from chalicelib import clock, log
from chalicelib.auth import password_changes
from chalicelib.config import settings
from chalicelib.queues.message import ResetRequest

settings().need("table_prefix", "token_secret", "public_url")


def password_reset(request: ResetRequest) -> None:
    """Sends the mail, if there is such an account; nothing for a request that is older than its link would last."""
    now = clock.now()
    if now > datetime.fromtimestamp(request.asked_at, UTC) + password_changes.RESET_WITHIN:
        log.warning("reset_request_too_old")
        return
    password_changes.send_reset(request.email, request.network, now)
