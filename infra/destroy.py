"""`make destroy`: takes a stage down. Tables and buckets stay unless told otherwise, and a person says yes first."""

import argparse
import logging
import sys

from botocore.exceptions import ClientError

from infra import tables
from infra.aws import WAIT, Target, describe
from infra.deploy import target_of

log = logging.getLogger("destroy")


def destroy(target: Target, *, data: bool) -> None:
    """The stack is gone; with `data`, so is all that people wrote, its history and its secrets."""
    cloudformation = target.client("cloudformation")
    cloudformation.delete_stack(StackName=target.stack)
    cloudformation.get_waiter("stack_delete_complete").wait(StackName=target.stack, WaiterConfig=WAIT)
    log.info("The stack %s is gone.", target.stack)
    if data:
        _drop_tables(target)
        for name in _buckets(target):
            _drop_bucket(target, name)
        _drop_secrets(target)


def _drop_tables(target: Target) -> None:
    dynamodb = target.client("dynamodb")
    for name in tables.names():
        table = f"{tables.prefix(target.stage)}{name}"
        try:
            dynamodb.update_table(TableName=table, DeletionProtectionEnabled=False)
            dynamodb.delete_table(TableName=table)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceNotFoundException":
                raise
    log.info("Its tables are gone; their last backups stay in AWS for 35 days.")


def _buckets(target: Target) -> list[str]:
    """The stage's buckets, also those that an earlier destroy has kept: by the names CloudFormation gives."""
    own = tuple(f"{target.stack}-{name}bucket-" for name in ("site", "documents"))
    return [each["Name"] for each in target.client("s3").list_buckets()["Buckets"] if each["Name"].startswith(own)]


def _drop_bucket(target: Target, bucket: str) -> None:
    s3 = target.client("s3")
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
        for each in found:
            s3.delete_object(Bucket=bucket, Key=each["Key"], VersionId=each["VersionId"])
    s3.delete_bucket(Bucket=bucket)
    log.info("The bucket %s is gone.", bucket)


def _drop_secrets(target: Target) -> None:
    ssm = target.client("ssm")
    for page in ssm.get_paginator("get_parameters_by_path").paginate(Path=f"/allclear/{target.stage}"):
        for parameter in page["Parameters"]:
            ssm.delete_parameter(Name=parameter["Name"])


def main() -> None:
    """Asks for the stage's name, and for more where data are to go."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stage")
    parser.add_argument("--data", choices=("keep", "delete"), default="keep")
    given = parser.parse_args()
    target, data = target_of(given.stage), given.data == "delete"
    log.info("This takes down %s", describe(target))
    log.info("Its tables, buckets and secrets %s.", "WILL BE DELETED FOR GOOD" if data else "stay")
    expected = f"delete {given.stage} and its data" if data else given.stage
    if input(f"Type '{expected}' to go on: ").strip() != expected:
        sys.exit("Nothing was done.")
    destroy(target, data=data)


if __name__ == "__main__":
    main()
