"""Every endpoint there is, as declared: what OpenAPI, the role checks' tests and the routes are made from."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from chalicelib.domain.organizations import Role


class Open(StrEnum):
    """Who may call an endpoint that asks for no role."""

    PUBLIC = "public"
    SIGNED_IN = "signed in"


Access = Open | Role


@dataclass(frozen=True)
class Endpoint:
    """One method of one path."""

    method: str
    path: str
    access: Access
    summary: str
    view: Callable[[Any], Any]
    body: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    answer: type[BaseModel] | None = None
    status: int = 200
    operation: str = ""


REGISTRY: list[Endpoint] = []
