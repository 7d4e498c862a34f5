"""What each function may do: one table to read and to review. Its tests hold it against the code."""

from collections.abc import Mapping, Sequence

from infra import hosts, mail, queues, regions, tables
from infra.template import Json, allow, att, pascal, policy, sub

from chalicelib.reactions import declared  # isort: skip - after infra.tables, which prepares the environment
from chalicelib.publish import catalogue  # isort: skip
from chalicelib.store.erasure import HELD  # isort: skip - likewise

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

_SENDING: Access = {
    "organizations": (GET,),
    "members": (GET,),
    "notification_preferences": (GET,),
    "subscribers": (GET, "BatchGetItem", QUERY, PUT),
    "notifications": (GET, QUERY, PUT),
    "deliveries": (GET, PUT),
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
}

TABLES: Mapping[str, Access] = {
    "APIHandler": _of_api(),
    "PublicReads": {**_PAGE, "snapshots": (GET,), "events": (QUERY,)},
    "Broadcaster": _PUBLISHING,
    "PublishAgain": _PUBLISHING,
    "Relay": {},
    "PasswordReset": {"accounts": (GET,), "account-tokens": (PUT,), "counters": (UPDATE,)},
    "Subscribe": {
        "organizations": (GET,),
        "members": (QUERY,),
        "accounts": (GET,),
        "services": (QUERY,),
        "incidents": (GET,),
        "counters": (UPDATE,),
        "subscribers": (GET, PUT),
    },
    "ImportSubscribers": {
        "organizations": (GET,),
        "members": (QUERY,),
        "accounts": (GET,),
        "services": (QUERY,),
        "incidents": (GET,),
        "counters": (UPDATE,),
        "subscribers": (GET, PUT),
        "subscriber_imports": (GET, QUERY, PUT),
    },
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
    "CheckMonitors": {**_FOLLOWING, **_CHECKED, "monitors": ("BatchGetItem",)},
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

_SEND_MAIL = ["ses:SendEmail", "ses:SendRawEmail"]
"""SES authorizes a mail that is sent as MIME, as ours are, as SendRawEmail, although the call is SendEmail."""
_WRITTEN = catalogue.folders()
"""Where in the bucket the publisher writes."""


def _push() -> Json:
    return allow(
        ["execute-api:ManageConnections"],
        sub(
            "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${WebsocketAPI}/live/POST/@connections/*"
        ),
    )


def _beyond(stage: str) -> Mapping[str, list[Json]]:
    """What functions need in addition to tables."""
    parameters = sub(f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}:${{AWS::AccountId}}:parameter/allclear/{stage}/*")
    sender = sub("arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${MailDomain}")
    mailing = [
        allow(["ssm:GetParameter"], parameters),
        {
            "Fn::If": [
                "HasMailDomain",
                allow(_SEND_MAIL, [sender, mail.configuration_set_arn()]),
                {"Ref": "AWS::NoValue"},
            ]
        },
    ]
    return {
        "APIHandler": [*mailing, *_files(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"])],
        "PasswordReset": mailing,
        "SendMail": mailing,
        "SendCalls": [allow(["ssm:GetParameter"], parameters)],
        "Subscribe": mailing,
        "ImportSubscribers": mailing,
        "Broadcaster": _publishing(),
        "PublishAgain": _publishing(),
        "Archive": _documents(["s3:PutObject", "s3:DeleteObject"]),
        "History": _documents(["s3:PutObject", "s3:DeleteObject"]),
        "Metrics": _documents(["s3:PutObject", "s3:DeleteObject"]),
        "ReadProviders": _documents(["s3:PutObject"]),
        "Syndicate": _documents(["s3:PutObject", "s3:DeleteObject"]),
        "Republish": _documents(["s3:PutObject", "s3:DeleteObject"]),
        "CheckMonitors": [allow(["sqs:SendMessage"], regions.queues_arn(stage))],
        "PushPart": [_push()],
        "Moving": [
            allow(["ssm:GetParameter"], parameters),
            *_files(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]),
        ],
        "OrganizationDeletions": [*_documents(["s3:DeleteObject"]), *_files(["s3:DeleteObject"])],
        "WebsocketMessage": [_push()],
        "Hosts": hosts.statements(),
    }


def _publishing() -> list[Json]:
    return [
        _push(),
        *_documents(["s3:PutObject", "s3:DeleteObject"]),
        allow(["lambda:InvokeFunction"], att("PushPart", "Arn")),
    ]


def _of_reaction(function: str) -> list[Json]:
    """What a reaction is fed from, and the queues that a function feeds."""
    receiving = [f"sqs:{each}" for each in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")]
    found = [
        allow([*receiving, "sqs:ChangeMessageVisibility"], att(queues.queue_id(each), "Arn"))
        for each in queues.read_by(function)
    ]
    if fed := [att(queues.queue_id(each), "Arn") for each in queues.fed_by(function)]:
        found.append(allow(["sqs:SendMessage"], fed))
    return found + (_of_stream() if function in {pascal(each.name) for each in declared.from_stream()} else [])


def _of_stream() -> list[Json]:
    reading = [f"dynamodb:{each}" for each in ("DescribeStream", "GetRecords", "GetShardIterator", "ListStreams")]
    return [
        allow(reading, att(tables.logical_id("events"), "StreamArn")),
        allow(["sqs:SendMessage"], att("DeadLetters", "Arn")),
    ]


def _documents(actions: list[str]) -> list[Json]:
    prefixes = {"StringLike": {"s3:prefix": [f"{each}/*" for each in _WRITTEN]}}
    return [
        allow(actions, [sub(f"${{DocumentsBucket.Arn}}/{each}/*") for each in _WRITTEN]),
        allow(["s3:ListBucket"], att("DocumentsBucket", "Arn"), Condition=prefixes),
    ]


def _files(actions: list[str]) -> list[Json]:
    return [
        allow(actions, sub("${FilesBucket.Arn}/*")),
        allow(["s3:ListBucket"], att("FilesBucket", "Arn")),
    ]


def statements(function: str, stage: str) -> list[Json]:
    """One function's statements; raises UndeclaredFunctionError for one that TABLES lacks."""
    if function not in TABLES:
        raise UndeclaredFunctionError(f"infra/policies.py says nothing about the function {function}.")
    found = _table_statements(TABLES[function])
    traced = [_tracing()] if is_traced(function) else []
    return [*found, *_of_reaction(function), *_beyond(stage).get(function, []), _logs(function), *traced]


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
