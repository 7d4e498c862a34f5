"""/api/auth: what goes by mail."""

import time
from datetime import timedelta

from chalice import Blueprint

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Budget, Open
from chalicelib.auth import account_mail
from chalicelib.aws import pausing
from chalicelib.domain.accounts import ForgottenPassword, MailedToken, PasswordReset

bp = Blueprint(__name__)

UNHURRIED = timedelta(seconds=0.5)
"""How long asking for a reset takes, whoever is asked about: the time must not tell who has an account."""


@endpoint(bp, "POST", "/api/auth/verify-email", Open.PUBLIC, body=MailedToken, status=204)
def verify_email(call: Call[MailedToken, None]) -> None:
    """Prove an email address with the token that was mailed to it.

    An access token got before does not know of it: refresh it.
    """
    account_mail.verify(call.body.token, call.now)


@endpoint(bp, "POST", "/api/auth/resend-verification", Open.SIGNED_IN, status=202, budget=Budget.AUTH)
def resend_verification(call: Call[None, None]) -> None:
    """Have the mail sent again that proves my address."""
    account_mail.send_verification(account_mail.own(call.caller.id), call.sender, call.now)


@endpoint(bp, "POST", "/api/auth/forgot-password", Open.PUBLIC, body=ForgottenPassword, status=202)
def forgot_password(call: Call[ForgottenPassword, None]) -> None:
    """Have a mail sent that allows to choose a new password.

    The answer is the same whether there is such an account or not.
    """
    started = time.monotonic()
    try:
        account_mail.send_reset(call.body.email, call.sender, call.now)
    finally:
        pausing.pause(max(0.0, UNHURRIED.total_seconds() - (time.monotonic() - started)))


@endpoint(bp, "POST", "/api/auth/reset-password", Open.PUBLIC, body=PasswordReset, status=204)
def reset_password(call: Call[PasswordReset, None]) -> None:
    """Choose a new password with the token from the mail; every session of the account is over."""
    account_mail.reset(call.body.token, call.body.password.get_secret_value(), call.now)
