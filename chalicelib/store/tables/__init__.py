"""The tables, one PynamoDB model each. Every key starts with the organization, or with the user it belongs to."""

from chalicelib.store.dynamodb import Table
from chalicelib.store.tables.accounts import Accounts, AccountTokens, Sessions
from chalicelib.store.tables.drafts import Drafts
from chalicelib.store.tables.history import History
from chalicelib.store.tables.hosts import HostClaims, Hosts
from chalicelib.store.tables.incidents import Incidents, MovedIncidents
from chalicelib.store.tables.live import Connections, Events, Snapshots
from chalicelib.store.tables.maintenance import MaintenanceTable
from chalicelib.store.tables.metrics import MetricData, Metrics
from chalicelib.store.tables.monitors import MonitorResults, Monitors, MonitorStates
from chalicelib.store.tables.moving import ForeignIds, Moving
from chalicelib.store.tables.notification_preferences import NotificationPreferences
from chalicelib.store.tables.notifications import Deliveries, Notifications
from chalicelib.store.tables.organizations import Organizations, Slugs
from chalicelib.store.tables.postmortems import Postmortems
from chalicelib.store.tables.providers import Followers, Providers
from chalicelib.store.tables.requests import Counters, Replays
from chalicelib.store.tables.series import SeriesTable
from chalicelib.store.tables.services import Services
from chalicelib.store.tables.set_aside import SetAside, Unpublished
from chalicelib.store.tables.signals import Signals
from chalicelib.store.tables.sources import Alerts, Sources
from chalicelib.store.tables.subscriber_imports import SubscriberImports
from chalicelib.store.tables.subscribers import Subscribers
from chalicelib.store.tables.team import ApiKeys, Invitations, Members
from chalicelib.store.tables.templates import Templates

TABLES: tuple[type[Table], ...] = (
    Organizations,
    Slugs,
    Members,
    Invitations,
    ApiKeys,
    Services,
    Incidents,
    MaintenanceTable,
    SeriesTable,
    Postmortems,
    Drafts,
    Templates,
    Events,
    Notifications,
    Deliveries,
    Snapshots,
    Connections,
    Accounts,
    AccountTokens,
    Sessions,
    Counters,
    Replays,
    SetAside,
    Unpublished,
    History,
    Subscribers,
    SubscriberImports,
    NotificationPreferences,
    Metrics,
    MetricData,
    Monitors,
    MonitorStates,
    MonitorResults,
    Providers,
    Followers,
    Hosts,
    Signals,
    Sources,
    Alerts,
    Moving,
    ForeignIds,
)

__all__ = [
    "TABLES",
    "AccountTokens",
    "Accounts",
    "Alerts",
    "ApiKeys",
    "Connections",
    "Counters",
    "Deliveries",
    "Drafts",
    "Events",
    "Followers",
    "ForeignIds",
    "History",
    "HostClaims",
    "Hosts",
    "Incidents",
    "Invitations",
    "MaintenanceTable",
    "Members",
    "MetricData",
    "Metrics",
    "MonitorResults",
    "MonitorStates",
    "Monitors",
    "MovedIncidents",
    "Moving",
    "NotificationPreferences",
    "Notifications",
    "Organizations",
    "Postmortems",
    "Providers",
    "Replays",
    "SeriesTable",
    "Services",
    "Sessions",
    "SetAside",
    "Signals",
    "Slugs",
    "Snapshots",
    "Sources",
    "SubscriberImports",
    "Subscribers",
    "Templates",
    "Unpublished",
]
