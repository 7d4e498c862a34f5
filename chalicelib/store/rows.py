"""Converts between rows and domain models, which have the same field names."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import to_jsonable_python

from chalicelib.domain.words import AS_STORED
from chalicelib.store.dynamodb import Table

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T", bound=Table)


class BrokenRowError(ValueError):
    """A row holds something that no code of ours would write. It is our fault, not the caller's."""


def to_row(table: type[T], model: BaseModel, **extra: object) -> T:
    """The row that holds `model`; `extra` are attributes only the table knows, such as index keys."""
    values = model.model_dump(mode="json") | _internal(model) | extra
    names = table.get_attributes()
    return table(**{name: value for name, value in values.items() if name in names and value is not None})


def from_row(model: type[M], row: Table, **extra: object) -> M:
    """The model a row holds. Raises BrokenRowError.

    What the row lacks takes the model's default. After a rollback, fields of the newer release are left out, and words
    that only it knows are read as `Word.for_unknown` says.
    """
    values: dict[str, Any] = {name: value for name, value in row.attribute_values.items() if value is not None}
    known = {name: value for name, value in values.items() if name in model.model_fields}
    try:
        return model.model_validate(known | extra, extra="ignore", context=AS_STORED)
    except ValidationError as error:
        raise BrokenRowError(f"a row of {type(row).__name__} is no {model.__name__}: {error}") from error


def _internal(model: BaseModel) -> dict[str, Any]:
    """Fields kept from the wire, but not from the table."""
    hidden = (name for name, field in type(model).model_fields.items() if field.exclude)
    return {name: _as_json(getattr(model, name)) for name in hidden}


def _as_json(value: object) -> object:
    """Models in what JSON has; times stay times, which the tables have attributes for."""
    return to_jsonable_python(value) if isinstance(value, dict | BaseModel) else value
