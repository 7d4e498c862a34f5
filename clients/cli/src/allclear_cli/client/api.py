"""The client: what an organization has, as groups of verbs."""

from types import TracebackType

import httpx

from allclear_cli.client.address import Address, found
from allclear_cli.client.models import Organization, Page
from allclear_cli.client.resources import Incidents, Maintenances, Services, Settings, Subscribers, Things
from allclear_cli.client.retries import Patience
from allclear_cli.client.transfers import Exports, Imports
from allclear_cli.client.transport import Transport


class Allclear:
    """An organization, as its API key may see and change it; without a key, public pages.

    `url` is the address of the deployment, or of a page on it or on a host of its own, or an `Address` found before.
    Use it in a `with`, or `close` it.
    """

    def __init__(
        self,
        key: str = "",
        url: str | Address = "http://127.0.0.1:8000",
        *,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.address = url if isinstance(url, Address) else found(url, transport)
        self.transport = Transport(self.address.api, key, patience=patience, transport=transport)
        self.settings = Settings(self.transport)
        self.services = Services(self.transport)
        self.incidents = Incidents(self.transport)
        self.maintenance = Maintenances(self.transport)
        self.subscribers = Subscribers(self.transport)
        self.imports = Imports(self.transport)
        self.exports = Exports(self.transport)

    def __enter__(self) -> "Allclear":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends its connections."""
        self.transport.close()

    def organization(self) -> Organization:
        """The organization of the key."""
        return self.settings.get()

    def things(self, path: str) -> Things:
        """What is listed at `/api/{path}`, for kinds that have no group of their own, such as `monitors`."""
        return Things(self.transport, f"/api/{path}")

    def page(self, slug: str) -> Page:
        """A public page; it needs no key."""
        return Page.model_validate(self.transport.call("GET", f"/api/status/{slug}").json())
