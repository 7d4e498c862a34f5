"""Words of a closed set, of which a newer release may have stored one more.

After a rollback, this release reads what the newer one wrote. A word that it does not know must not make a page, a list
or a team unreadable: it is read as the word that does the least harm. What callers send is held to the known words.
Light to import: pydantic comes only where it is used.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

AS_STORED = {"as_stored": True}
"""The validation context in which rows and snapshots are read."""


class Word(StrEnum):
    """A word that is stored."""

    @classmethod
    def for_unknown(cls) -> Self:
        """What a stored word is read as that only a newer release knows."""
        raise NotImplementedError

    @classmethod
    def read_as_stored(cls, value: object, read: Callable[[object], Self], info: Any) -> Self:  # noqa: ANN401 - pydantic's
        """The word; a validator around pydantic's own, which raises for an unknown one that was not stored."""
        if info.context == AS_STORED and isinstance(value, str) and value not in cls.__members__.values():
            return cls.for_unknown()
        return read(value)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: "GetCoreSchemaHandler") -> "CoreSchema":  # noqa: ANN401
        """Pydantic's schema of an enum, with `read_as_stored` around it."""
        from pydantic_core.core_schema import with_info_wrap_validator_function  # noqa: PLC0415

        return with_info_wrap_validator_function(cls.read_as_stored, handler(source))


def in_place_of_unknown(
    data: object,
    name: str,
    words: type[Word],
    word: Callable[[Mapping[str, Any]], Word],
    info: Any,  # noqa: ANN401 - pydantic's ValidationInfo, which is not imported here
) -> object:
    """The data of a model, with `word` as its `name` where the stored one is unknown; it may depend on other fields."""
    if info.context != AS_STORED or not isinstance(data, dict) or data.get(name) in words.__members__.values():
        return data
    return data | {name: word(data)}
