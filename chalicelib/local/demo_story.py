"""The history of the demo organization, as plain data: it gives a newcomer a page that is worth looking at."""

from dataclasses import dataclass, field
from datetime import timedelta

from chalicelib.domain.incidents import IncidentStatus
from chalicelib.domain.services import ServiceStatus

D, H, M = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """A service of the demo."""

    name: str
    category: str
    description: str


@dataclass(frozen=True)
class Said:
    """An update, so long after the incident was opened."""

    after: timedelta
    status: IncidentStatus
    text: str


@dataclass(frozen=True)
class Trouble:
    """An incident, opened so long ago."""

    ago: timedelta
    title: str
    text: str
    services: dict[str, ServiceStatus]
    updates: tuple[Said, ...] = field(default=())

    @property
    def lasted(self) -> timedelta | None:
        """Until it was resolved; None while it is open."""
        resolved = (said.after for said in self.updates if said.status is IncidentStatus.RESOLVED)
        return next(resolved, None)

    @property
    def begins_in(self) -> timedelta:
        """Negative, as for work that is over: what happens is played in the order in which it happened."""
        return -self.ago


@dataclass(frozen=True)
class Work:
    """Maintenance that starts in so long; in the past when negative."""

    starts_in: timedelta
    lasts: timedelta
    title: str
    text: str
    services: tuple[str, ...]

    @property
    def begins_in(self) -> timedelta:
        """When it starts."""
        return self.starts_in


_S = IncidentStatus
LINES = (
    Line("Website", "Customers", "The shop and everything customers see."),
    Line("Mobile app", "Customers", "iOS and Android."),
    Line("Checkout", "Customers", "Paying by card, wallet and invoice."),
    Line("REST API", "Developers", "api.demo.example, all versions."),
    Line("Webhooks", "Developers", "Deliveries to your endpoints, with retries."),
    Line("Search", "Platform", ""),
    Line("Email delivery", "Platform", "Receipts, password mails and newsletters."),
    Line("Single sign-on", "Platform", "SAML and OpenID Connect."),
)

TROUBLES = (
    Trouble(
        88 * D + 2 * H,
        "Search returns no results",
        "Every search comes back empty. The catalogue itself is fine.",
        {"Search": ServiceStatus.MAJOR_OUTAGE},
        (
            Said(14 * M, _S.IDENTIFIED, "The index was switched to one that was still being built. We switch it back."),
            Said(38 * M, _S.RESOLVED, "Search finds everything again."),
        ),
    ),
    Trouble(
        71 * D + 9 * H,
        "Sign-in by single sign-on is slow",
        "Signing in takes up to half a minute. Whoever is signed in stays so.",
        {"Single sign-on": ServiceStatus.DEGRADED_PERFORMANCE},
        (Said(3 * H, _S.RESOLVED, "A cache of certificates had expired; signing in is as fast as before."),),
    ),
    Trouble(
        52 * D,
        "Webhooks delivered twice",
        "Some webhooks were delivered twice. Deliveries carry an id that lets you drop the second.",
        {"Webhooks": ServiceStatus.DEGRADED_PERFORMANCE},
        (
            Said(
                25 * M, _S.IDENTIFIED, "A deploy this morning made our queue acknowledge late. We are rolling it back."
            ),
            Said(70 * M, _S.RESOLVED, "Rolled back. No delivery has been doubled since 10:40 UTC."),
        ),
    ),
    Trouble(
        33 * D + 6 * H,
        "Mobile app shows an empty basket",
        "The app does not show what is in the basket. On the website it is there.",
        {"Mobile app": ServiceStatus.PARTIAL_OUTAGE, "REST API": ServiceStatus.DEGRADED_PERFORMANCE},
        (
            Said(20 * M, _S.IDENTIFIED, "The app asks for a version of our API that we had switched off too early."),
            Said(2 * H + 10 * M, _S.RESOLVED, "That version is back until all apps are updated."),
        ),
    ),
    Trouble(
        21 * D + 30 * M,
        "Newsletters are delayed",
        "Newsletters arrive up to two hours late; receipts are not affected.",
        {"Email delivery": ServiceStatus.DEGRADED_PERFORMANCE},
        (Said(5 * H, _S.RESOLVED, "All newsletters have been delivered."),),
    ),
    Trouble(
        9 * D + 3 * H,
        "Elevated error rate on the REST API",
        "About one request in fifty fails with a 502. We are looking into it.",
        {"REST API": ServiceStatus.PARTIAL_OUTAGE},
        (
            Said(
                12 * M, _S.IDENTIFIED, "One of three availability zones drops connections. We are moving traffic away."
            ),
            Said(31 * M, _S.MONITORING, "Traffic is off that zone, and the error rate is back to normal."),
            Said(2 * H, _S.RESOLVED, "The zone is healthy again. We apologize for the trouble."),
        ),
    ),
    Trouble(
        3 * D + 5 * H,
        "Card payments declined",
        "Payments with some cards are declined although they are good. Wallets and invoices work.",
        {"Checkout": ServiceStatus.MAJOR_OUTAGE, "Mobile app": ServiceStatus.DEGRADED_PERFORMANCE},
        (
            Said(
                9 * M, _S.IDENTIFIED, "Our payment provider has confirmed a fault on their side and is working on it."
            ),
            Said(41 * M, _S.MONITORING, "The provider has fixed it. Payments go through; we keep watching."),
            Said(
                90 * M, _S.RESOLVED, "All payments have been normal for an hour. Declined orders can be placed again."
            ),
        ),
    ),
    Trouble(
        47 * M,
        "Emails are delayed",
        "Receipts and password mails arrive up to 20 minutes late. Nothing is lost.",
        {"Email delivery": ServiceStatus.DEGRADED_PERFORMANCE},
        (
            Said(
                18 * M,
                _S.IDENTIFIED,
                "A newsletter filled the queue that receipts share. We are giving them one of their own.",
            ),
        ),
    ),
)

WORKS = (
    Work(-61 * D, 2 * H, "Move to a second data centre", "Pages may load slowly.", ("Website", "Checkout")),
    Work(-26 * D, 25 * M, "Mail servers restart", "Mail waits for the time being.", ("Email delivery",)),
    Work(-6 * D, 40 * M, "Database upgrade", "A minute of read-only mode near the start.", ("REST API", "Website")),
    Work(2 * D + 4 * H, 90 * M, "Search index rebuild", "Results may miss the newest products meanwhile.", ("Search",)),
    Work(
        11 * D,
        30 * M,
        "Certificate rotation for single sign-on",
        "Nothing to do if you read our metadata; otherwise fetch the new certificate before.",
        ("Single sign-on",),
    ),
)
