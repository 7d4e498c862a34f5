"""What is to be done so that a page is as a file says: steps, in the order in which they are done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Action = Literal["create", "edit", "delete"]
SIGNS: Mapping[Action, str] = {"create": "+", "edit": "~", "delete": "-"}
_LONGEST = 60


@dataclass(frozen=True)
class Reference:
    """Something that the body of a step names, which may not be there yet when the step is planned."""

    kind: str
    name: str


@dataclass(frozen=True)
class Difference:
    """A field that is not as the file says."""

    field: str
    before: Any
    after: Any

    def line(self) -> str:
        """`description: 'Old' -> 'New'`."""
        return f"{self.field}: {_short(self.before)} -> {_short(self.after)}"


@dataclass(frozen=True)
class Step:
    """One request."""

    action: Action
    kind: str
    """`settings`, `service`, `template`, `metric`, `monitor`."""
    name: str
    """What it is called, as references call it."""
    body: Mapping[str, Any] = field(default_factory=dict)
    """The fields to send; a Reference becomes an id when the step is done."""
    differences: Sequence[Difference] = ()
    thing_id: str = ""
    version: int | None = None

    def line(self) -> str:
        """As the plan shows it."""
        return f"{SIGNS[self.action]} {self.kind}" + (f" {self.name}" if self.name else "")

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        changes = {each.field: {"before": each.before, "after": each.after} for each in self.differences}
        return {"action": self.action, "kind": self.kind, "name": self.name, "id": self.thing_id, "changes": changes}


@dataclass(frozen=True)
class Plan:
    """All steps, and what is on the page and not in the file."""

    steps: Sequence[Step]
    left: Sequence[str] = ()
    """What `--prune` would delete."""

    def counts(self) -> str:
        """`2 to create, 1 to change, 0 to delete`."""
        done = [each.action for each in self.steps]
        return f"{done.count('create')} to create, {done.count('edit')} to change, {done.count('delete')} to delete"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "\N{HORIZONTAL ELLIPSIS}"
