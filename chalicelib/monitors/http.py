"""HTTP(S): status, content, certificate; every hop of a redirect is guarded like the first."""

from collections.abc import Mapping
from time import monotonic

from chalicelib.domain.counts import so_many
from chalicelib.domain.monitors import Monitor
from chalicelib.monitors.certificate import check_days
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.monitors.http_content import check_json, check_text
from chalicelib.monitors.http_wire import PACKINGS, Answer, asked, led_to, packing, with_usual
from chalicelib.monitors.reaching import connected, guarded
from chalicelib.outbound.target import Target

USER_AGENT = "Allclear/1 (monitor)"
_REDIRECTS = {301, 302, 303, 307, 308}
_AS_GET = {301, 302, 303}
_ABOUT_BODY = {"content-type", "content-encoding", "content-language"}


async def look(monitor: Monitor, *, loopback: bool) -> Found:
    """Raises FailedError; the time is that of all hops, without resolving names."""
    target = guarded(monitor.url or "", loopback=loopback)
    method, body = monitor.method, monitor.body.encode() if monitor.body is not None else None
    headers = with_usual({"User-Agent": USER_AGENT}, monitor.secret_headers)
    spent = 0.0
    for hop in range(monitor.max_redirects + 1):
        async with connected(target, monitor.ip_version, tls=target.scheme == "https") as line:
            answer = await asked(line, method, target, headers, body)
            spent += monotonic() - line.began
            expires_at = line.certificate_expires_at
        where = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not where or monitor.max_redirects == 0:
            _check_answer(monitor, answer)
            check_days(expires_at, monitor.certificate_days)
            return Found(round(spent * 1000), f"{answer.status}", expires_at)
        if hop == monitor.max_redirects:
            break
        before, target = target, guarded(led_to(target, where), loopback=loopback)
        if answer.status in _AS_GET and method not in {"GET", "HEAD"}:
            method, body = "GET", None
            headers = {name: value for name, value in headers.items() if name.lower() not in _ABOUT_BODY}
        headers, body = still_sent(headers, before, target), body if _is_same(before, target) else None
    raise FailedError(f"It was redirected more than {so_many(monitor.max_redirects, 'time')}.")


def still_sent(headers: Mapping[str, str], before: Target, after: Target) -> dict[str, str]:
    """What a redirect to somebody else must not get: anything that was meant for the first."""
    return dict(headers) if _is_same(before, after) else {"User-Agent": USER_AGENT}


def _is_same(before: Target, after: Target) -> bool:
    """Whether it is the same host. `https://host` is, where `http://host` has sent us there."""
    ports = (before.scheme, before.port, after.scheme, after.port)
    is_encrypted_now = before.host == after.host and ports == ("http", 80, "https", 443)
    return before.origin == after.origin or is_encrypted_now


def _check_answer(monitor: Monitor, answer: Answer) -> None:
    if not any(_within(answer.status, each) for each in monitor.expected_statuses):
        raise FailedError(f"The answer had the status {answer.status}.")
    packed = packing(answer.headers)
    if packed and packed not in PACKINGS and (monitor.json_path or monitor.expected_text) is not None:
        raise FailedError(f"The answer is packed as {packed[:20]}, which is not read.")
    if monitor.json_path is not None:
        check_json(monitor.json_path, monitor.expected_text, answer)
    elif monitor.expected_text is not None:
        check_text(monitor.expected_text, answer)


def _within(status: int, expected: str) -> bool:
    first, _, last = expected.partition("-")
    return int(first) <= status <= int(last or first)
