"""The environment in which the app and its tables can be imported for packaging; it holds no secrets."""

import os

_PLACEHOLDERS = {
    "AWS_REGION": "us-east-1",
    "AWS_DEFAULT_REGION": "us-east-1",
    "TABLE_PREFIX": "allclear-package-",
    "DOCUMENTS": "s3://allclear-package",
    "WEBSOCKET_ENDPOINT": "https://allclear-package.invalid",
    "TOKEN_SECRET": "only-to-import-the-app-while-it-is-packaged",
    "MAIL": "outbox:///tmp/allclear-package",
    "PUBLIC_URL": "https://allclear-package.invalid",
}


def for_packaging() -> dict[str, str]:
    """This process's environment with placeholders where the app asks for settings."""
    return {**os.environ, **_PLACEHOLDERS}


def prepare() -> None:
    """Lets this process import the app's modules, without changing what is set already."""
    for name, value in _PLACEHOLDERS.items():
        os.environ.setdefault(name, value)
