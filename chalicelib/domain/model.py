"""The base of every domain model."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Immutable: a rule returns a new value, and nothing changes behind a caller's back."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True, defer_build=True)
    """Validators are built when first used, because a Lambda function imports many models and uses few of them."""

    def but(self, **changes: object) -> Self:
        """A validated copy that differs in `changes`."""
        return type(self).model_validate(self.__dict__ | changes)
