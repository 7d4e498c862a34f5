"""`/@connections/{id}`: for whoever holds the stack's credentials, and nobody else."""

import asyncio
import hashlib
import json
from urllib.parse import quote

import aiohttp
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from tests.live.local.conftest import Reply, Stack


def signed(stack: Stack, method: str, connection_id: str, body: bytes = b"", **wrong: str) -> Reply:
    """A request signed as botocore signs for `execute-api`; `wrong` replaces parts of the credentials."""
    known = {**json.loads((stack.data_dir / "secrets.json").read_text()), "service": "execute-api", **wrong}
    path = f"/@connections/{quote(connection_id, safe='')}"
    request = AWSRequest(method, f"{stack.url}{path}", data=body, headers={"Host": f"127.0.0.1:{stack.port}"})
    SigV4Auth(Credentials(known["access_key"], known["secret_key"]), known["service"], known["region"]).add_auth(
        request
    )
    return stack.request(
        method, path, body, **{name.replace("-", "_"): value for name, value in request.headers.items()}
    )


def with_connection(stack: Stack, check: object) -> None:
    """Calls `check(ws, connection_id)` with an open connection."""

    async def scenario() -> None:
        async with aiohttp.ClientSession() as session:
            ws = await session.ws_connect(f"{stack.url}/live")
            await ws.send_str('{"action":"hello"}')
            await check(ws, json.loads(await ws.receive_str())["id"])  # type: ignore[operator]

    asyncio.run(scenario())


def test_a_signed_post_is_a_frame(stack: Stack) -> None:
    async def check(ws: aiohttp.ClientWebSocketResponse, connection_id: str) -> None:
        reply = await asyncio.to_thread(signed, stack, "POST", connection_id, "grüße".encode())
        assert reply.status == 200
        assert await ws.receive_str() == "grüße"

    with_connection(stack, check)


def test_a_signed_get_describes_and_a_delete_closes(stack: Stack) -> None:
    async def check(ws: aiohttp.ClientWebSocketResponse, connection_id: str) -> None:
        about = (await asyncio.to_thread(signed, stack, "GET", connection_id)).json()
        assert about["identity"]["sourceIp"] == "127.0.0.1"
        closing = asyncio.ensure_future(ws.receive())
        assert (await asyncio.to_thread(signed, stack, "DELETE", connection_id)).status == 204
        await closing
        assert (await asyncio.to_thread(signed, stack, "POST", connection_id, b"x")).status == 410

    with_connection(stack, check)


def test_an_unknown_connection_is_gone(stack: Stack) -> None:
    assert signed(stack, "POST", "nobody=", b"x").status == 410


def test_a_message_over_the_limit_is_413(stack: Stack) -> None:
    assert signed(stack, "POST", "nobody=", b"x" * (128 * 1024 + 1)).status == 413


@pytest.mark.parametrize(
    "wrong",
    [{"secret_key": "guess"}, {"access_key": "AKIAGUESS"}, {"service": "s3"}, {"region": "eu-west-9"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_signature_by_other_credentials_is_refused(stack: Stack, wrong: dict[str, str]) -> None:
    assert signed(stack, "POST", "nobody=", b"x", **wrong).status == 403


def test_no_signature_is_refused(stack: Stack) -> None:
    assert stack.request("POST", "/@connections/nobody", b"x").status == 403
    assert stack.request("POST", "/%40connections/nobody", b"x").status == 403


def test_a_signature_does_not_carry_over_to_another_body(stack: Stack) -> None:
    known = json.loads((stack.data_dir / "secrets.json").read_text())
    honest = hashlib.sha256(b"honest").hexdigest()
    headers = {"Host": f"127.0.0.1:{stack.port}", "X-Amz-Content-SHA256": honest}
    request = AWSRequest("POST", f"{stack.url}/@connections/nobody", data=b"honest", headers=headers)
    SigV4Auth(Credentials(known["access_key"], known["secret_key"]), "execute-api", known["region"]).add_auth(request)
    sent = {name.replace("-", "_"): value for name, value in request.headers.items()}
    assert stack.request("POST", "/@connections/nobody", b"honest", **sent).status == 410
    assert stack.request("POST", "/@connections/nobody", b"forged", **sent).status == 403


def test_the_products_own_push_client_is_accepted(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    known = json.loads((stack.data_dir / "secrets.json").read_text())
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", known["access_key"])
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", known["secret_key"])
    monkeypatch.setenv("AWS_REGION", known["region"])
    from chalicelib.config import settings  # noqa: PLC0415
    from chalicelib.live.apigateway import ApiGatewayPush  # noqa: PLC0415

    settings.cache_clear()

    async def check(ws: aiohttp.ClientWebSocketResponse, connection_id: str) -> None:
        push = ApiGatewayPush(stack.url)
        delivery = await asyncio.to_thread(push.post, [connection_id, "nobody="], ["one", "two"])
        assert (delivery.sent, delivery.gone) == (2, ("nobody=",))
        assert [await ws.receive_str(), await ws.receive_str()] == ["one", "two"]

    try:
        with_connection(stack, check)
    finally:
        settings.cache_clear()
