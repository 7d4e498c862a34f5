"""Checking that a request was signed with the stack's own credentials, as AWS would."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

SKEW = timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/\s]+)/(\d{8})/([\w-]+)/([\w-]+)/aws4_request, ?"
    r"SignedHeaders=([\w;-]+), ?Signature=([0-9a-f]{64})"
)


class SignatureCheck:
    """Knows one pair of credentials; `service` is AWS's name for what is called."""

    def __init__(self, access_key: str, secret_key: str, region: str, service: str = "execute-api") -> None:
        self._credentials = Credentials(access_key, secret_key)
        self._scope = (access_key, region, service)

    def accepts(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether `headers` (case-insensitive) hold a fresh signature over this very request."""
        found = _AUTHORIZATION.fullmatch(headers.get("Authorization", ""))
        stamp = headers.get("X-Amz-Date", "")
        if not found or not _fresh(stamp) or not stamp.startswith(found[2]):
            return False
        names = found[5].split(";")
        if (found[1], found[3], found[4]) != self._scope or "host" not in names:
            return False
        expected = self._signature(_request(method, url, headers, body, names, stamp))
        return hmac.compare_digest(expected, found[6])

    def _signature(self, request: AWSRequest) -> str:
        signer = SigV4Auth(self._credentials, self._scope[2], self._scope[1])
        to_sign = signer.string_to_sign(request, signer.canonical_request(request))
        return str(signer.signature(to_sign, request))


def _request(
    method: str, url: str, headers: Mapping[str, str], body: bytes, names: list[str], stamp: str
) -> AWSRequest:
    signed = {name: headers.get(name, "") for name in names}
    if "x-amz-content-sha256" in signed:
        signed["x-amz-content-sha256"] = hashlib.sha256(body).hexdigest()
    request = AWSRequest(method=method, url=url, data=body, headers=signed)
    request.params = None if not urlsplit(url).query else request.params
    request.context["timestamp"] = stamp
    return request


def _fresh(stamp: str) -> bool:
    try:
        then = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return abs(datetime.now(UTC) - then) < SKEW
