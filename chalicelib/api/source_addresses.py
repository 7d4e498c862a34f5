"""The secret addresses of sources."""

from chalicelib.config import settings
from chalicelib.domain.errors import ConflictError
from chalicelib.domain.sources import Source, SourceKind, new_token
from chalicelib.publish.address import site_url


def token_for(source: Source) -> str:
    """A new token for the source; raises ConflictError for mail where none comes."""
    if source.kind is SourceKind.EMAIL and not settings().inbound_mail_domain:
        raise ConflictError("No mail is taken here: INBOUND_MAIL_DOMAIN is not set.")
    return new_token(source, settings().need("token_secret").token_secret.encode())


def address_of(source: Source, token: str) -> str:
    """The secret address that a token makes."""
    if source.kind is SourceKind.EMAIL:
        return f"{token}@{settings().inbound_mail_domain}"
    return site_url("api", "alerts", source.id, token)
