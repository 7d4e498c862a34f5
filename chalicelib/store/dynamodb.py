"""How this process reaches DynamoDB: one client for all tables, and every failure in the product's own words."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.connection import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from chalicelib.aws.deadline import seconds_left
from chalicelib.aws.pool import READ_SECONDS
from chalicelib.aws.retries import fault_of
from chalicelib.aws.wire import Wire
from chalicelib.config import settings
from chalicelib.domain.errors import UnavailableError

_AWAY = frozenset({"ResourceNotFoundException", "UnrecognizedClientException", "ExpiredTokenException"})
"""Refusals that say nothing of the request, beside those that pass by themselves."""
_AWAY_DETAIL = "The database cannot be reached right now. Try again in a moment."
SILENCE_SECONDS = 1.0


class NotAskedError(UnavailableError):
    """The database was left alone, because it had just not answered somebody else."""


class WiredConnection(Connection):
    """PynamoDB's connection, whose requests go over our own wire instead of botocore's."""

    def __init__(self, wire: Wire, region: str) -> None:
        super().__init__(region=region)
        self.wire = wire

    @property
    def client(self) -> Any:  # noqa: ANN401 - PynamoDB calls one method of it
        """What PynamoDB sends requests by."""
        return self.wire


@cache
def shared_connection() -> WiredConnection:
    """The process's connection. A request that fails does so within 5 s, which API Gateway and callers wait for."""
    given = settings()
    endpoint = given.aws_endpoint_url_dynamodb or given.aws_endpoint_url
    return WiredConnection(Wire(given.aws_region, endpoint), given.aws_region)


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
    """Raises UnavailableError where DynamoDB is away or overloaded, and lets every other fault through.

    After a call that timed out, calls fail at once for a second: those that queued behind it must not wait, too. One
    that was late and had no time for its answer says nothing about DynamoDB.
    """
    had_time = seconds_left() > READ_SECONDS
    if time.monotonic() < _silence.until:
        raise NotAskedError(_AWAY_DETAIL)
    try:
        yield
    except PynamoDBException as error:
        if not _is_away(error.cause):
            raise
        if isinstance(error.cause, BotoCoreError) and had_time:
            _silence.until = time.monotonic() + SILENCE_SECONDS
        raise UnavailableError(_AWAY_DETAIL) from error


def code_of(error: PynamoDBException) -> str:
    """What DynamoDB refused with; empty where no answer came, which PynamoDB's own property cannot say."""
    return str(error.cause_response_code) if isinstance(error.cause, ClientError) else ""


def end_silence() -> None:
    """It has answered somebody."""
    _silence.until = 0.0


class _Silence:
    """Until when nothing is asked of DynamoDB."""

    until = 0.0


_silence = _Silence()


def _is_away(cause: Exception | None) -> bool:
    if isinstance(cause, ClientError):
        return fault_of(cause) is not None or cause.response["Error"]["Code"] in _AWAY
    return isinstance(cause, BotoCoreError)
