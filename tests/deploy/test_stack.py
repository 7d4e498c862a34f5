"""The stack in every state that CloudFormation leaves one in, and tables in every state that DynamoDB has."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import ANY, Stubber

from infra import aws, destroy, stack
from infra.aws import Target
from infra.command import CannotError

STACK = "allclear-prod"
_TIMES = {"CreationTime": "2026-01-01T00:00:00Z"}


@pytest.fixture
def cloudformation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """CloudFormation, answering as told; no log group is left, unless a test says so."""
    clients = {service: _client(service) for service in ("cloudformation", "logs")}
    monkeypatch.setattr(Target, "client", lambda _, service: clients[service])
    monkeypatch.setattr(clients["logs"], "get_paginator", lambda _: _Groups(()))
    monkeypatch.setitem(aws.WAIT, "Delay", 0)
    with Stubber(clients["cloudformation"]) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


class _Groups:
    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names

    def paginate(self, *, logGroupNamePrefix: str) -> list[Any]:  # noqa: N803 - AWS's
        found = [{"logGroupName": name} for name in self._names if name.startswith(logGroupNamePrefix)]
        return [{"logGroups": found}]


@pytest.fixture
def target() -> Target:
    return Target("prod", "us-east-1")


def _client(service: str) -> Any:
    keys = {"aws_access_key_id": "a", "aws_secret_access_key": "b"}
    return boto3.client(service, region_name="us-east-1", **keys)


def _is(stubber: Stubber, status: str) -> None:
    """What describe_stacks answers next; empty for no stack."""
    if not status:
        stubber.add_client_error("describe_stacks", "ValidationError", f"Stack with id {STACK} does not exist")
        return
    stubber.add_response("describe_stacks", {"Stacks": [{"StackName": STACK, "StackStatus": status, **_TIMES}]})


def _applied(stubber: Stubber, kind: str, *, then: str, changes: list[Any] | None = None) -> None:
    """A change set of that kind is made and executed, and the stack ends so."""
    expected = {
        "StackName": STACK,
        "ChangeSetName": ANY,
        "ChangeSetType": kind,
        "TemplateURL": "https://template",
        "Parameters": [],
        "Capabilities": ANY,
        "ImportExistingResources": True,
        "Tags": ANY,
    }
    stubber.add_response("create_change_set", {"Id": "arn:of-the-change-set"}, expected)
    stubber.add_response("describe_change_set", {"Status": "CREATE_COMPLETE"})
    stubber.add_response("describe_change_set", {"Status": "CREATE_COMPLETE", "Changes": changes or []})
    stubber.add_response("execute_change_set", {})
    _is(stubber, then)


@pytest.mark.parametrize("status", ["", "REVIEW_IN_PROGRESS"])
def test_a_stage_that_is_not_there_is_created(cloudformation: Stubber, target: Target, status: str) -> None:
    _is(cloudformation, status)
    _applied(cloudformation, "CREATE", then="CREATE_COMPLETE")
    assert stack.change(target, "https://template", {}) == "created"


def test_log_groups_that_are_left_of_an_earlier_stack_are_deleted_and_no_others(
    cloudformation: Stubber, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs, deleted = target.client("logs"), list[str]()
    left = ("/allclear/prod/Hosts", "/allclear/prod/Checker", "/allclear/production/Hosts")
    monkeypatch.setattr(logs, "get_paginator", lambda _: _Groups(left))
    monkeypatch.setattr(logs, "delete_log_group", lambda **named: deleted.append(named["logGroupName"]))
    _is(cloudformation, "")
    _applied(cloudformation, "CREATE", then="CREATE_COMPLETE")
    stack.change(target, "https://template", {})
    assert deleted == ["/allclear/prod/Hosts"]
    _is(cloudformation, "UPDATE_COMPLETE")
    _applied(cloudformation, "UPDATE", then="UPDATE_COMPLETE")
    stack.change(target, "https://template", {})
    assert deleted == ["/allclear/prod/Hosts"], "a stack that is there keeps its logs"


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"]
)
def test_a_stage_that_is_there_is_updated(cloudformation: Stubber, target: Target, status: str) -> None:
    _is(cloudformation, status)
    _applied(cloudformation, "UPDATE", then="UPDATE_COMPLETE")
    assert stack.change(target, "https://template", {}) == "updated"


def test_tables_that_are_taken_over_are_told_of(
    cloudformation: Stubber, target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    changes = [{"Type": "Resource", "ResourceChange": {"Action": action}} for action in ("Import", "Add", "Import")]
    _is(cloudformation, "")
    _applied(cloudformation, "CREATE", then="CREATE_COMPLETE", changes=changes)
    with caplog.at_level("INFO", "stack"):
        stack.change(target, "https://template", {})
    assert "2 tables of an earlier stack are taken over" in caplog.text


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"])
def test_what_a_failed_first_deployment_left_is_deleted_first(
    cloudformation: Stubber, target: Target, status: str
) -> None:
    _is(cloudformation, status)
    cloudformation.add_response("delete_stack", {}, {"StackName": STACK})
    _is(cloudformation, "")
    _applied(cloudformation, "CREATE", then="CREATE_COMPLETE")
    assert stack.change(target, "https://template", {}) == "created"


@pytest.mark.parametrize("status", ["CREATE_IN_PROGRESS", "UPDATE_ROLLBACK_IN_PROGRESS", "DELETE_IN_PROGRESS"])
def test_a_busy_stack_is_left_alone(cloudformation: Stubber, target: Target, status: str) -> None:
    _is(cloudformation, status)
    with pytest.raises(CannotError, match=f"busy \\({status}\\)"):
        stack.change(target, "https://template", {})


@pytest.mark.parametrize("status", ["UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED"])
def test_a_stuck_stack_says_how_to_free_it(cloudformation: Stubber, target: Target, status: str) -> None:
    _is(cloudformation, status)
    with pytest.raises(CannotError, match="continue-update-rollback --stack-name allclear-prod"):
        stack.change(target, "https://template", {})


def test_a_failure_names_what_failed_first(cloudformation: Stubber, target: Target) -> None:
    """The events come newest first; those after the first failure are consequences of it."""
    _is(cloudformation, "")
    _applied(cloudformation, "CREATE", then="ROLLBACK_COMPLETE")
    _is(cloudformation, "ROLLBACK_COMPLETE")
    told = [
        (STACK, "ROLLBACK_COMPLETE", ""),
        ("EventsTable", "CREATE_FAILED", "Resource creation cancelled"),
        ("Distribution", "CREATE_FAILED", "Access denied for operation 'Your account must be verified.'"),
        (STACK, "CREATE_IN_PROGRESS", "User Initiated"),
        ("Distribution", "CREATE_FAILED", "of an earlier try"),
    ]
    events = [
        {"StackId": "a", "EventId": f"{number}", "StackName": STACK, "Timestamp": "2026-01-01T00:00:00Z"}
        | {"LogicalResourceId": name, "ResourceStatus": status, "ResourceStatusReason": why}
        for number, (name, status, why) in enumerate(told)
    ]
    cloudformation.add_response("describe_stack_events", {"StackEvents": events})
    with pytest.raises(CannotError, match=r"failed \(ROLLBACK_COMPLETE\): Distribution: .*must be verified"):
        stack.change(target, "https://template", {})


def test_a_status_that_may_not_be_read_is_not_taken_for_no_stack(cloudformation: Stubber, target: Target) -> None:
    for asked in (stack.status, Target.outputs):
        cloudformation.add_client_error("describe_stacks", "AccessDenied", "not yours")
        with pytest.raises(cloudformation.client.exceptions.ClientError, match="not yours"):
            asked(target)


@pytest.fixture
def dynamodb(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stubber]:
    """DynamoDB, answering as told."""
    monkeypatch.setitem(destroy.POLL, "Delay", 0)
    with Stubber(_client("dynamodb")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def _table_is(stubber: Stubber, *statuses: str) -> None:
    for status in statuses:
        stubber.add_response("describe_table", {"Table": {"TableStatus": status}})


def test_a_table_is_deleted_once_it_is_active_again(dynamodb: Stubber) -> None:
    """It is building an index when it is found, and taking its protection off makes it busy once more."""
    _table_is(dynamodb, "UPDATING", "UPDATING", "ACTIVE")
    dynamodb.add_response("update_table", {}, {"TableName": "events", "DeletionProtectionEnabled": False})
    _table_is(dynamodb, "UPDATING", "UPDATING", "ACTIVE")
    dynamodb.add_response("delete_table", {}, {"TableName": "events"})
    assert destroy.drop_table(dynamodb.client, "events")


def test_a_table_that_is_going_is_only_waited_for(dynamodb: Stubber) -> None:
    _table_is(dynamodb, "DELETING")
    assert destroy.drop_table(dynamodb.client, "events")


def test_a_table_that_is_not_there_is_no_fault(dynamodb: Stubber) -> None:
    dynamodb.add_client_error("describe_table", "ResourceNotFoundException", "no such table")
    assert not destroy.drop_table(dynamodb.client, "events")


@pytest.mark.parametrize("status", ["", "REVIEW_IN_PROGRESS"])
def test_taking_down_what_is_not_up_says_so(cloudformation: Stubber, target: Target, status: str) -> None:
    _is(cloudformation, status)
    _is(cloudformation, status)
    with pytest.raises(CannotError, match="no stack allclear-prod in us-east-1"):
        destroy.destroy(target, data=False)


@pytest.mark.parametrize("status", ["CREATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "DELETE_FAILED", "DELETE_IN_PROGRESS"])
def test_a_stack_in_any_state_that_lasts_can_be_taken_down(
    cloudformation: Stubber, target: Target, status: str
) -> None:
    _is(cloudformation, status)
    if status != "DELETE_IN_PROGRESS":
        _is(cloudformation, status)
    cloudformation.add_response("delete_stack", {}, {"StackName": STACK})
    _is(cloudformation, "")
    destroy.destroy(target, data=False)
