"""What people do in a month, and every assumption about it."""

from dataclasses import dataclass

PING_MINUTES = 4.5
"""A quiet viewer asks whether the connection is alive, and is answered."""


@dataclass(frozen=True)
class Use:
    """What happens in a month."""

    tenants: float = 1
    pages_viewed: float = 10_000
    """Per tenant: somebody opens the page."""
    viewer_minutes: float = 20_000
    """Per tenant: minutes that viewers stay connected."""
    minutes_a_session: float = 5
    changes: float = 100
    """Per tenant: status changes, incident updates, maintenance steps."""
    watching: float = 20
    """Viewers connected when a change is pushed."""
    calls: float = 3_000
    """Per tenant: dashboard and API calls that read."""
    mails: float = 10
    """Per tenant, to single people."""
    told_by_mail: float = 500
    """Per tenant: mails to subscribers about incidents and maintenance."""
    told_by_call: float = 100
    """Per tenant: the same to webhooks and chats ..."""
    told_by_push: float = 100
    """... and to browsers."""
    deployments: float = 4
    pages_a_view: float = 2
    """The page and a document of it, which the CDN keeps for a second and hands out for one more."""
    files_a_view: float = 2
    """What the browser has not kept of scripts and styles, which the CDN keeps for five minutes, for all tenants."""
    kb_a_view: float = 30
    busy_share: float = 0.5
    """Views that come while something is wrong ..."""
    busy_hours: float = 4
    """... which takes so long."""
    caches: float = 10
    """Caches of CloudFront that a page's readers are spread over."""
    kb_stored: float = 500
    """Per tenant: a year of events, incidents and documents."""
    documents_a_change: float = 23
    """The page and its parts, and what other programs read; small ones count as much as large ones."""
    kb_a_document: float = 10
    """Overwritten documents are kept for a month."""
    write_units_a_change: float = 28
    """Two items in a transaction (twice the units), the snapshot of some 10 KB, and its history."""
    read_units_a_change: float = 70
    """The page, read consistently to be written, and what its history is counted from."""
    monitors: float = 0.5
    """Per tenant: looked at each minute, from home."""
    alerts: float = 500
    """Per tenant: what tools send; most repeat themselves, or match no rule ..."""
    alerts_changing: float = 0.1
    """... and this share changes something."""
    measuring: float = 0.1
    """The share of tenants that have metrics ..."""
    metrics: float = 3
    """... and so many, of each a point a minute in a call of its own."""
    days: float = 30
    """Per tenant: uptime is counted on after midnight ..."""
    documents_a_day: float = 3
    """... and written."""
    read_units_a_day: float = 15
    write_units_a_day: float = 2

    @property
    def minutes(self) -> float:
        """Of all viewers."""
        return self.tenants * self.viewer_minutes

    @property
    def sessions(self) -> float:
        """Connections of all viewers."""
        return self.minutes / self.minutes_a_session

    @property
    def asked(self) -> float:
        """Messages of all viewers: one to subscribe, and pings. Each is answered."""
        return self.sessions + self.minutes / PING_MINUTES

    @property
    def pushed(self) -> float:
        """Frames."""
        return self.tenants * self.changes * self.watching

    @property
    def requests(self) -> float:
        """Calls of the REST API."""
        return self.tenants * (self.calls + self.changes)
