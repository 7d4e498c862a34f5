"""Which tables each function uses, and how: one table to read and to review. Its tests hold it against the code.

What functions may do beyond tables is in infra/beyond_tables.py.
"""

from collections.abc import Mapping, Sequence

from infra import tables
from infra.beyond_tables import beyond, of_queues
from infra.template import Json, allow, policy, sub

from chalicelib.store.erasure import HELD  # isort: skip - after infra.tables, which prepares the environment

GET, QUERY = "GetItem", "Query"
PUT, UPDATE, DELETE, CHECK = "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem"
READ = (GET, "BatchGetItem", QUERY)
WRITE = (PUT, UPDATE, DELETE, CHECK)
BATCH_WRITE = "BatchWriteItem"

Access = Mapping[str, Sequence[str]]


DESCRIBE = "DescribeTable"
"""For /admin/init-database, which finds that all tables are there."""
_OPERATOR: Access = {"organizations": ("Scan",), "set_aside": ("Scan",)}
"""For /admin/debug/organizations and /admin/publications."""


class UndeclaredFunctionError(Exception):
    """A function is missing in this table; the message names it."""


def _of_api() -> Access:
    """All tables, also those to come; but events are written once, and what the broadcaster keeps is only read."""
    everything: dict[str, Sequence[str]] = dict.fromkeys(tables.names(), (*READ, *WRITE))
    for name in ("subscriber_imports", "metric-data", "signals"):
        everything[name] = (*everything[name], BATCH_WRITE)
    everything |= {"events": (GET, QUERY, PUT), "snapshots": (GET, QUERY), "connections": (QUERY,)}
    return {name: (*actions, *_OPERATOR.get(name, ()), DESCRIBE) for name, actions in everything.items()}


_MEASURED: Access = {"metrics": (QUERY,), "metric-data": (GET, QUERY)}
"""What documents of metrics are rendered from."""
_PAGE: Access = {
    "slugs": (GET,),
    "organizations": (GET,),
    "services": (QUERY,),
    "incidents": (GET, QUERY),
    "maintenance": (GET, QUERY),
    "postmortems": (GET,),
    "history": (GET,),
    "providers": (GET,),
    **_MEASURED,
}
_COUNTING: Access = {"history": (GET, QUERY, PUT, BATCH_WRITE), "events": (GET, QUERY)}
"""To read the past from events, and to count it."""

_PUBLISHING: Access = {
    **_PAGE,
    "snapshots": (GET, PUT),
    "connections": (QUERY, DELETE),
    "events": (GET,),
    "set_aside": (GET, UPDATE, DELETE),
    "unpublished": (QUERY, BATCH_WRITE),
}

_FOLLOWING: Access = {
    "organizations": (GET,),
    "signals": (GET, "BatchGetItem", QUERY, PUT, DELETE),
    "services": (GET, QUERY, PUT, CHECK),
    "incidents": (GET, QUERY, PUT, DELETE, CHECK),
    "maintenance": (QUERY,),
    "drafts": (GET, QUERY, PUT, DELETE),
    "templates": (GET,),
    "postmortems": (DELETE,),
    "events": (PUT,),
}
"""To say on the page what machines say."""

_SUBSCRIBING: Access = {
    "organizations": (GET,),
    "members": (QUERY,),
    "accounts": (GET,),
    "services": (QUERY,),
    "incidents": (GET,),
    "counters": (UPDATE,),
    "subscribers": (GET, PUT),
}
_SENDING: Access = {
    "organizations": (GET,),
    "members": (GET,),
    "notification_preferences": (GET,),
    "subscribers": (GET, "BatchGetItem", QUERY, PUT),
    "notifications": (GET, QUERY, PUT),
    "deliveries": (GET, QUERY, PUT),
    "incidents": (GET,),
    "maintenance": (GET,),
}

_CHECKED: Access = {
    "monitor_states": (GET, UPDATE),
    "monitor_results": (PUT,),
    "metric-data": (*READ, PUT, UPDATE),
}
"""What follows from checks."""
_MOVING: Access = {
    "organizations": (GET, PUT),
    "services": (GET, QUERY, PUT, CHECK),
    "incidents": (GET, QUERY, PUT, DELETE),
    "maintenance": (GET, QUERY, PUT),
    "series": (GET, QUERY, PUT),
    "postmortems": (GET, QUERY, PUT),
    "drafts": (QUERY, PUT),
    "templates": (GET, QUERY, PUT, DELETE),
    "history": (GET, QUERY, PUT, BATCH_WRITE),
    "subscribers": (GET, QUERY, PUT),
    "subscriber_imports": (PUT, BATCH_WRITE),
    "members": (QUERY,),
    "accounts": (GET,),
    "slugs": (GET,),
    "counters": (UPDATE,),
    "events": (QUERY, PUT),
    "metrics": (QUERY, PUT),
    "monitors": (QUERY, PUT),
    "monitor_states": (UPDATE,),
    "sources": (QUERY, PUT),
    "moving": (GET, QUERY, PUT),
    "foreign_ids": (QUERY, PUT),
    "followers": (PUT,),
    "providers": (UPDATE,),
}

