"""A page as a real organization would have it, in each of the states it goes through: for screenshots and for axe."""

from tests.browser.pages import (
    Document,
    a_maintenance,
    a_page,
    a_service,
    affected,
    ago,
    an_incident,
    an_organization,
    an_update,
)

ORGANIZATION = an_organization(
    slug="northwind",
    name="Northwind Pay",
    description="Payments for shops across Europe. Questions that are not answered here: https://northwind.example/support.",
    website_url="https://northwind.example",
    accent_color="#5b3fd1",
)

_LISTED = (
    ("Payments", "Card payments", "Authorization and capture, all schemes"),
    ("Payments", "Bank transfers", "SEPA and instant transfers"),
    ("Payments", "Payouts", "Daily settlement to your bank account"),
    ("Developers", "REST API", "api.northwind.example"),
    ("Developers", "Webhooks", "Delivery of events to your endpoints"),
    ("Developers", "Sandbox", ""),
    ("Merchants", "Dashboard", "Where you see payments, refunds and disputes"),
    ("Merchants", "Point-of-sale terminals", ""),
    ("Merchants", "Documentation", ""),
)


def services(**status_by_name: str) -> list[Document]:
    """All of them, operational but for those named (spaces written as underscores)."""
    return [
        a_service(
            name,
            status_by_name.get(name.replace(" ", "_"), "operational"),
            category=category,
            description=about,
            position=100 * place,
            id=f"01kat{place:020d}s",
        )
        for place, (category, name, about) in enumerate(_LISTED)
    ]


def past() -> list[Document]:
    """Three incidents of the last two weeks."""
    listed = services()
    return [
        an_incident(
            "Delayed webhooks",
            [
                an_update(
                    "resolved",
                    "The queue is empty again and events arrive within a second. Nothing was lost.",
                    days=1,
                    hours=2,
                ),
                an_update("monitoring", "We added workers; the queue is shrinking.", days=1, hours=2.6),
                an_update(
                    "identified", "A deployment halved the number of workers that deliver events.", days=1, hours=3.1
                ),
                an_update("investigating", "Some webhooks arrive up to 20 minutes late.", days=1, hours=3.4),
            ],
            affected(listed[4], status="degraded_performance"),
            "minor",
        ),
        an_incident(
            "Card payments declined",
            [
                an_update(
                    "resolved",
                    "Between 09:12 and 09:47 UTC one in five card payments was declined by mistake.\n\n"
                    "Shops may safely retry them. What happened, and what we change: https://northwind.example/blog/nov-17.",
                    days=6,
                    hours=4,
                ),
                an_update("identified", "An expired certificate at one of our acquirers.", days=6, hours=4.3),
                an_update("investigating", "We see more declines than usual.", days=6, hours=4.9),
            ],
            affected(listed[0], status="major_outage"),
            "critical",
        ),
        an_incident(
            "Dashboard slow to load",
            [
                an_update("resolved", "Response times are back to normal.", days=11, hours=6),
                an_update("investigating", "Reports take longer than usual to load.", days=11, hours=7.2),
            ],
            affected(listed[6], status="degraded_performance"),
            "minor",
        ),
    ]


def finished() -> Document:
    """Maintenance of nine days ago."""
    start, end = ago(days=9, hours=11), ago(days=9, hours=9.4)
    return a_maintenance(
        "Switch to the new payout bank",
        "completed",
        scheduled_start=start,
        scheduled_end=ago(days=9, hours=9),
        actual_start=start,
        actual_end=end,
        updated_at=end,
        services=affected(services()[2], status="operational"),
        updates=[an_update("completed", "Done, ahead of time.", days=9, hours=9.4)],
    )


def planned() -> Document:
    """Maintenance of the night after next."""
    return a_maintenance(
        "Ledger database upgrade",
        description="Payments go on as usual. Reports and exports pause for a few minutes.",
        scheduled_start=ago(days=-2, hours=11.1),
        scheduled_end=ago(days=-2, hours=9.1),
        services=affected(services()[6], services()[2]),
    )


def operational() -> Document:
    """A good day, with maintenance coming."""
    return a_page(
        organization=ORGANIZATION, services=services(), recent_incidents=past(), maintenance=[planned(), finished()]
    )


def incident() -> Document:
    """A bad one: two open incidents."""
    listed = services(Card_payments="major_outage", REST_API="partial_outage", Webhooks="degraded_performance")
    declined = an_incident(
        "Card payments are failing in several regions",
        [
            an_update(
                "identified",
                "A network provider in Frankfurt drops connections to two card schemes. We are moving traffic to "
                "another provider; about half of it is moved.",
                minutes=6,
            ),
            an_update(
                "investigating",
                "Visa payments are affected too. Bank transfers work: offer them at checkout if you can.",
                minutes=24,
            ),
            an_update(
                "investigating", "We see many declines of Mastercard payments and are looking into it.", minutes=41
            ),
        ],
        affected(listed[0], listed[3]),
        "critical",
    )
    late = an_incident(
        "Webhooks arrive late",
        [
            an_update("monitoring", "Delivery is catching up.", minutes=70),
            an_update("investigating", "Events are up to 5 minutes late.", minutes=95),
        ],
        affected(listed[4]),
        "minor",
    )
    return operational() | a_page(
        "critical",
        organization=ORGANIZATION,
        services=listed,
        active_incidents=[declined, late],
        recent_incidents=past(),
        maintenance=[planned(), finished()],
    )


def maintenance() -> Document:
    """Maintenance is running."""
    listed = services(Payouts="under_maintenance", Dashboard="under_maintenance")
    running = planned() | {
        "status": "in_progress",
        "scheduled_start": ago(minutes=35),
        "scheduled_end": ago(minutes=-85),
        "actual_start": ago(minutes=34),
        "services": affected(listed[2], listed[6]),
        "updates": [an_update("in_progress", "The upgrade has begun.", minutes=34)],
    }
    return operational() | {
        "status": a_page("maintenance")["status"],
        "services": listed,
        "maintenance": [
            running,
            a_maintenance("Terminal firmware roll-out", scheduled_start=ago(days=-4), scheduled_end=ago(days=-5.5)),
            finished(),
        ],
    }


def empty() -> Document:
    """The day it was created."""
    return a_page(organization=ORGANIZATION | {"description": "", "website_url": "", "accent_color": ""})
