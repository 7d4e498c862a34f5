"""Every endpoint there is, as declared: what OpenAPI, the role checks' tests and the routes are made from.

Light to import: models are named here, and needed only by those who use them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeAlias

from chalicelib.domain.roles import Role

if TYPE_CHECKING:
    from pydantic import BaseModel


MAX_BODY_BYTES = 256 * 1024


class Open(StrEnum):
    """Who may call an endpoint that requires no role."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    OPERATOR = "operator"


@dataclass(frozen=True)
class People:
    """A role that a person must hold: no API key may stand in for them."""

    role: Role


Access = Open | Role | People
AnswerModel: TypeAlias = "type[BaseModel] | Callable[[], type[BaseModel]] | None"
"""The model of an answer, or what imports it once somebody asks."""


class Budget(StrEnum):
    """What a request counts against: how many a minute, and whose minute, is in `chalicelib.api.limits`."""

    PUBLIC = "public"
    READS = "reads"
    WRITES = "writes"
    ALERTS = "alerts"
    """Of one address at one source."""
    AUTH = "auth"
    SIGN_IN = "sign-in"
    """Of one address at one account."""
    SIGN_INS = "sign-ins"
    """Of one address at all accounts."""


@dataclass(frozen=True)
class About:
    """What a path names, and what reads it along with the membership that has to allow it."""

    parameter: str
    read: Callable[[str, str, str], tuple[Any, Any]]
    """By organization, user and the parameter: the membership and the resource, as far as they are there."""


@dataclass(frozen=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    access: Access
    summary: str
    view: Callable[[Any], Any]
    body: "type[BaseModel] | None" = None
    query: "type[BaseModel] | None" = None
    given_answer: AnswerModel = None
    status: int = 200
    operation: str = ""
    description: str = ""
    locked: bool = False
    """Whether it takes `If-Match`."""
    given_budget: Budget | None = None
    about: "About | None" = None
    """What is read together with the membership, where the caller says in which organization."""

    counted_by: Callable[[Any], str] | None = None
    """What of the body a call is counted by, before it is counted by its address: see `limits`."""
    forms: bool = False
    """Whether a plain HTML form may be sent, too; errors are then answered as a page."""
    most_bytes: int = MAX_BODY_BYTES
    """How large its body may be."""
    seconds: float | None = None
    """How long it may take, where that is longer than usual; API Gateway waits for 29 s."""
    bodiless: bool = False
    """Whether the body may be left out, as all that it says may be."""
    lenient: bool = False
    """Whether a text that reads like a number or a truth is taken for one, as form fields have to be."""
    chosen_by: Callable[[Mapping[str, str]], str] | None = None
    """What of the path names the organization, where its id is not the only way to."""

    @property
    def answer(self) -> "type[BaseModel] | None":
        """The model of its answer."""
        given = self.given_answer
        return given if given is None or isinstance(given, type) else given()

    @property
    def hashes(self) -> bool:
        """Whether answering it hashes a password, which takes a core for a while: whatever takes a password does."""
        from pydantic import SecretStr  # noqa: PLC0415 - only the one-machine runtime asks

        fields = self.body.model_fields.values() if self.body else ()
        return any(field.annotation is SecretStr for field in fields)

    @property
    def role(self) -> Role | None:
        """The role that it requires in the organization."""
        access = self.access.role if isinstance(self.access, People) else self.access
        return access if isinstance(access, Role) else None

    @property
    def for_people(self) -> bool:
        """Whether an API key is refused, whatever its scope."""
        return self.access is Open.SIGNED_IN or isinstance(self.access, People)

    @property
    def ends_with_session(self) -> bool:
        """Whether a session that ended elsewhere shuts this at once, rather than within seconds."""
        return self.for_people or (self.role is not None and self.role.includes(Role.ADMIN))

    @property
    def budget(self) -> Budget:
        """The declared one, or what the method and the access make likely."""
        if self.given_budget:
            return self.given_budget
        if self.access is Open.PUBLIC:
            return Budget.PUBLIC if self.method == "GET" else Budget.AUTH
        return Budget.READS if self.method == "GET" else Budget.WRITES


REGISTRY: list[Endpoint] = []


def of_path(path: str) -> list[Endpoint]:
    """The endpoints of one path, each with its method."""
    return [endpoint for endpoint in REGISTRY if endpoint.path == path]
