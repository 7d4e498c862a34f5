"""/api/hosts: the domain of an organization's own that its page is at."""

from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import urlsplit

from chalice import Blueprint
from pydantic import Field

from chalicelib.api.call import Answer, Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.paging import Items
from chalicelib.config import settings
from chalicelib.domain.hosts import Host, HostState, read_host
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Organization, Role
from chalicelib.domain.times import Instant
from chalicelib.publish.address import origin, page_url, site_url
from chalicelib.store import hosts as store
from chalicelib.store import organizations
from chalicelib.use_cases import hosts as use_cases

bp = Blueprint(__name__)


class HostDraft(Model):
    """A domain to claim."""

    host: str = Field(min_length=1, max_length=300)
    """The name alone, such as `status.example.com`."""


class DnsRecord(Model):
    """A record to make where the domain's DNS is looked after."""

    type: Literal["TXT", "CNAME", "A", "AAAA"]
    """The kind of record."""
    name: str
    """In full; many forms want it without the domain at its end."""
    value: str
    """What it says."""
    purpose: str
    """What it is for, in a sentence."""


class HostAnswer(Model):
    """A domain, how far it is, and what is to be done."""

    host: str
    """In small letters and as DNS writes it."""
    state: HostState
    """How far it is."""
    problem: str
    """What keeps it from being live, in a sentence; empty for nothing."""
    url: str
    """Where the page is, once it is live there."""
    records: tuple[DnsRecord, ...]
    """To be made where its DNS is looked after."""
    created_at: Instant
    checked_at: Instant | None
    """When its DNS was last looked at."""
    next_check_at: Instant | None
    """When it is looked at again; null for not until it is asked for."""
    live_at: Instant | None
    """Since when the page has been live there."""

    @classmethod
    def of(cls, host: Host) -> Self:
        """As the team sees it."""
        return cls(
            host=host.id,
            state=host.state,
            problem=host.problem,
            url=origin(host.id),
            records=_records(host),
            created_at=host.created_at,
            checked_at=host.checked_at,
            next_check_at=host.due_at,
            live_at=host.live_at,
        )


class HostList(Items):
    """The organization's domains, and where its page is."""

    items: list[HostAnswer]
    page_url: str = Field(description="The address that links to the page have.")
    addresses: tuple[str, ...] = Field(description="All addresses that the page answers at, that one first.")


@endpoint(bp, "GET", "/api/hosts", Role.VIEWER, answer=HostList)
def list_hosts(call: Call[None, None]) -> HostList:
    """List the organization's own domains, and all addresses of its page."""
    organization = organizations.get(call.org_id)
    found = [HostAnswer.of(each) for each in store.of_organization(call.org_id)]
    addresses = _addresses(organization)
    return HostList(items=found, next_cursor=None, page_url=addresses[0], addresses=addresses)


@endpoint(bp, "POST", "/api/hosts", Role.ADMIN, body=HostDraft, answer=HostAnswer, status=201)
def claim_host(call: Call[HostDraft, None]) -> Answer:
    """Add a domain of the organization's own.

    It waits for the DNS records in the answer, gets its certificate by itself, and the page is then live there.
    """
    host = use_cases.claim(call.org_id, call.body.host, _ours(), call.actor, call.now)
    return Answer(HostAnswer.of(host), {"Location": f"/api/hosts/{host.id}"})


@endpoint(bp, "GET", "/api/hosts/{host}", Role.VIEWER, answer=HostAnswer)
def get_host(call: Call[None, None]) -> HostAnswer:
    """Get a domain and how far it is."""
    return HostAnswer.of(store.get(call.org_id, _named(call)))


@endpoint(bp, "DELETE", "/api/hosts/{host}", Role.ADMIN, status=204)
def remove_host(call: Call[None, None]) -> None:
    """Remove a domain: the page is at its other address at once, and the name can be claimed by anybody."""
    use_cases.remove(call.org_id, _named(call), call.actor, call.now)


@endpoint(bp, "POST", "/api/hosts/{host}/check", Role.ADMIN, answer=HostAnswer, status=202)
def check_host(call: Call[None, None]) -> HostAnswer:
    """Have a domain's DNS looked at within a minute."""
    return HostAnswer.of(use_cases.ask_again(call.org_id, _named(call), call.now))


def _named(call: Call[None, None]) -> str:
    """As it is stored; what is no name is nobody's."""
    return read_host(call.path["host"]) or "-"


def _records(host: Host) -> tuple[DnsRecord, ...]:
    target = settings().hosts_target or urlsplit(settings().public_url).hostname or ""
    proof = DnsRecord(
        type="TXT", name=host.record_name, value=host.record_value, purpose="Proves that the domain is yours. Keep it."
    )
    leading = DnsRecord(type=_kind(target), name=host.id, value=target, purpose="Leads visitors to your page.")
    return proof, leading


def _kind(target: str) -> Literal["CNAME", "A", "AAAA"]:
    """One machine may have an address and no name."""
    try:
        return "A" if ip_address(target).version == 4 else "AAAA"
    except ValueError:
        return "CNAME"


def _addresses(organization: Organization) -> tuple[str, ...]:
    """Its own domain, its host below the pages' domain, and its path on the site, as far as it has them."""
    profile = organization.profile
    every = (page_url(profile), page_url(profile.but(host="")), site_url("status", organization.slug))
    return tuple(dict.fromkeys(every))


def _ours() -> tuple[str, ...]:
    given = settings()
    return (urlsplit(given.public_url).hostname or "", given.pages_domain.partition(":")[0])
