"""The alarms that wake somebody, and the dashboard that they look at then."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from chalicelib.log import NAMESPACE
from infra.template import Json, att, ref, sub, tags

PARAMETERS: Json = {
    "AlarmEmail": {"Type": "String", "Default": "", "Description": "Who is told; empty for nobody."},
}
CONDITIONS: Json = {"HasAlarmEmail": {"Fn::Not": [{"Fn::Equals": [ref("AlarmEmail"), ""]}]}}


@dataclass(frozen=True)
class Alarm:
    """One number that must not be reached for `minutes` minutes on end."""

    name: str
    metric: str
    namespace: str
    dimensions: Json
    threshold: float
    statistic: str
    why: str
    minutes: int = 1


def _errors(function: str) -> Alarm:
    why = f"{function} fails: see its log group."
    return Alarm(f"{function}Errors", "Errors", "AWS/Lambda", {"FunctionName": ref(function)}, 5, "Sum", why, 3)


def alarms(functions: Iterable[str]) -> list[Alarm]:
    """All of them."""
    stream = {"FunctionName": ref("Broadcaster")}
    rest = {"ApiName": sub("${AWS::StackName}"), "Stage": "live"}
    dead = {"QueueName": att("DeadLetters", "QueueName")}
    aside = {"QueueName": att("PublishAgainQueue", "QueueName")}
    alone = "A page can't be published while others can: GET /admin/publications (docs/operations.md, set aside)."
    cdn = {"DistributionId": ref("Distribution"), "Region": "Global"}
    late = "Changes reach screens late: is the broadcaster failing or throttled?"
    slow = "A push takes long: more viewers than one invocation should serve (docs/operations.md, fan-out)."
    lost = "A change was given up: replay it (docs/operations.md, dead letters)."
    api = "The API fails: see /health and the APIHandler's log group."
    pages = "Visitors get errors from the CDN."
    mail = "Mail was not sent, also after more tries: is SES out of its sandbox, and the sender verified?"
    throttled = (
        "Functions are throttled: raise the account's concurrency, which all share (docs/operations.md, limits)."
    )
    return [
        *map(_errors, functions),
        Alarm("Throttles", "Throttles", "AWS/Lambda", {}, 1, "Sum", throttled, 2),
        Alarm("StreamAge", "IteratorAge", "AWS/Lambda", stream, 10_000, "Maximum", late, 2),
        Alarm("PushLatency", "PushLatency", NAMESPACE, {"kind": "broadcast"}, 2_000, "p95", slow, 5),
        Alarm("BroadcastFailures", "BroadcastFailures", NAMESPACE, {"kind": "broadcast"}, 5, "Sum", late, 5),
        Alarm("MailFailures", "MailFailures", NAMESPACE, {"kind": "mail"}, 1, "Sum", mail),
        Alarm("SetAside", "ApproximateNumberOfMessagesNotVisible", "AWS/SQS", aside, 1, "Minimum", alone, 5),
        Alarm("DeadLetters", "ApproximateNumberOfMessagesVisible", "AWS/SQS", dead, 1, "Maximum", lost),
        Alarm("RestErrors", "5XXError", "AWS/ApiGateway", rest, 0.02, "Average", api, 3),
        Alarm("RestLatency", "Latency", "AWS/ApiGateway", rest, 3_000, "p95", api, 5),
        Alarm("CdnErrors", "5xxErrorRate", "AWS/CloudFront", cdn, 2, "Average", pages, 3),
    ]


def resources(stage: str, functions: Iterable[str], of_queues: Iterable[Alarm] = ()) -> Json:
    """The alarms, whom they tell, and the dashboard."""
    found = [*alarms(functions), *of_queues]
    return {
        "Alarms": {"Type": "AWS::SNS::Topic", "Properties": {"Tags": tags(stage)}},
        "AlarmEmailSubscription": {
            "Type": "AWS::SNS::Subscription",
            "Condition": "HasAlarmEmail",
            "Properties": {"TopicArn": ref("Alarms"), "Protocol": "email", "Endpoint": ref("AlarmEmail")},
        },
        **{f"{alarm.name}Alarm": _resource(alarm, stage) for alarm in found},
        "Dashboard": _dashboard(stage, found),
    }


def _resource(alarm: Alarm, stage: str) -> Json:
    percentile = alarm.statistic.startswith("p")
    properties: Json = {
        "AlarmDescription": alarm.why,
        "Namespace": alarm.namespace,
        "MetricName": alarm.metric,
        "Dimensions": [{"Name": name, "Value": value} for name, value in alarm.dimensions.items()],
        "ExtendedStatistic" if percentile else "Statistic": alarm.statistic,
        "Period": 60,
        "EvaluationPeriods": alarm.minutes,
        "Threshold": alarm.threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
        "AlarmActions": [ref("Alarms")],
        "OKActions": [ref("Alarms")],
        "Tags": tags(stage),
    }
    return {"Type": "AWS::CloudWatch::Alarm", "Properties": properties}


def _dashboard(stage: str, found: list[Alarm]) -> Json:
    """One graph per alarm, three to a row; the names of resources are filled in at deployment."""
    names: Json = {}
    widgets = [_widget(alarm, place, names) for place, alarm in enumerate(found)]
    body = json.dumps({"widgets": widgets})
    return {
        "Type": "AWS::CloudWatch::Dashboard",
        "Properties": {"DashboardName": f"allclear-{stage}", "DashboardBody": {"Fn::Sub": [body, names]}},
    }


def _widget(alarm: Alarm, place: int, names: Json) -> Json:
    metric = [alarm.namespace, alarm.metric]
    for count, (name, value) in enumerate(alarm.dimensions.items()):
        key = f"{alarm.name}{count}"
        names[key] = value
        metric += [name, f"${{{key}}}"]
    region = "us-east-1" if alarm.namespace == "AWS/CloudFront" else "${AWS::Region}"
    properties = {"title": alarm.name, "metrics": [metric], "stat": alarm.statistic, "period": 60, "region": region}
    where = {"x": 8 * (place % 3), "y": 6 * (place // 3), "width": 8, "height": 6}
    return {"type": "metric", **where, "properties": properties}
