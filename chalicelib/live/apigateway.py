"""The push client for API Gateway's management API.

boto3 spends 1.7 ms of Python on each PostToConnection. Here one signing key serves a whole day, the HTTP client keeps
its connections, and a push of many is a handful of concurrent chains, one per connection, so that order holds.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit

import aiohttp
from botocore.credentials import ReadOnlyCredentials
from botocore.session import get_session
from yarl import URL

from chalicelib.config import settings
from chalicelib.live.push import Delivery

CONCURRENCY = 200
TRIES = 4
_FIRST_PAUSE = 0.05
_TIMEOUT = aiohttp.ClientTimeout(total=10, connect=3)
_GONE, _RETRIED = 410, frozenset({429, 500, 502, 503, 504})
_SIGNED = "content-type;host;x-amz-date"


class GoneError(Exception):
    """The connection is no more."""


class Signer:
    """SigV4 for one service and region; the derived key is made once a day."""

    def __init__(self, region: str, host: str) -> None:
        self._region, self._host = region, host
        self._session = get_session()
        self._key: tuple[str, str, bytes] | None = None

    def headers(self, path: str, body: bytes, now: datetime) -> dict[str, str]:
        """The headers that sign a POST of `body` to `path`, which is already percent-encoded once."""
        credentials: ReadOnlyCredentials = self._session.get_credentials().get_frozen_credentials()
        moment = now.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{moment[:8]}/{self._region}/execute-api/aws4_request"
        headers = {"content-type": "application/json", "host": self._host, "x-amz-date": moment}
        names = _SIGNED
        if credentials.token:
            headers["x-amz-security-token"] = credentials.token
            names = f"{_SIGNED};x-amz-security-token"
        canonical = "\n".join(
            [
                "POST",
                quote(path),
                "",
                *(f"{name}:{headers[name]}" for name in names.split(";")),
                "",
                names,
                _sha256(body),
            ]
        )
        to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{_sha256(canonical.encode())}"
        signature = _hmac(self._signing_key(credentials.secret_key, moment[:8]), to_sign).hex()
        credential = f"{credentials.access_key}/{scope}"
        headers["authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders={names}, Signature={signature}"
        )
        return headers

    def _signing_key(self, secret: str, day: str) -> bytes:
        if self._key is None or self._key[:2] != (secret, day):
            key = f"AWS4{secret}".encode()
            for part in (day, self._region, "execute-api", "aws4_request"):
                key = _hmac(key, part)
            self._key = (secret, day, key)
        return self._key[2]


class ApiGatewayPush:
    """Posts to `{endpoint}/@connections/{id}`."""

    def __init__(self, endpoint: str) -> None:
        self._url = urlsplit(endpoint.rstrip("/"))
        self._signer = Signer(settings().need("aws_region").aws_region, self._url.netloc)

    def post(self, connection_ids: Sequence[str], messages: Sequence[str]) -> Delivery:
        """Every message to every connection, each connection's in order; a passing fault is retried."""
        return asyncio.run(self._post_all(connection_ids, [message.encode() for message in messages]))

    async def _post_all(self, connection_ids: Sequence[str], bodies: Sequence[bytes]) -> Delivery:
        outcome: dict[str, list[str]] = {"gone": [], "failed": []}
        waiting = iter(connection_ids)
        connector = aiohttp.TCPConnector(limit=CONCURRENCY)
        async with aiohttp.ClientSession(connector=connector, timeout=_TIMEOUT) as session:
            chains = [
                self._chain(session, waiting, bodies, outcome) for _ in range(min(CONCURRENCY, len(connection_ids)))
            ]
            sent = sum(await asyncio.gather(*chains))
        return Delivery(sent, tuple(outcome["gone"]), tuple(outcome["failed"]))

    async def _chain(
        self,
        session: aiohttp.ClientSession,
        waiting: Iterator[str],
        bodies: Sequence[bytes],
        outcome: dict[str, list[str]],
    ) -> int:
        sent = 0
        for connection_id in waiting:
            try:
                for body in bodies:
                    await self._post_one(session, connection_id, body)
                    sent += 1
            except GoneError:
                outcome["gone"].append(connection_id)
            except (aiohttp.ClientError, TimeoutError):
                outcome["failed"].append(connection_id)
        return sent

    async def _post_one(self, session: aiohttp.ClientSession, connection_id: str, body: bytes) -> None:
        path = f"{self._url.path}/@connections/{quote(connection_id, safe='')}"
        url = f"{self._url.scheme}://{self._url.netloc}{path}"
        pause = _FIRST_PAUSE
        for left in reversed(range(TRIES)):
            headers = self._signer.headers(path, body, datetime.now(UTC))
            async with session.post(URL(url, encoded=True), data=body, headers=headers) as answer:
                if answer.status == _GONE:
                    raise GoneError
                if answer.status not in _RETRIED or not left:
                    answer.raise_for_status()
                    return
            await asyncio.sleep(pause)
            pause *= 2


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
