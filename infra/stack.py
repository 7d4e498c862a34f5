"""The CloudFormation stack of a stage: changed by change sets, and deleted on request."""

import logging
import secrets
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError, WaiterError

from infra import regions
from infra.aws import WAIT, Target, is_absent
from infra.command import CannotError
from infra.template import Json, tags

log = logging.getLogger("stack")
_ONLY_DELETED = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"})
"""What a first deployment, or a deletion, that failed leaves behind. AWS updates no such stack."""
_STUCK = frozenset({"UPDATE_ROLLBACK_FAILED", "UPDATE_FAILED", "IMPORT_ROLLBACK_FAILED"})
_BEGUN = frozenset({"CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS"})
_ANNOUNCED = "REVIEW_IN_PROGRESS"
"""A change set was made for it, and never executed: there is no stack yet."""


def status(target: Target) -> str:
    """CloudFormation's word for how the stack is; empty when there is none."""
    try:
        (found,) = target.client("cloudformation").describe_stacks(StackName=target.stack)["Stacks"]
    except ClientError as error:
        if is_absent(error):
            return ""
        raise
    return "" if found["StackStatus"] == _ANNOUNCED else str(found["StackStatus"])


def check(target: Target) -> str:
    """The stack's status; raises CannotError when it cannot be changed now."""
    found = idle(target)
    if found in _STUCK:
        command = f"aws cloudformation continue-update-rollback --stack-name {target.stack} --region {target.region}"
        raise CannotError(f"The stack {target.stack} is stuck ({found}). Mend what {command} complains about.")
    return found


def idle(target: Target) -> str:
    """The stack's status; raises CannotError while something is being done to it."""
    found = status(target)
    if found.endswith("_IN_PROGRESS"):
        raise CannotError(f"The stack {target.stack} is busy ({found}): wait until that is over, and do this again.")
    return found


def existing(target: Target) -> str:
    """The stack's status; raises CannotError when there is no stack, or it cannot be changed now."""
    if found := check(target):
        return found
    raise CannotError(
        f"There is no stack {target.stack} in {target.region}: make deploy STAGE={target.stage} makes it."
    )


def change(target: Target, template_url: str, parameters: Mapping[str, str]) -> str:
    """Applies a change set and waits; answers `created`, `updated` or `unchanged`. A failure rolls itself back.

    Tables that an earlier stack of the stage has left, because they are kept, become this one's, with what is in them.
    """
    cloudformation = target.client("cloudformation")
    found = check(target)
    if found in _ONLY_DELETED:
        remove(target)
        found = ""
    if not found:
        _drop_left_logs(target)
    made = cloudformation.create_change_set(
        StackName=target.stack,
        ChangeSetName=f"deploy-{secrets.token_hex(6)}",
        ChangeSetType="UPDATE" if found else "CREATE",
        TemplateURL=template_url,
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
        Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        ImportExistingResources=True,
        Tags=tags(target.stage),
    )
    if not _is_ready(cloudformation, made["Id"]):
        cloudformation.delete_change_set(ChangeSetName=made["Id"])
        return "unchanged"
    if taken := _taken_over(cloudformation, made["Id"]):
        log.info("%d tables of an earlier stack are taken over. Then publish their pages again: make republish", taken)
    cloudformation.execute_change_set(ChangeSetName=made["Id"])
    _wait(target, "stack_update_complete" if found else "stack_create_complete")
    return "updated" if found else "created"


def _taken_over(cloudformation: Any, change_set: str) -> int:  # noqa: ANN401 - a boto3 client
    pages = cloudformation.get_paginator("describe_change_set").paginate(ChangeSetName=change_set)
    changes = [each.get("ResourceChange", {}) for page in pages for each in page.get("Changes", ())]
    return len([each for each in changes if each.get("Action") == "Import"])


def remove(target: Target) -> None:
    """Deletes the stack and everything that it does not have to keep."""
    target.client("cloudformation").delete_stack(StackName=target.stack)
    _wait(target, "stack_delete_complete")


def _drop_left_logs(target: Target) -> None:
    """Those of functions that still ran when their log groups were deleted: a new stack could not have them."""
    logs = target.client("logs")
    for page in logs.get_paginator("describe_log_groups").paginate(logGroupNamePrefix=f"/allclear/{target.stage}/"):
        for name in {each["logGroupName"] for each in page["logGroups"]} - {regions.log_group_name(target.stage)}:
            logs.delete_log_group(logGroupName=name)


def _wait(target: Target, until: str) -> None:
    try:
        target.client("cloudformation").get_waiter(until).wait(StackName=target.stack, WaiterConfig=WAIT)
    except WaiterError as error:
        raise CannotError(f"The stack {target.stack} failed ({status(target)}): {_why(target)}") from error


def _why(target: Target) -> str:
    """The first failure of what was last done to the stack: those after it follow from it."""
    pages = target.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=target.stack)
    reason = "AWS says no more; its console lists the stack's events."
    for each in (event for page in pages for event in page["StackEvents"]):
        why = " ".join(str(each.get("ResourceStatusReason", "")).split())
        if each["ResourceStatus"].endswith("_FAILED") and why and "cancelled" not in why:
            reason = f"{each['LogicalResourceId']}: {why}"
        if each["LogicalResourceId"] == target.stack and each["ResourceStatus"] in _BEGUN:
            break
    return reason


def _is_ready(cloudformation: Any, change_set: str) -> bool:  # noqa: ANN401 - a boto3 client
    """False when there is nothing to change; raises CannotError with AWS's reason when it can't be made."""
    waiter = cloudformation.get_waiter("change_set_create_complete")
    try:
        waiter.wait(ChangeSetName=change_set, WaiterConfig=WAIT)
    except WaiterError as error:
        found: Json = cloudformation.describe_change_set(ChangeSetName=change_set)
        reason = " ".join(str(found.get("StatusReason", "")).split())
        if "didn't contain changes" in reason or "No updates are to be performed" in reason:
            return False
        raise CannotError(f"The change set failed: {reason}") from error
    return True
