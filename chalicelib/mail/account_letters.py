"""The texts of mails about accounts."""

from chalicelib.domain.accounts import Account
from chalicelib.mail.letters import letter, link_to
from chalicelib.mail.message import Message
from chalicelib.mail.words import hello


def verify_email(account: Account, token: str) -> Message:
    """To the address somebody signed up with."""
    return letter(
        account.email,
        "Verify your email address for Allclear",
        [hello(account.name), "this address was used to sign up for Allclear. Is it yours?"],
        ("Verify this address", link_to("verify-email", token)),
        ["The link works once, within 7 days.", "It was not you? Then you need not do anything."],
    )


def reset_password(account: Account, token: str) -> Message:
    """To the address of an account; anybody may ask for it."""
    return letter(
        account.email,
        "Reset your Allclear password",
        [hello(account.name), "somebody asked for a new password for your account."],
        ("Choose a new password", link_to("reset-password", token)),
        ["The link works once, within an hour.", "It was not you? Then your password stays as it is."],
    )


def password_changed(account: Account) -> Message:
    """To the address of an account, after the fact."""
    return letter(
        account.email,
        "Your Allclear password was changed",
        [hello(account.name), "your password was changed, and you were signed out everywhere else."],
        ("Forgot it, or it was not you? Get a new one", link_to("forgot-password", "").partition("#")[0]),
        [],
    )
