"""/api/auth: what goes by mail."""

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Budget, Open
from chalicelib.auth import accounts, password_changes, verification
from chalicelib.domain.accounts import ForgottenPassword, MailedToken, PasswordReset
from chalicelib.domain.errors import UnavailableError
from chalicelib.queues import queues
from chalicelib.queues.message import ResetRequest

bp = Blueprint(__name__)


@endpoint(bp, "POST", "/api/auth/verify-email", Open.PUBLIC, body=MailedToken, status=204)
def verify_email(call: Call[MailedToken, None]) -> None:
    """Prove an email address with the token that was mailed to it.

    A session that began before needs no new token to accept an invitation; its claims say so after the next refresh.
    """
    verification.verify(call.body.token, call.now)


@endpoint(bp, "POST", "/api/auth/resend-verification", Open.SIGNED_IN, status=202, budget=Budget.AUTH)
def resend_verification(call: Call[None, None]) -> None:
    """Have the mail sent again that proves my address."""
    verification.send_verification(accounts.own(call.caller.id), call.sender, call.now)


@endpoint(bp, "POST", "/api/auth/forgot-password", Open.PUBLIC, body=ForgottenPassword, status=202)
def forgot_password(call: Call[ForgottenPassword, None]) -> None:
    """Have a mail sent that allows to choose a new password.

    The answer is the same whether there is such an account or not, and comes before anybody has looked.
    """
    request = ResetRequest(call.body.email, call.sender, call.now.timestamp())
    if queues.current().send("password_reset", [request]):
        raise UnavailableError("The request could not be stored. Try again in a moment.")


@endpoint(bp, "POST", "/api/auth/reset-password", Open.PUBLIC, body=PasswordReset, status=204)
def reset_password(call: Call[PasswordReset, None]) -> None:
    """Choose a new password with the token from the mail; every session of the account is over."""
    password_changes.reset(call.body.token, call.body.password.get_secret_value(), call.now)
