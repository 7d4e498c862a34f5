"""What is known of what monitors look at, and what single checks found."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.ids import Id
from chalicelib.domain.monitor_states import CheckResult, MonitorState
from chalicelib.store.dynamodb import code_of, reaching_dynamodb
from chalicelib.store.rows import from_row, to_row
from chalicelib.store.tables import MonitorResults, MonitorStates
from chalicelib.store.transactions import LostRaceError, retried

KEPT = timedelta(days=30)
"""Results."""
_AT_ONCE = 100
_LOST = "ConditionalCheckFailedException"
_WRITTEN = ("health", "since", "told", "last", "regions", "certificate_expires_at", "revision")


def find(org_id: Id, monitor_id: Id) -> MonitorState:
    """What is known of one; consistent."""
    with reaching_dynamodb():
        try:
            return from_row(MonitorState, MonitorStates.get(org_id, monitor_id, consistent_read=True))
        except MonitorStates.DoesNotExist:
            return MonitorState()


def of_organization(org_id: Id) -> Mapping[Id, MonitorState]:
    """All that is known, by monitor."""
    with reaching_dynamodb():
        return {row.id: from_row(MonitorState, row) for row in MonitorStates.query(org_id)}


def claimed(org_id: Id, monitor_id: Id, minute: int) -> bool:
    """Whether it is the caller's to check in this minute: it is nobody's twice, and none that is paused or gone."""
    state = MonitorStates(org_id, monitor_id)
    first = MonitorStates.claimed.does_not_exist() | (MonitorStates.claimed < minute)
    with reaching_dynamodb():
        try:
            state.update(actions=[MonitorStates.claimed.set(minute)], condition=MonitorStates.slot.exists() & first)
        except UpdateError as error:
            if code_of(error) != _LOST:
                raise
            return False
    return True


def changed(
    org_id: Id, monitor_id: Id, change: Callable[[MonitorState], MonitorState], *, watched: bool = False
) -> MonitorState | None:
    """The state as it is by then, changed; None for a monitor that is gone. Raises ContendedError.

    What is only of a monitor that is `watched` is not of one that is paused, either.
    """

    def attempt() -> MonitorState | None:
        with reaching_dynamodb():
            try:
                row = MonitorStates.get(org_id, monitor_id, consistent_read=True)
            except MonitorStates.DoesNotExist:
                return None
        if watched and row.slot is None:
            return None
        before = from_row(MonitorState, row)
        after = change(before)
        if after != before:
            after = after.but(revision=before.revision + 1)
            _write(org_id, monitor_id, after, MonitorStates.slot.exists() if watched else MonitorStates.id.exists())
        return after

    return retried(attempt)


def keep(org_id: Id, monitor_id: Id, result: CheckResult) -> None:
    """Keeps one result; safe to repeat."""
    row = MonitorResults(org_id, f"{monitor_id}#{_moment(result.at)}#{result.region}")
    row.result = result.model_dump_json(exclude_none=True)
    row.expires_at = datetime.now(UTC) + KEPT
    with reaching_dynamodb():
        row.save()


def results(org_id: Id, monitor_id: Id, before: datetime | None) -> Iterator[CheckResult]:
    """What checks found, newest first, read as it is asked for; those that were due before `before`."""
    last = f"{monitor_id}#{_moment(before)}" if before else f"{monitor_id}#~"
    moments = MonitorResults.id.between(f"{monitor_id}#", last)
    with reaching_dynamodb():
        for row in MonitorResults.query(org_id, moments, scan_index_forward=False, page_size=_AT_ONCE):
            found = [CheckResult.model_validate_json(line, extra="ignore") for line in row.lines]
            yield from sorted(
                (each for each in found if before is None or each.at < before), key=lambda each: each.at, reverse=True
            )


def _write(org_id: Id, monitor_id: Id, state: MonitorState, is_there: Condition) -> None:
    known = to_row(MonitorStates, state).attribute_values
    actions: list[Any] = [
        getattr(MonitorStates, name).set(known[name]) if name in known else getattr(MonitorStates, name).remove()
        for name in _WRITTEN
    ]
    same = (
        MonitorStates.revision == state.revision - 1 if state.revision > 1 else MonitorStates.revision.does_not_exist()
    )
    row = MonitorStates(org_id, monitor_id)
    with reaching_dynamodb():
        try:
            row.update(actions=actions, condition=is_there & same)
        except UpdateError as error:
            if code_of(error) != _LOST:
                raise
            raise LostRaceError((0,)) from error


def _moment(moment: datetime) -> str:
    """Sorts like the moments, and behind the hour that they are in."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y%m%d%H%M%S}{utc.microsecond // 1000:03}"
