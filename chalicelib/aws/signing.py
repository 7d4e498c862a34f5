"""AWS's Signature Version 4 for POST requests; the derived key is made once a day.

botocore signs anything, at 0.5 ms a request; what is posted here always looks the same.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import quote

from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import NoCredentialsError
from botocore.session import get_session


class Signer:
    """Signs for one service of one region at one host."""

    def __init__(self, service: str, region: str, host: str) -> None:
        self._service, self._region, self._host = service, region, host
        self._credentials: Credentials | None = None
        self._key: tuple[str, str, bytes] | None = None

    def headers(self, path: str, body: bytes, now: datetime, **more: str) -> dict[str, str]:
        """The headers that sign a POST of `body` to `path`, which is already percent-encoded once.

        `more` are signed, too, by their names in lower case with `_` for `-`. Raises NoCredentialsError.
        """
        credentials = self._frozen()
        moment = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{moment[:8]}/{self._region}/{self._service}/aws4_request"
        headers = {"host": self._host, "x-amz-date": moment}
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        if credentials.token:
            headers["x-amz-security-token"] = credentials.token
        names, canonical = _canonical(path, headers, body)
        to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{_sha256(canonical.encode())}"
        signature = _hmac(self._signing_key(credentials.secret_key, moment[:8]), to_sign).hex()
        credential = f"{credentials.access_key}/{scope}"
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
        )
        return headers

    def _frozen(self) -> ReadOnlyCredentials:
        """Those of now: botocore renews what expires. That there were none once is not remembered."""
        self._credentials = self._credentials or get_session().get_credentials()
        if self._credentials is None:
            raise NoCredentialsError
        return self._credentials.get_frozen_credentials()

    def _signing_key(self, secret: str, day: str) -> bytes:
        if self._key is None or self._key[:2] != (secret, day):
            key = f"AWS4{secret}".encode()
            for part in (day, self._region, self._service, "aws4_request"):
                key = _hmac(key, part)
            self._key = (secret, day, key)
        return self._key[2]


def _canonical(path: str, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """The names of the headers, and the request in the form that is signed."""
    names = ";".join(sorted(headers))
    lines = [f"{name}:{headers[name]}" for name in sorted(headers)]
    return names, "\n".join(["POST", quote(path), "", *lines, "", names, _sha256(body)])


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
