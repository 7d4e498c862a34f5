"""The objects of v1: those of v2, and what only the team may read."""

from typing import Literal

from pydantic import Field

from chalicelib.domain.model import Model
from chalicelib.domain.times import Instant
from chalicelib.publish.statuspage import shapes as v2


class Page(Model):
    """An organization and its page."""

    id: str
    created_at: Instant
    updated_at: Instant
    name: str
    page_description: str | None
    headline: str | None
    branding: Literal["basic"] = "basic"
    subdomain: str
    domain: str | None
    url: str
    support_url: str | None
    hidden_from_search: bool = False
    allow_page_subscribers: bool = True
    allow_incident_subscribers: bool = True
    allow_email_subscribers: bool = True
    allow_sms_subscribers: bool = False
    allow_rss_atom_feeds: bool = True
    allow_webhook_subscribers: bool = True
    notifications_from_email: str | None = None
    notifications_email_footer: str | None = None
    activity_score: int = 0
    twitter_username: None = None
    viewers_must_be_team_members: bool = False
    ip_restrictions: None = None
    city: None = None
    state: None = None
    country: None = None
    time_zone: str


class Component(v2.Component):
    """A service."""

    automation_email: None = None


class Group(v2.Group):
    """A category, among the components."""

    automation_email: None = None


class ComponentGroup(Model):
    """A category by itself."""

    id: str
    page_id: str
    name: str
    description: str | None
    components: tuple[str, ...]
    position: int
    created_at: Instant
    updated_at: Instant


class RelatedIncident(Model):
    """An incident that a service was down by."""

    id: str


class RelatedEvents(Model):
    """What a service was down by."""

    incidents: tuple[RelatedIncident, ...]


class Uptime(Model):
    """How long a service was how bad."""

    range_start: Instant
    range_end: Instant
    uptime_percentage: float
    major_outage: int
    """Seconds."""
    partial_outage: int
    """Seconds."""
    warnings: tuple[str, ...] = ()
    id: str
    name: str
    related_events: RelatedEvents


class Update(v2.Update):
    """Something that was said of an incident or maintenance."""

    twitter_updated_at: None = None
    wants_twitter_update: bool = False


class Incident(v2.Incident):
    """An incident, or scheduled maintenance: `scheduled_for` tells which."""

    incident_updates: tuple[v2.Update, ...]
    impact_override: str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    postmortem_body: str | None = None
    postmortem_body_last_updated_at: Instant | None = None
    postmortem_ignored: bool = False
    postmortem_notified_subscribers: bool = False
    postmortem_notified_twitter: bool = False
    postmortem_published_at: Instant | None = None
    scheduled_for: Instant | None = None
    scheduled_until: Instant | None = None
    scheduled_auto_in_progress: bool = False
    """Maintenance starts by itself here, always."""
    scheduled_auto_completed: bool = False
    """Maintenance completes by itself here, always."""
    scheduled_remind_prior: bool = False
    scheduled_reminded_at: None = None
    auto_transition_to_maintenance_state: bool = False
    auto_transition_to_operational_state: bool = False
    auto_transition_deliver_notifications_at_start: bool = False
    auto_transition_deliver_notifications_at_end: bool = False
    reminder_intervals: None = None
    backfilled: bool = False


class Postmortem(Model):
    """What was said of an incident afterwards."""

    preview_key: None = None
    body: str | None
    body_updated_at: Instant | None
    body_draft: str | None
    body_draft_updated_at: Instant | None
    published_at: Instant | None
    notify_subscribers: bool = False
    notify_twitter: bool = False
    custom_tweet: None = None
    created_at: Instant
    updated_at: Instant


class Template(Model):
    """What an incident is prepared from."""

    id: str
    components: tuple[v2.Component, ...]
    name: str
    title: str
    body: str
    group_id: None = None
    update_status: str
    should_tweet: bool = False
    should_send_notifications: bool = True


class Subscriber(Model):
    """Whom the page tells."""

    id: str
    skip_confirmation_notification: bool
    """Whether a member of the team answers for it that they want to be told."""
    mode: str
    email: str | None
    endpoint: str | None
    phone_number: None = None
    phone_country: None = None
    display_phone_number: None = None
    obfuscated_channel_name: None = None
    workspace_name: None = None
    quarantined_at: Instant | None
    purge_at: Instant | None
    components: tuple[str, ...]
    page_access_user_id: None = None
    created_at: Instant
    state: str


class Counts(Model):
    """Subscribers by kind."""

    email: int = 0
    sms: int = 0
    webhook: int = 0
    integration_partner: int = 0
    slack: int = 0
    teams: int = 0


class CountsOfStates(Model):
    """Subscribers by state."""

    active: int = 0
    unconfirmed: int = 0
    quarantined: int = 0
    total: int = 0


class Histogram(Model):
    """Subscribers by kind and state."""

    email: CountsOfStates = CountsOfStates()
    sms: CountsOfStates = CountsOfStates()
    webhook: CountsOfStates = CountsOfStates()
    integration_partner: CountsOfStates = CountsOfStates()
    slack: CountsOfStates = CountsOfStates()
    teams: CountsOfStates = CountsOfStates()
