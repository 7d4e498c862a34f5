"""What an account needs once per region before its APIs may write logs; made when missing, shared by all stages."""

import json
import time
from typing import Any

from botocore.exceptions import ClientError

from infra.aws import Target
from infra.command import code
from infra.template import policy, tags

ROLE = "allclear-gateway-logs"
_MANAGED = "arn:aws:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
TRIES, PAUSE = 12, 5.0
"""It takes some seconds until a new role is known everywhere."""


def let_gateways_log(target: Target) -> bool:
    """API Gateway refuses a stage with access logs until its account names a role for them. False when it did."""
    gateway = target.client("apigateway")
    if gateway.get_account().get("cloudwatchRoleArn"):
        return False
    _name(gateway, _role(target.client("iam")))
    return True


def _role(iam: Any) -> str:  # noqa: ANN401 - a boto3 client
    gateway = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    trust = policy([gateway])
    try:
        iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps(trust), Tags=tags("all"))
    except ClientError as error:
        if code(error) != "EntityAlreadyExists":
            raise
    iam.attach_role_policy(RoleName=ROLE, PolicyArn=_MANAGED)
    return str(iam.get_role(RoleName=ROLE)["Role"]["Arn"])


def _name(gateway: Any, role: str) -> None:  # noqa: ANN401 - a boto3 client
    operation = {"op": "replace", "path": "/cloudwatchRoleArn", "value": role}
    for left in reversed(range(TRIES)):
        try:
            gateway.update_account(patchOperations=[operation])
        except ClientError as error:
            if code(error) != "BadRequestException" or not left:
                raise
            time.sleep(PAUSE)
        else:
            return
