"""The template within what AWS takes: quotas that no linter counts, with room for the next table, route or setting."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields

from chalicelib.config import Settings
from infra.template import Json, functions, pascal

_NUMBERS = {pascal(each.name) for each in fields(Settings) if each.type is int}
_LONGEST_NUMBER = "1000000000"
_LONGEST = "arn:aws:dynamodb:ap-southeast-1:123456789012:table/allclear-abcdefghijklmnop-organizations"
_FULL = 0.7


def _resources(template: Json, kind: str) -> Iterator[tuple[str, Json]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def _filled_in(part: object) -> object:
    """With every reference replaced by a name as long as any gets."""
    if isinstance(part, list):
        return [_filled_in(each) for each in part]
    if not isinstance(part, dict):
        return part
    if "Fn::Sub" in part:
        return re.sub(r"\$\{[^}]*\}", _LONGEST, part["Fn::Sub"])
    if "Fn::If" in part:
        return _filled_in(part["Fn::If"][1])
    if part.get("Ref") in _NUMBERS:
        return _LONGEST_NUMBER
    return _LONGEST if {"Fn::GetAtt", "Ref"} & set(part) else {key: _filled_in(each) for key, each in part.items()}


def test_the_template_fits_what_cloudformation_reads(template: Json) -> None:
    """Near the end of this room, tables and queues become a stack of their own (decision 135)."""
    assert len(json.dumps(template)) < 1_000_000 * _FULL
    assert len(template["Resources"]) < 500 * _FULL
    assert len(template["Parameters"]) <= 200
    assert len(template["Outputs"]) <= 200


def test_a_roles_policies_together_fit_what_iam_keeps(template: Json) -> None:
    """10,240 characters without spaces, of all policies within a role."""
    for name, role in _resources(template, "AWS::IAM::Role"):
        size = sum(
            len(json.dumps(_filled_in(each["PolicyDocument"]), separators=(",", ":"))) for each in role["Policies"]
        )
        assert size < 10_240, name


def test_a_functions_environment_fits_what_lambda_takes(template: Json) -> None:
    """4 KB, of which half is left for what a stage's parameters say."""
    for name, function in functions(template).items():
        assert len(json.dumps(_filled_in(function["Properties"]["Environment"]))) < 4096, name


def test_the_apis_paths_fit_what_api_gateway_takes(template: Json) -> None:
    """300 resources: a path is one for each of its parts."""
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    parts = {tuple(path.split("/")[:count]) for path in paths for count in range(1, len(path.split("/")) + 1)}
    assert len(parts) < 300


def test_what_cloudfront_is_asked_for_is_within_its_quotas(template: Json) -> None:
    assert len(list(_resources(template, "AWS::CloudFront::ResponseHeadersPolicy"))) <= 20
    assert len(list(_resources(template, "AWS::CloudFront::CachePolicy"))) <= 20
    for name, each in _resources(template, "AWS::CloudFront::Distribution"):
        config = each["DistributionConfig"]
        assert len(config.get("CacheBehaviors", ())) <= 75, name
        assert len(config["Origins"]) <= 100, name
        assert len(config["Comment"]) <= 128, name


def test_a_dashboard_graph_and_an_alarm_are_of_the_same_number(template: Json) -> None:
    (_, dashboard), *_ = _resources(template, "AWS::CloudWatch::Dashboard")
    widgets = json.loads(dashboard["DashboardBody"]["Fn::Sub"][0])["widgets"]
    assert len(widgets) == len(list(_resources(template, "AWS::CloudWatch::Alarm"))) <= 500
