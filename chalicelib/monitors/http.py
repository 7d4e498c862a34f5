"""HTTP(S): status, content, certificate; every hop of a redirect is guarded like the first."""

import json
import re
from collections.abc import Mapping
from time import monotonic
from urllib.parse import urljoin

from chalicelib.domain import json_path
from chalicelib.domain.counts import so_many
from chalicelib.domain.monitors import Monitor
from chalicelib.monitors.certificate import check_days
from chalicelib.monitors.finding import FailedError, Found
from chalicelib.monitors.http_wire import MAX_BYTES, PACKINGS, Answer, asked, packing, with_usual
from chalicelib.monitors.reaching import connected, guarded
from chalicelib.outbound.target import Target

USER_AGENT = "Allclear/1 (monitor)"
_REDIRECTS = {301, 302, 303, 307, 308}
_AS_GET = {301, 302, 303}
_ABOUT_BODY = {"content-type", "content-encoding", "content-language"}
_ENCODING = re.compile(
    r"utf-?(8|16)|us-ascii|iso-8859-\d+|latin-?1|windows-125\d|koi8-[ru]|shift_jis|euc-(jp|kr)|gb\w+|big5"
)
"""Python knows others, some of which take long to be read."""


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
        before, target = target, guarded(urljoin(f"{target.origin}{target.path}", where), loopback=loopback)
        if answer.status in _AS_GET and method not in {"GET", "HEAD"}:
            method, body = "GET", None
            headers = {name: value for name, value in headers.items() if name.lower() not in _ABOUT_BODY}
        headers = still_sent(headers, before, target)
    raise FailedError(f"It was redirected more than {so_many(monitor.max_redirects, 'time')}.")


def still_sent(headers: Mapping[str, str], before: Target, after: Target) -> dict[str, str]:
    """What a redirect to somebody else must not get: anything that was meant for the first."""
    is_same = before.origin == after.origin or _is_encrypted_now(before, after)
    return dict(headers) if is_same else {"User-Agent": USER_AGENT}


def _is_encrypted_now(before: Target, after: Target) -> bool:
    """Whether `http://host` has sent us to `https://host`, which is the same one."""
    ports = (before.scheme, before.port, after.scheme, after.port)
    return before.host == after.host and ports == ("http", 80, "https", 443)


def _check_answer(monitor: Monitor, answer: Answer) -> None:
    if not any(_within(answer.status, each) for each in monitor.expected_statuses):
        raise FailedError(f"The answer had the status {answer.status}.")
    packed = packing(answer.headers)
    if packed and packed not in PACKINGS and (monitor.json_path or monitor.expected_text) is not None:
        raise FailedError(f"The answer is packed as {packed[:20]}, which is not read.")
    if monitor.json_path is not None:
        _check_json(monitor.json_path, monitor.expected_text, answer.body)
    elif monitor.expected_text is not None and monitor.expected_text not in _text(answer):
        raise FailedError("The answer does not hold the expected text.")


def _text(answer: Answer) -> str:
    """In the encoding that the answer names, if that is a usual one."""
    _, _, named = answer.headers.get("content-type", "").lower().partition("charset=")
    encoding = named.partition(";")[0].strip(" \"'")
    try:
        return answer.body.decode(encoding if _ENCODING.fullmatch(encoding) else "utf-8", errors="replace")
    except LookupError:
        return answer.body.decode(errors="replace")


def _within(status: int, expected: str) -> bool:
    first, _, last = expected.partition("-")
    return int(first) <= status <= int(last or first)


def _check_json(path: str, expected: str | None, body: bytes) -> None:
    """Text is compared as it is, everything else as JSON writes it."""
    try:
        found = json_path.at(json.loads(body), path)
    except (ValueError, RecursionError):
        why = f"is larger than {MAX_BYTES // 1024} KB" if len(body) >= MAX_BYTES else "is no JSON"
        raise FailedError(f"The answer {why}.") from None
    if found is json_path.MISSING:
        raise FailedError(f"The answer has nothing at {path}.")
    text = found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)
    if expected is not None and text != expected:
        raise FailedError(f"The answer has something else at {path}.")
