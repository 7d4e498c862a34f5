"""Whose host a request to one machine names."""

from pathlib import Path

import pytest

from chalicelib.local.hosts import Hosts, Site
from chalicelib.publish.documents import Kind, file_name
from chalicelib.publish.hosting import key_of


@pytest.fixture
def hosts(tmp_path: Path) -> Hosts:
    """A machine where `status.acme.com` is the host of a page."""
    file = tmp_path / file_name(key_of("status.acme.com"), Kind.TEXT)
    file.parent.mkdir()
    file.write_text("acme")
    (tmp_path / "secret.txt").write_text("s")
    return Hosts("https://status.example.com", "pages.example.net:8000", tmp_path)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "status.example.com",
        "STATUS.example.com.:443",
        "127.0.0.1:8000",
        "[::1]:8000",
        "::1",
        "localhost:8000",
        "my-machine",
        "box.local:8000",
        "ec2-1.compute.amazonaws.com",
    ],
)
def test_the_machine_itself_is_the_site(hosts: Hosts, header: str) -> None:
    assert isinstance(hosts.page_of(header), Site)


@pytest.mark.parametrize(
    ("header", "slug"),
    [
        ("acme.localhost:8000", "acme"),
        ("ACME.Localhost.", "acme"),
        ("acme.pages.example.net", "acme"),
        ("acme.pages.example.net:8000", "acme"),
        ("status.acme.com", "acme"),
        ("Status.ACME.com.:8000", "acme"),
    ],
)
def test_a_page_has_its_hosts(hosts: Hosts, header: str, slug: str) -> None:
    assert hosts.page_of(header) == slug


@pytest.mark.parametrize(
    "header",
    [
        "status.other.com",
        "a.b.localhost",
        ".localhost",
        "pages.example.net",
        "a.b.pages.example.net",
        "../secret.com",
        "..%2f..%2fsecret.x",
        "evil.example",
        "acme.localhost.evil.example",
        "status.example.com.evil.example",
        "a/b.c",
        "ä.localhost",
        "status.acme.com@evil.example",
        "../../secret",
    ],
)
def test_other_names_are_nobody_s(hosts: Hosts, header: str) -> None:
    assert hosts.page_of(header) is None
