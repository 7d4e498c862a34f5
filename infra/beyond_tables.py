"""What functions may do beyond tables: send mail, write documents and files, push, and read and feed queues."""

from collections.abc import Mapping

from infra import hosts, mail, queues, regions, tables
from infra.template import Json, allow, att, pascal, sub

from chalicelib.reactions import declared  # isort: skip - after infra.tables, which prepares the environment
from chalicelib.publish import catalogue  # isort: skip - likewise

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


def beyond(stage: str) -> Mapping[str, list[Json]]:
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


def of_queues(function: str) -> list[Json]:
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
