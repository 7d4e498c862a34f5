"""Settings: the only reader of the environment."""

import os
from dataclasses import dataclass, fields
from functools import cache

MIN_SECRET = 32


class SettingError(Exception):
    """The environment lacks something, or holds something unusable; the message names it."""


@dataclass(frozen=True)
class Settings:
    """What the environment says; each field is the variable of the same name in capitals."""

    aws_region: str = ""
    table_prefix: str = ""
    """Put before every table's name, such as `allclear-prod-`."""
    documents: str = ""
    """Where public documents are written: `file:///folder` or `s3://bucket`."""
    websocket_endpoint: str = ""
    """Base URL of the WebSocket management API, without `/@connections`."""
    token_secret: str = ""
    """Signs our own access tokens; 32 characters or more."""
    public_url: str = ""
    """Where people reach the pages, such as `https://status.example.com`."""
    mail: str = ""
    """How mail goes out: `outbox:///folder`, `smtp://user:password@host:587?from=...` or `ses://?from=...`."""
    log_level: str = "INFO"
    allclear_version: str = "dev"

    def need(self, *names: str) -> "Settings":
        """These settings, or SettingError naming every one of `names` that is missing."""
        missing = [name.upper() for name in names if not getattr(self, name)]
        if missing:
            raise SettingError(f"Missing in the environment: {', '.join(missing)}")
        if "token_secret" in names and len(self.token_secret) < MIN_SECRET:
            raise SettingError(f"TOKEN_SECRET must have at least {MIN_SECRET} characters")
        return self


@cache
def settings() -> Settings:
    """The environment as it is at the first call."""
    given = {field.name: os.environ.get(field.name.upper(), "").strip() for field in fields(Settings)}
    return Settings(**{name: value for name, value in given.items() if value})
