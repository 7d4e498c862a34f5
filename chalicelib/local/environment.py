"""What the core reads from the environment on this machine; set before any of it is imported."""

import json
import os
import re
import secrets
from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass
from pathlib import Path

from chalicelib.local.faults import StartError
from chalicelib.local.settings import RuntimeSettings

TABLE_PREFIX = "allclear-"
_FOREIGN = ("AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL", "AWS_DEFAULT_REGION")
_SECRET = re.compile("^AWS_|SECRET|TOKEN|PASSWORD|CREDENTIAL", re.IGNORECASE)


@dataclass(frozen=True)
class Secrets:
    """Random, made once per data folder. The data in DynamoDB Local belong to the access key and the region."""

    access_key: str
    secret_key: str
    region: str
    token_secret: str
    operator_token: str


def load_secrets(data_dir: Path) -> Secrets:
    """The folder's secrets, made and kept readable by its owner alone where there are none yet."""
    file = data_dir / "secrets.json"
    try:
        return Secrets(**json.loads(file.read_text()))
    except FileNotFoundError:
        return _keep(_new_secrets(), file)
    except (ValueError, TypeError):
        raise StartError(f"{file} can't be read. Restore it: the data in {data_dir} belong to it.") from None


def apply(environment: MutableMapping[str, str], settings: RuntimeSettings, known: Secrets, database_url: str) -> None:
    """Makes `environment` what the core expects of AWS; what a person set about the product is left as it is."""
    for name in _FOREIGN:
        environment.pop(name, None)
    environment.update(
        _aws(known, database_url), NO_PROXY=_past_proxies(environment), no_proxy=_past_proxies(environment)
    )
    environment.update(
        TABLE_PREFIX=TABLE_PREFIX,
        DOCUMENTS=f"file://{settings.documents}",
        FILES=f"file://{settings.files}",
        WEBSOCKET_ENDPOINT=settings.url,
    )
    environment.setdefault("MAIL", settings.outbox.as_uri().replace("file:", "outbox:", 1))
    environment.setdefault("TOKEN_SECRET", known.token_secret)
    environment.setdefault("OPERATOR_TOKEN", known.operator_token)
    environment.setdefault("PUBLIC_URL", settings.url)
    environment.setdefault("LOG_LEVEL", "WARNING")
    environment.setdefault("METRICS", "off")
    for budget, quota in {"AUTH": "600", "WRITES": "6000", "READS": "30000", "ALERTS": "60000"}.items():
        environment.setdefault(f"RATE_LIMIT_{budget}", quota)  # more: on one machine, all have the same address
    environment.setdefault("MAIL_LIMIT_NETWORK", "1000")
    if settings.is_for_this_machine:  # or strangers could have it call its other services
        environment.setdefault("OUTBOUND_LOOPBACK", "on")


def without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for child processes that are not part of the product, without our secrets."""
    return {name: value for name, value in environment.items() if not _SECRET.search(name)}


def _aws(known: Secrets, database_url: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": known.access_key,
        "AWS_SECRET_ACCESS_KEY": known.secret_key,
        "AWS_REGION": known.region,
        "AWS_DEFAULT_REGION": known.region,
        "AWS_ENDPOINT_URL_DYNAMODB": database_url,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }


def _past_proxies(environment: MutableMapping[str, str]) -> str:
    given = environment.get("NO_PROXY") or environment.get("no_proxy") or ""
    return ",".join(dict.fromkeys([*filter(None, given.split(",")), "127.0.0.1", "localhost", "::1"]))


def _new_secrets() -> Secrets:
    return Secrets(
        access_key=f"AKIA{secrets.token_hex(8).upper()}",
        secret_key=secrets.token_urlsafe(30),
        region=os.environ.get("AWS_REGION") or "us-east-1",
        token_secret=secrets.token_urlsafe(48),
        operator_token=secrets.token_urlsafe(32),
    )


def _keep(made: Secrets, file: Path) -> Secrets:
    partial = file.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        json.dump(asdict(made), out)
        out.flush()
        os.fsync(out.fileno())
    partial.replace(file)
    return made
