"""Which addresses may be called, as far as their text and what they resolve to tell."""

import socket
from ipaddress import ip_address
from typing import Any

import pytest

from chalicelib.outbound import calls, names
from chalicelib.outbound.errors import NoAnswerError, RefusedError
from chalicelib.outbound.networks import is_public
from chalicelib.outbound.target import target_of


def wide(text: str) -> str:
    """In the full-width letters that some programs take for the usual ones."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


NOT_PUBLIC = (
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254"),  # noqa: S104
    *("168.63.129.16", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.251"),
    *("239.1.1.1", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::7f00:1", "::127.0.0.1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1"),
    *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
    *("3fff::1", "5f00::1", "4000::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
    *("64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "::ffff:0:127.0.0.1", "fe80::1%lo"),
)
PUBLIC = ("8.8.8.8", "172.15.255.255", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111", "64:ff9b::808:808")


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_is_not_public_is_known_in_every_form(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.com/", "ftp://example.com/", "file:///etc/passwd", "gopher://example.com/", "//example.com/"),
        *(
            "https:example.com",
            "https:/example.com",
            "https:///example.com",
            "https://",
            "https://:443/",
            "example.com",
        ),
        *("https://user@example.com/", "https://user:pw@example.com/", "https://example.com@127.0.0.1/"),
        *(
            "https://@example.com/",
            "https://example.com\\@127.0.0.1/",
        ),
        *("https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/"),
        *("https://0177.0.0.1/", "https://127.0.0.1./", "https://127.0.0.01/", "https://1/", "https://0/"),
        *("https://0x7f.0x0.0x0.0x1/", "https://foo.0x7f/", "https://foo.123/", "https://017700000001/"),
        *(
            "https://%31%32%37.0.0.1/",
            "https://127%2e0%2e0%2e1/",
            f"https://{wide('127')}.{wide('0')}.{wide('0')}.{wide('1')}/",
            "https://127。0。0。1/",
        ),
        *("https://①②⑦.⓪.⓪.①/", f"https://{wide('localhost')}/", "https://localhost/", "https://LOCALHOST./"),
        *("https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/"),
        *("https://[2002:7f00:1::]/", "https://[fe80::1%25lo]/", "https://[fe80::1%lo]/", "https://[fd00:ec2::254]/"),
        *("https://[127.0.0.1]/", "https://[v1.example.com]/", "https://[::1].example.com/", "https://::1/"),
        *("https://[2606:4700:4700::1111].example.com/", "https://example.com[2606:4700:4700::1111]/"),
        *("https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://intranet/", "https://a..b/"),
        *("https://example..com/", "https://.example.com/", "https://example.com../", "https://-a.example.com/"),
        *("https://example.com:0/", "https://example.com:65536/", "https://example.com:/", "https://example.com:8a/"),
        *(
            "https://example.com:-1/",
            "https://example.com/\r\nX: 1",
            "https://example.com/\tx",
            "https://exa mple.com/",
        ),
        *(
            "https://example.com/\x00",
            " https://example.com/",
            "https://example.com /",
            "https://exam\u00adple\u2028.com/",
        ),
        *(f"https://{'a' * 64}.com/", f"https://{'a.' * 130}com/", f"https://example.com/{'a' * 2000}", ""),
    ],
)
def test_a_hostile_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedError) as refused:
        target_of(url)
    assert "127" not in str(refused.value)


def test_a_plain_address_is_read_as_it_is_meant() -> None:
    target = target_of("HTTPS://Hooks.Example.COM.:8443/a b?x=1%20&y=é#part".replace(" ", "%20"))
    assert target == ("https", "hooks.example.com", 8443, "/a%20b?x=1%20&y=%C3%A9", False)
    assert target.origin == "https://hooks.example.com:8443"
    assert target_of("https://bücher.example").host == "xn--bcher-kva.example"
    assert target_of("https://[2606:4700::1111]/").origin == "https://[2606:4700::1111]"
    assert target_of("https://1.1.1.1").path == "/"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/", "http://localhost/", "https://localhost:1/", "http://[::1]/"]
)
def test_one_machine_may_call_itself(url: str) -> None:
    assert target_of(url, loopback=True).is_loopback


@pytest.mark.parametrize(
    "url", ["http://example.com/", "http://10.0.0.1/", "https://169.254.169.254/", "http://0.0.0.0/", "https://[::]/"]
)
def test_one_machine_calls_itself_alone_and_not_its_neighbours(url: str) -> None:
    with pytest.raises(RefusedError):
        target_of(url, loopback=True)


def resolving(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """The system's resolver answers so, one after the other; returns the names that it is asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        families = {address: socket.AF_INET6 if ":" in address else socket.AF_INET for address in found}
        return [(family, socket.SOCK_STREAM, 6, "", (address, port)) for address, family in families.items()]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_a_name_is_refused_for_what_it_leads_to(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    resolving(monkeypatch, [address])
    with pytest.raises(RefusedError):
        calls.post("https://rebound.example/", b"", {})


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(RefusedError):
        names.places(target_of("https://hooks.example.com"), 1)


def test_a_name_of_this_machine_is_no_excuse_for_a_public_name_that_leads_here(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["127.0.0.1"])
    with pytest.raises(RefusedError):
        calls.post("https://hooks.example.com/", b"", {}, loopback=True)


def test_a_name_that_means_this_machine_must_lead_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    resolving(monkeypatch, ["8.8.8.8"])
    with pytest.raises(RefusedError):
        calls.post("http://localhost/", b"", {}, loopback=True)


def test_a_name_that_does_not_resolve_may_resolve_later(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(NoAnswerError):
        calls.post("https://hooks.example.com/", b"", {})
