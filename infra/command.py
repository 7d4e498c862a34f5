"""What all commands of this package share: a failure that an operator can mend is one line, and the exit status 1."""

import logging
import sys
from collections.abc import Callable

from boto3.exceptions import Boto3Error
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
)

_WITHOUT = (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, ProfileNotFound, SSOError)
_OUT_OF_REACH = (EndpointConnectionError, ConnectTimeoutError)
_NOT_TAKEN = frozenset(
    {
        "AuthFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidAccessKeyId",
        "InvalidClientTokenId",
        "InvalidToken",
        "RequestExpired",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    }
)
_FORBIDDEN = frozenset({"403", "AccessDenied", "AccessDeniedException", "Forbidden", "UnauthorizedOperation"})


class CannotError(ValueError):
    """A command cannot do what it was asked; the message says why and what to do, in words for who asked."""


def run(command: Callable[[], None]) -> None:
    """Runs a command. A fault of ours still ends in a traceback; what an operator can mend ends in one line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("botocore").setLevel(logging.WARNING)
    try:
        command()
    except CannotError as error:
        sys.exit(str(error))
    except (Boto3Error, BotoCoreError, ClientError) as error:
        sys.exit(in_one_line(error))
    except (EOFError, KeyboardInterrupt):
        sys.exit("Interrupted. It is safe to do this again.")


def in_one_line(error: Exception) -> str:
    """What AWS, or the way to it, has against a call."""
    text = " ".join(str(error).split())
    if isinstance(error, ClientError):
        return _refused(error, text)
    if isinstance(error, _WITHOUT):
        return f"No AWS credentials: {text} Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
    if isinstance(error, _OUT_OF_REACH):
        return f"AWS is out of reach: {text} Is there a network, and is the region in infra/stages.json right?"
    return f"AWS could not be asked: {text}"


def code(error: ClientError) -> str:
    """AWS's name for what it refused a call with."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _refused(error: ClientError, text: str) -> str:
    if code(error) in _NOT_TAKEN:
        return f"AWS does not take these credentials: {text}"
    if code(error) in _FORBIDDEN:
        return f"These credentials may not do this: {text}"
    return f"AWS refused: {text}"
