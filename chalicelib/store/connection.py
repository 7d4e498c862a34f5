"""How this process reaches DynamoDB: one client for all tables, and every failure in the product's own words."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib.config import settings
from chalicelib.domain.errors import UnavailableError

_AWAY = frozenset(
    """
    InternalServerError InternalFailure ServiceUnavailable ThrottlingException RequestLimitExceeded
    ProvisionedThroughputExceededException LimitExceededException ResourceNotFoundException
    UnrecognizedClientException ExpiredTokenException
    """.split()  # noqa: SIM905 - a list one can read
)


@cache
def shared_connection() -> Connection:
    """The process's connection: a call that fails fails within 5 s, inside API Gateway's and a caller's patience."""
    return Connection(
        region=settings().aws_region,
        connect_timeout_seconds=0.5,
        read_timeout_seconds=1.8,
        max_retry_attempts=1,
        max_pool_connections=32,
    )


class Table(Model):
    """A table whose requests go through the shared connection; a client per table would cost 50 ms of start each."""

    @classmethod
    def _get_connection(cls) -> TableConnection:
        table_connection = super()._get_connection()
        shared = shared_connection()
        if table_connection.connection is not shared:
            shared.add_meta_table(table_connection.get_meta_table())
            table_connection.connection = shared
        return table_connection


@contextmanager
def reaching_dynamodb() -> Iterator[None]:
    """Raises UnavailableError where DynamoDB is away or overloaded, and lets every other fault through."""
    try:
        yield
    except PynamoDBException as error:
        if _is_away(error.cause):
            raise UnavailableError("The database cannot be reached right now. Try again in a moment.") from error
        raise


def _is_away(cause: Exception | None) -> bool:
    if isinstance(cause, ClientError):
        return cause.response.get("Error", {}).get("Code") in _AWAY
    return isinstance(cause, BotoCoreError)
