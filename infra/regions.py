"""A checker in another region: a queue that it is told what to look at by, one function, and nothing else.

infra/checkers.py deploys it. The function may read its queue, send to the queue `settle_checks` at home, and write its
log; it reaches no table.
"""

from infra.template import Json, allow, att, policy, ref, sub, tag_map, tags

LOG_DAYS = 30
SECONDS = 90
"""A round waits for the moments of its monitors, and for the slowest answer."""
AT_ONCE = 20


def queue_name(stage: str) -> str:
    """The same in every region."""
    return f"allclear-{stage}-checks"


def log_group_name(stage: str) -> str:
    """Of a checker, whichever region it is in."""
    return f"/allclear/{stage}/Checker"


def queues_arn(stage: str) -> Json:
    """Those of all regions, to which home may send."""
    return sub(f"arn:${{AWS::Partition}}:sqs:*:${{AWS::AccountId}}:{queue_name(stage)}")


def template(stage: str, runtime: str, architecture: str, version: str) -> Json:
    """The whole stack; `CodeBucket`, `CodeKey` and `LayerKey` are where its region has the bundle."""
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Allclear's checker, stage {stage}, version {version}",
        "Parameters": {
            "CodeBucket": {"Type": "String"},
            "CodeKey": {"Type": "String"},
            "LayerKey": {"Type": "String"},
            "HomeQueueUrl": {"Type": "String", "Description": "SettleChecksQueueUrl of the stage at home"},
            "HomeQueueArn": {"Type": "String", "Description": "SettleChecksQueueArn of the stage at home"},
        },
        "Resources": _resources(stage, runtime, architecture, version),
        "Outputs": {"ChecksQueueUrl": {"Value": ref("Checks")}},
    }


def _resources(stage: str, runtime: str, architecture: str, version: str) -> Json:
    return {
        "Checks": {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": queue_name(stage),
                "MessageRetentionPeriod": 120,
                "VisibilityTimeout": SECONDS * 6,
                "SqsManagedSseEnabled": True,
                "Tags": tags(stage),
            },
        },
        "Layer": {
            "Type": "AWS::Lambda::LayerVersion",
            "Properties": {
                "LayerName": f"allclear-{stage}-checker",
                "CompatibleRuntimes": [runtime],
                "Content": {"S3Bucket": ref("CodeBucket"), "S3Key": ref("LayerKey")},
            },
        },
        "Log": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": log_group_name(stage),
                "RetentionInDays": LOG_DAYS,
                "Tags": tags(stage),
            },
        },
        "Role": _role(stage),
        "Checker": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": runtime,
                "Architectures": [architecture],
                "Handler": "chalicelib.monitors.far.handler",
                "Code": {"S3Bucket": ref("CodeBucket"), "S3Key": ref("CodeKey")},
                "Layers": [ref("Layer")],
                "MemorySize": 1024,
                "Timeout": SECONDS,
                "Role": att("Role", "Arn"),
                "LoggingConfig": {"LogGroup": ref("Log"), "LogFormat": "Text"},
                "Environment": {"Variables": _environment(version)},
                "Tags": [{"Key": key, "Value": value} for key, value in tag_map(stage).items()],
            },
        },
        "Source": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": att("Checks", "Arn"),
                "FunctionName": ref("Checker"),
                "BatchSize": 10,
                "ScalingConfig": {"MaximumConcurrency": AT_ONCE},
            },
        },
    }


def _environment(version: str) -> Json:
    return {
        "CHECK_REGION": ref("AWS::Region"),
        "QUEUES": sub("settle_checks=${HomeQueueUrl}"),
        "LOG_LEVEL": "INFO",
        "METRICS": "off",
        "ALLCLEAR_VERSION": version,
    }


def _role(stage: str) -> Json:
    assume = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    reading = [f"sqs:{each}" for each in ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")]
    may = [
        allow(reading, att("Checks", "Arn")),
        allow(["sqs:SendMessage"], ref("HomeQueueArn")),
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], att("Log", "Arn")),
    ]
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [assume]},
            "Policies": [{"PolicyName": "own", "PolicyDocument": policy(may)}],
            "Tags": tags(stage),
        },
    }


def beside(home: Json, stage: str) -> Json:
    """The template for the version that the stage's own template is of."""
    function = home["Resources"]["CheckMonitors"]["Properties"]
    version = function["Environment"]["Variables"]["ALLCLEAR_VERSION"]
    return template(stage, function["Runtime"], function["Architectures"][0], version)


def home_outputs() -> Json:
    """What a stage tells of itself for checkers elsewhere: the parameters of their template."""
    return {"SettleChecksQueueUrl": ref("SettleChecksQueue"), "SettleChecksQueueArn": att("SettleChecksQueue", "Arn")}
