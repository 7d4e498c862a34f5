"""The rooms of the API: its modules with a blueprint, each with the paths that it answers.

On AWS a room is imported when one of its paths is first called, so that a cold start pays for one room, not for all.
"""

from dataclasses import dataclass
from importlib import import_module

from chalice import Blueprint


@dataclass(frozen=True)
class Room:
    """A module of `chalicelib.api`, and the beginnings of the routes that it declares."""

    module: str
    beginnings: tuple[str, ...]
    exact: bool = False
    """Whether it answers these routes alone, and none below them."""

    def answers(self, route: str) -> bool:
        """Whether it may have a method of `route`, which is written as declared: `/api/services/{service_id}`."""
        return route in self.beginnings or (not self.exact and route.startswith(self._above))

    @property
    def _above(self) -> tuple[str, ...]:
        return tuple(f"{each}/" for each in self.beginnings)

    @property
    def blueprint(self) -> Blueprint:
        """Its routes, imported."""
        made: Blueprint = import_module(f"chalicelib.api.{self.module}").bp
        return made


_INCIDENT = "/api/incidents/{incident_id}"
_MAINTENANCE = "/api/maintenance/{maintenance_id}"
_PAGE = "/api/status/{slug}"

ROOMS = (
    Room("root", ("/api", "/health"), exact=True),
    Room("operator", ("/admin",)),
    Room("page", (_PAGE,)),
    Room("public", (_PAGE,)),
    Room("accounts", ("/api/auth",)),
    Room("account_mail", ("/api/auth",)),
    Room("me", ("/api/auth",)),
    Room("organizations", ("/api/organizations",)),
    Room("team", ("/api/team/members",)),
    Room("invitations", ("/api/team/invitations", "/api/team/invite")),
    Room("api_keys", ("/api/api-keys",)),
    Room("events", ("/api/events",)),
    Room("alerts", ("/api/alerts",)),
    Room("sources", ("/api/sources",)),
    Room("mail_addresses", ("/api/services/{service_id}/mail-address",)),
    Room("automation", ("/api/automation", "/api/events/{event_id}")),
    Room("services", ("/api/services",)),
    Room("history", ("/api/services/{service_id}/history",)),
    Room("metrics", ("/api/metrics",)),
    Room("reports", ("/api/reports",)),
    Room("incidents", ("/api/incidents",)),
    Room("maintenance", ("/api/maintenance",)),
    Room("series", ("/api/maintenance/series",)),
    Room("templates", ("/api/templates",)),
    Room("monitors", ("/api/monitors",)),
    Room("providers", ("/api/providers", "/api/services/{service_id}/follows")),
    Room("heartbeats", ("/api/heartbeats",)),
    Room("publishing", tuple(f"{of}/{what}" for of in (_INCIDENT, _MAINTENANCE) for what in ("draft", "publish"))),
    Room("postmortems", (f"{_INCIDENT}/postmortem",)),
    Room("corrections", (f"{_INCIDENT}/updates", f"{_MAINTENANCE}/updates")),
    Room("preview", ("/api/preview",)),
    Room("notifications", ("/api/notifications",)),
    Room("hosts", ("/api/hosts",)),
    Room("push", ("/api/push",)),
    Room("subscriptions", (f"{_PAGE}/subscribers", "/api/subscriptions")),
    Room("subscribers", ("/api/subscribers",)),
    Room("subscriber_files", ("/api/subscribers",)),
    Room("notification_preferences", ("/api/notification-preferences",)),
    Room("subscription_page", ("/subscription",)),
    Room("statuspage.routes", ("/v1",)),
    Room("imports", ("/api/imports",)),
    Room("exports", ("/api/exports",)),
)
