"""What a function asks of the tables while a test runs it, held against its policy: AWS refuses anything else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from infra.policies import TABLES
from infra.template import pascal

_PREFIX = "tests-"
_ACTIONS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}


class Roles:
    """The function that runs, if a test runs one as Lambda does, and what it asked for in vain."""

    def __init__(self) -> None:
        self._running: list[str] = []
        self.refused: set[str] = set()

    @contextmanager
    def of(self, handler: str) -> Iterator[None]:
        """While the handler of a function runs."""
        function = pascal(handler)
        self._running.append(function)
        try:
            yield
        finally:
            self._running.remove(function)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While the test itself does something in the middle of it."""
        running, self._running = self._running, []
        try:
            yield
        finally:
            self._running = running

    def ask(self, operation: str, arguments: Mapping[str, Any]) -> None:
        """Notes what AWS would have refused."""
        if len(set(self._running)) != 1:
            return
        function = self._running[0]
        allowed = TABLES[function]
        for action, table in _asked(operation, arguments):
            name = table.removeprefix(_PREFIX)
            if action not in allowed.get(name, ()):
                self.refused.add(f"{function} may not {action} in {name}")


def _asked(operation: str, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if operation == "TransactWriteItems":
        for item in arguments["TransactItems"]:
            for kind, asked in item.items():
                yield _ACTIONS[kind], asked["TableName"]
    elif operation == "TransactGetItems":
        yield from (("GetItem", item["Get"]["TableName"]) for item in arguments["TransactItems"])
    elif operation in {"BatchGetItem", "BatchWriteItem"}:
        yield from ((operation, table) for table in arguments["RequestItems"])
    else:
        yield operation, arguments["TableName"]


roles = Roles()
