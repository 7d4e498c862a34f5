"""The functions: memory, time, environment, logs and role of each, Chalice's and the lean one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from chalicelib.config import Settings
from chalicelib.jobs import declared as jobs
from chalicelib.reactions import declared as reactions
from infra import hosts, mail, policies, queues, tables
from infra.template import STAGE_NAME, Json, att, functions, pascal, ref, sub, tag_map, tags

LOG_DAYS = 30


@dataclass(frozen=True)
class Size:
    """What a function is given. CPU comes with memory, so more of it makes cold starts faster."""

    memory: int
    seconds: int


_SIZES: Mapping[str, Size] = {
    "APIHandler": Size(1024, 29),
    "PublicReads": Size(768, 10),
    "PushPart": Size(1024, 300),
    "Republish": Size(1024, 900),
    "WebsocketConnect": Size(256, 10),
    "WebsocketMessage": Size(512, 10),
    "WebsocketDisconnect": Size(512, 10),
}


def _size(function: str) -> Size:
    """What its declaration says; of the others, this file."""
    declared = {pascal(each.name): Size(each.limits.memory, each.limits.seconds) for each in reactions.REACTIONS}
    declared |= {pascal(each.name): Size(each.memory, each.seconds) for each in jobs.JOBS}
    return declared.get(function) or _SIZES[function]


_GIVEN = frozenset(
    {
        "aws_region",
        "aws_endpoint_url",
        "aws_endpoint_url_dynamodb",
        "table_prefix",
        "documents",
        "files",
        "websocket_endpoint",
        "token_secret",
        "public_url",
        "pages_domain",
        "hosts_target",
        "hosts_cdn",
        "mail_configuration_set",
        "outbound_loopback",
        "trusted_proxies",
        "proxy_secret",
        "check_region",
        "log_level",
        "metrics",
        "push_part",
        "queues",
        "allclear_version",
        "aws_lambda_function_name",
        "sns_endpoint",
        "inbound_smtp",
    }
)
"""Settings the template itself knows. Every other one is a parameter, so that new settings appear by themselves."""


def setting_names() -> list[str]:
    """The settings a stage may choose, as chalicelib.config names them."""
    return [field.name for field in fields(Settings) if field.name not in _GIVEN]


PARAMETERS: Json = {
    "LogLevel": {"Type": "String", "Default": "INFO", "AllowedValues": ["DEBUG", "INFO", "WARNING", "ERROR"]},
    "PublicUrl": {
        "Type": "String",
        "Default": "https://pending.invalid",
        "Description": "Where people reach the pages, such as https://status.example.com; the deploy step fills it in.",
    },
    "MailDomain": {"Type": "String", "Default": "", "Description": "The verified SES identity mail is sent from."},
    **{
        pascal(name): {"Type": "String", "Default": "", "Description": f"{name.upper()} of chalicelib/config.py"}
        for name in setting_names()
    },
}
CONDITIONS: Json = {
    f"Has{name}": {"Fn::Not": [{"Fn::Equals": [ref(name), ""]}]} for name in ("MailDomain", "InboundMailDomain")
}


def finish(template: Json, stage: str, version: str) -> None:
    """Gives every function of the template its size, environment, log group and policy."""
    for name, function in functions(template).items():
        properties = function["Properties"]
        size = _size(name)
        tracing = "Active" if policies.is_traced(name) else "PassThrough"
        properties |= {"MemorySize": size.memory, "Timeout": size.seconds, "Tracing": tracing}
        properties["Environment"] = {"Variables": environment(name, stage, version)}
        properties["LoggingConfig"] = {"LogGroup": ref(f"{name}LogGroup"), "LogFormat": "Text"}
        properties["Tags"] = tag_map(stage)
        if name == "PushPart":
            properties["EventInvokeConfig"] = {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 1}
        template["Resources"][f"{name}LogGroup"] = log_group(f"/allclear/{stage}/{name}", stage)
        template["Resources"][role_id(name)] = role(name, stage)
        properties["Role"] = att(role_id(name), "Arn")


_SIGNING = frozenset(
    {"APIHandler", "PasswordReset", "Subscribe", "ImportSubscribers", "Moving", "SendMail", "SendCalls"}
)
"""Functions that make or check tokens."""
_WITH_FILES = frozenset({"APIHandler", "Moving", "OrganizationDeletions"})
"""Functions that read or write private files."""
_CHOSEN: Mapping[str, Sequence[str]] = {
    "PasswordReset": ("mail", "mail_limit_network"),
    "Subscribe": ("mail", "opt_in_limit_network"),
    "ImportSubscribers": ("mail", "opt_in_limit_network"),
    "Notify": ("notify_limit_day",),
    "SendMail": ("mail", "mail_rate"),
    "SendCalls": ("push_secret",),
    "CheckMonitors": ("check_regions",),
}
"""Which settings of a stage each function has; the API has all but `OF_OTHERS`."""
OF_OTHERS = frozenset({"dns_servers", "mail_rate", "notify_limit_day", "push_part_size", "push_quota"})
"""An environment has 4 KB, and nothing of the API reads these."""


def environment(name: str, stage: str, version: str) -> Json:
    """What the settings of chalicelib.config are on AWS; secrets by reference, and for those that need them alone.

    The lean function signs and verifies nothing: it takes TOKEN_SECRET to blur addresses in its own memory with, and
    so never holds the real one.
    """
    variables: Json = {
        "TABLE_PREFIX": tables.prefix(stage),
        "DOCUMENTS": sub("s3://${DocumentsBucket}"),
        "WEBSOCKET_ENDPOINT": sub(
            f"https://${{WebsocketAPI}}.execute-api.${{AWS::Region}}.${{AWS::URLSuffix}}/{STAGE_NAME}"
        ),
        "PUBLIC_URL": ref("PublicUrl"),
        "LOG_LEVEL": ref("LogLevel"),
        "ALLCLEAR_VERSION": version,
    }
    if name in {"APIHandler", "PublicReads"}:
        variables |= {"TRUSTED_PROXIES": "1", "PROXY_SECRET": ref("AWS::StackId")}
    if name in _WITH_FILES:
        variables |= {"FILES": sub("s3://${FilesBucket}")}
    if name in _SIGNING:
        variables |= {"TOKEN_SECRET": f"ssm:/allclear/{stage}/token-secret"}
    every = (each for each in setting_names() if each not in OF_OTHERS)
    chosen = every if name == "APIHandler" else _CHOSEN.get(name, ())
    variables |= {setting.upper(): ref(pascal(setting)) for setting in chosen}
    if "MAIL" in variables:
        variables |= {"MAIL_CONFIGURATION_SET": mail.configuration_set()}
    if name in {"Broadcaster", "PublishAgain"}:
        variables |= {"PUSH_PART": ref("PushPart")}
        variables |= {setting.upper(): ref(pascal(setting)) for setting in ("push_part_size", "push_quota")}
    variables |= queues.urls(name) | hosts.environment(name)
    if name == "PublicReads":
        variables |= {"TOKEN_SECRET": ref("AWS::StackId")}
    return variables


def role_id(function: str) -> str:
    """Chalice names the API's role in its own way."""
    return "ApiHandlerRole" if function == "APIHandler" else f"{function}Role"


def role(name: str, stage: str) -> Json:
    """A role for one function alone."""
    assume = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [assume]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": policies.of(name, stage)}],
            "Tags": tags(stage),
        },
    }


def log_group(name: str, stage: str) -> Json:
    """Log lines are kept for a month."""
    properties = {"LogGroupName": name, "RetentionInDays": LOG_DAYS, "Tags": tags(stage)}
    deleted = {"DeletionPolicy": "Delete", "UpdateReplacePolicy": "Delete"}
    return {"Type": "AWS::Logs::LogGroup", **deleted, "Properties": properties}


def lean_function(runtime: str, architecture: str) -> Json:
    """The public reads alone, for when the CDN has no document."""
    return {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "Runtime": runtime,
            "Handler": "chalicelib.public_reads.public_reads",
            "CodeUri": "./deployment.zip",
            "Architectures": [architecture],
            "Layers": [ref("ManagedLayer")],
        },
    }
