"""`make destroy`: takes a stage down after a person confirmed it. Tables and buckets stay unless told otherwise."""

import argparse
import logging
import re
from typing import Any

from botocore.exceptions import ClientError

from infra import stack, stages, tables
from infra.aws import Target, describe
from infra.command import CannotError, code, run
from infra.replica import replicas

POLL = {"Delay": 3, "MaxAttempts": 400}
"""A table is changed and deleted within seconds; one that is building an index may take long."""
log = logging.getLogger("destroy")


def destroy(target: Target, *, data: bool) -> None:
    """The stack is gone; with `data`, so is all that people wrote, its history and its secrets.

    Raises CannotError where there is nothing to take down.
    """
    if there_is_a_stack(target, data=data):
        stack.remove(target)
        log.info("The stack %s is gone.", target.stack)
    if data:
        _drop_tables(target)
        for name, region in _buckets(target):
            _drop_bucket(target.client("s3", region), name)
        _drop_secrets(target)


def there_is_a_stack(target: Target, *, data: bool) -> bool:
    """Whether the stack has to go; where only data may be left, it need not be there."""
    if stack.status(target) == "DELETE_IN_PROGRESS":
        return True
    found = bool(stack.idle(target))
    if not (found or data):
        raise CannotError(f"There is no stack {target.stack} in {target.region}. DATA=delete deletes what it has left.")
    return found


def _drop_tables(target: Target) -> None:
    dynamodb = target.client("dynamodb")
    own = [f"{tables.prefix(target.stage)}{name}" for name in tables.names()]
    going = [table for table in own if drop_table(dynamodb, table)]
    for table in going:
        dynamodb.get_waiter("table_not_exists").wait(TableName=table, WaiterConfig=POLL)
    log.info("Its %d tables are gone; their last backups stay in AWS for 35 days.", len(going))


def drop_table(dynamodb: Any, table: str) -> bool:  # noqa: ANN401 - a boto3 client
    """Has a table deleted; False when there is none. AWS changes and deletes tables only while they are ACTIVE."""
    try:
        if _status(dynamodb, table) != "DELETING":
            _until_active(dynamodb, table)
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            _until_active(dynamodb, table)
            dynamodb.delete_table(TableName=table)
    except ClientError as error:
        if code(error) != "ResourceNotFoundException":
            raise
        return False
    return True


def _status(dynamodb: Any, table: str) -> str:  # noqa: ANN401 - likewise
    return str(dynamodb.describe_table(TableName=table)["Table"]["TableStatus"])


def _until_active(dynamodb: Any, table: str) -> None:  # noqa: ANN401 - likewise
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig=POLL)


def _buckets(target: Target) -> list[tuple[str, str]]:
    """The stage's buckets and their regions, also those that an earlier destroy has kept: by their names alone."""
    own = re.compile(rf"{re.escape(target.stack)}-(site|documents)bucket-[a-z0-9]+")
    names = [each["Name"] for each in target.client("s3").list_buckets()["Buckets"]]
    return [*((name, target.region) for name in names if own.fullmatch(name)), *replicas(target, names)]


def _drop_bucket(s3: Any, bucket: str) -> None:  # noqa: ANN401 - likewise
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        objects = [{"Key": each["Key"], "VersionId": each["VersionId"]} for each in found]
        if objects:
            left = s3.delete_objects(Bucket=bucket, Delete={"Objects": objects, "Quiet": True}).get("Errors", [])
            if left:
                raise CannotError(f"{bucket} keeps {len(left)} of its objects: {left[0].get('Message', '')}")
    s3.delete_bucket(Bucket=bucket)
    log.info("The bucket %s is gone.", bucket)


def _drop_secrets(target: Target) -> None:
    ssm = target.client("ssm")
    for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=f"/allclear/{target.stage}"):
        for parameter in page["Parameters"]:
            ssm.delete_parameter(Name=parameter["Name"])


def main() -> None:
    """Asks for the name of the stage, and once more when data are to be deleted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--data", choices=("keep", "delete"), default="keep")
    given = parser.parse_args()
    target, data = stages.of(given.stage).target, given.data == "delete"
    log.info("This takes down %s", describe(target))
    there_is_a_stack(target, data=data)
    log.info("Its tables, buckets and secrets %s.", "WILL BE DELETED FOR GOOD" if data else "stay")
    expected = f"delete {given.stage} and its data" if data else given.stage
    if _typed(f"Type '{expected}' to go on: ") != expected:
        raise CannotError("Nothing was done.")
    destroy(target, data=data)


def _typed(prompt: str) -> str:
    """The answer of a person; empty when nobody can answer."""
    try:
        return input(prompt).strip()
    except EOFError:
        return ""


if __name__ == "__main__":
    run(main)
