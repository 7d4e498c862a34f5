"""The base of every domain model."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Immutable: a rule returns a new value, and nothing changes behind a caller's back."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)
    """A validator is built when it is first used: a function starts with many models, and needs few of them."""

    def but(self, **changes: object) -> Self:
        """A validated copy that differs in `changes`."""
        return type(self).model_validate(self.__dict__ | changes)