TABLES: Mapping[str, Access] = {
    "APIHandler": _of_api(),
    "PublicReads": {**_PAGE, "snapshots": (GET,), "events": (QUERY,)},
    "Broadcaster": _PUBLISHING,
    "PublishAgain": _PUBLISHING,
    "Relay": {},
    "PasswordReset": {"accounts": (GET,), "account-tokens": (PUT,), "counters": (UPDATE,)},
    "Subscribe": _SUBSCRIBING,
    "ImportSubscribers": {**_SUBSCRIBING, "subscriber_imports": (GET, QUERY, PUT)},
    "Moving": _MOVING,
    "Archive": {**_PAGE, "snapshots": (GET,), "events": (GET,)},
    "History": {**_PAGE, "snapshots": (GET,), **_COUNTING},
    "Metrics": {
        **_PAGE,
        "snapshots": (GET,),
        "events": (GET,),
        "metric-data": (GET, QUERY, UPDATE, BATCH_WRITE),
    },
    "Syndicate": {**_PAGE, "snapshots": (GET,)},
    "Republish": {**_PAGE, "snapshots": (GET,), **_COUNTING},
    "PushPart": {"connections": (QUERY, DELETE)},
    "MailFeedback": {"subscribers": (GET, QUERY, PUT)},
    "Settle": {
        "maintenance": (GET, QUERY, PUT),
        "incidents": (GET, QUERY, PUT),
        "services": (QUERY, PUT, CHECK),
        "events": (GET, PUT),
    },
    "Notify": {
        "organizations": (GET,),
        "events": (GET,),
        "services": (QUERY,),
        "incidents": (GET,),
        "maintenance": (GET,),
        "postmortems": (GET,),
        "members": (QUERY,),
        "notification_preferences": (QUERY,),
        "subscribers": ("BatchGetItem", QUERY),
        "notifications": (GET, QUERY, PUT, UPDATE),
        "deliveries": (GET, QUERY, PUT),
        "counters": (UPDATE,),
    },
    "ApplySignals": {
        **_FOLLOWING,
        "signals": (GET, "BatchGetItem", QUERY, PUT, DELETE, BATCH_WRITE),
        "sources": (GET,),
        "alerts": (GET, PUT),
        "events": (GET, PUT),
        "monitors": (GET,),
        "monitor_states": (GET, UPDATE),
        "metrics": (QUERY, PUT, DELETE),
        "organizations": (GET, PUT, CHECK),
    },
    "InboundMail": {**_FOLLOWING, "sources": (GET,), "alerts": (GET, PUT)},
    "DueSignals": _FOLLOWING,
    "SendMail": _SENDING,
    "SendCalls": _SENDING,
    "ReadProviders": {
        "providers": (GET, QUERY, PUT, UPDATE),
        "followers": (QUERY, DELETE),
        "organizations": (GET,),
        "services": (GET, QUERY, PUT),
        "incidents": (QUERY,),
        "maintenance": (QUERY,),
        "events": (PUT,),
    },
    "PlanChecks": {"monitor_states": (QUERY,)},
    "CheckMonitors": {**_FOLLOWING, **_CHECKED, "monitors": (GET, "BatchGetItem")},
    "SettleChecks": {**_FOLLOWING, **_CHECKED, "monitors": (GET,)},
    "MaintenanceReminders": {"maintenance": (QUERY,)},
    "MaintenanceTransitions": {
        "maintenance": (GET, QUERY, PUT, UPDATE),
        "services": (GET, "BatchGetItem", QUERY, PUT, UPDATE, CHECK),
        "incidents": (GET, QUERY),
        "series": (GET, PUT, DELETE),
        "events": (PUT,),
        "slugs": (GET,),
    },
    "UptimeDays": {"history": (QUERY,)},
    "MetricRollups": {"metric-data": (QUERY,)},
    "Hosts": {"hosts": (GET, QUERY, PUT, DELETE), "organizations": (GET, PUT), "events": (PUT,)},
    "OrganizationDeletions": {
        **{tables.short_name(table): (QUERY, BATCH_WRITE, DELETE) for table in HELD},
        "organizations": (GET, QUERY, PUT, UPDATE, DELETE),
        "slugs": (GET, DELETE),
        "api_keys": (QUERY, BATCH_WRITE),
        "hosts": (QUERY, PUT, DELETE),
    },
    "WebsocketConnect": {},
    "WebsocketMessage": {
        "slugs": (GET,),
        "organizations": (GET,),
        "snapshots": (GET,),
        "connections": (QUERY, PUT, DELETE),
    },
    "WebsocketDisconnect": {"connections": (QUERY, DELETE)},
}


def statements(function: str, stage: str) -> list[Json]:
    """One function's statements; raises UndeclaredFunctionError for one that TABLES lacks."""
    if function not in TABLES:
        raise UndeclaredFunctionError(f"infra/policies.py says nothing about the function {function}.")
    found = _table_statements(TABLES[function])
    traced = [_tracing()] if is_traced(function) else []
    return [*found, *of_queues(function), *beyond(stage).get(function, []), _logs(function), *traced]


def is_traced(function: str) -> bool:
    """Whether X-Ray follows a function. Viewers come, ping and go too often for traces that are paid for."""
    return not function.startswith("Websocket")


def of(function: str, stage: str) -> Json:
    """One function's policy."""
    return policy(statements(function, stage))


def _table_statements(access: Access) -> list[Json]:
    """One for all tables that a function uses in the same way: a role's policies have room for 10,240 letters."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name, actions in access.items():
        alike.setdefault(tuple(actions), []).append(name)
    return [_table_statement(names, actions) for actions, names in alike.items()]


def _table_statement(names: Sequence[str], actions: Sequence[str]) -> Json:
    where: list[Json] = [tables.arn(name) for name in names]
    if QUERY in actions:
        where += [
            sub(f"${{{tables.logical_id(name)}.Arn}}/index/{index}") for name in names for index in tables.indexes(name)
        ]
    return allow([f"dynamodb:{action}" for action in actions], where if len(where) > 1 else where[0])


def _logs(function: str) -> Json:
    return allow(["logs:CreateLogStream", "logs:PutLogEvents"], sub(f"${{{function}LogGroup.Arn}}"))


def _tracing() -> Json:
    """X-Ray has no resources to name."""
    return allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], "*")
