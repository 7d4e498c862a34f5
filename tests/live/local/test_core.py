"""What the runtime does with the product's handlers before it hands requests to them."""

import pytest

from chalicelib.domain.errors import UnavailableError
from chalicelib.local.core import patient


def test_a_step_is_repeated_while_the_database_does_not_answer() -> None:
    tries: list[int] = []

    def step() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise UnavailableError("Not yet.")
        return "done"

    assert patient(step)() == "done"
    assert len(tries) == 3


def test_patience_ends_and_says_why() -> None:
    def step() -> None:
        raise UnavailableError("Not yet.")

    with pytest.raises(UnavailableError, match="Not yet"):
        patient(step, seconds=0)()
