"""Every method of every path of v1: what is routed, and what the checks of roles go through."""

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from chalicelib.api.registry import Access, Endpoint
from chalicelib.domain.errors import NotFoundError
from chalicelib.domain.ids import is_id
from chalicelib.store import slugs

if TYPE_CHECKING:
    from pydantic import BaseModel

View = TypeVar("View", bound=Callable[[Any], Any])

PAGE = "/v1/pages/{page_id}"
ENDPOINTS: list[Endpoint] = []
_SUFFIX = ".json"


def v1(
    methods: str,
    path: str,
    access: Access,
    *,
    body: "type[BaseModel] | None" = None,
    query: "type[BaseModel] | None" = None,
    status: int = 200,
) -> Callable[[View], View]:
    """Declares a view of one or more methods of one path; `PATCH PUT` are the same to Statuspage's clients."""

    def declare(view: View) -> View:
        summary = inspect.cleandoc(view.__doc__ or "").partition("\n")[0].rstrip(".")
        name, chosen_by = getattr(view, "__name__", path), _page if "{page_id}" in path else None
        ENDPOINTS.extend(
            Endpoint(
                method,
                path,
                access,
                summary,
                view,
                body,
                query,
                status=status,
                operation=f"v1_{name}_{method.lower()}",
                lenient=True,
                chosen_by=chosen_by,
            )
            for method in methods.split()
        )
        return view

    return declare


def found(segments: Sequence[str]) -> tuple[Mapping[str, Endpoint], dict[str, str]]:
    """The endpoints of a path by method, and its parameters as they stood in the URL; literal names come first."""
    *before, last = segments
    wanted = [*before, last.removesuffix(_SUFFIX)]
    matching: dict[str, dict[str, Endpoint]] = {}
    for endpoint in ENDPOINTS:
        if _parameters(endpoint.path, wanted) is not None:
            matching.setdefault(endpoint.path, {})[endpoint.method] = endpoint
    if not matching:
        return {}, {}
    path = min(matching, key=lambda each: [part.startswith("{") for part in each.split("/")])
    return matching[path], _parameters(path, wanted) or {}


def _parameters(path: str, segments: Sequence[str]) -> dict[str, str] | None:
    parts = path.split("/")[2:]
    if len(parts) != len(segments):
        return None
    taken = {}
    for part, segment in zip(parts, segments, strict=True):
        if name := re.fullmatch(r"\{(\w+)\}", part):
            taken[name[1]] = segment
        elif part != segment:
            return None
    return taken


def _page(path: Mapping[str, str]) -> str:
    """The organization whose page it is, by its id or its slug; raises NotFoundError."""
    named = path["page_id"]
    if is_id(named):
        return named
    if (holder := slugs.holder(named)) is None:
        raise NotFoundError("There is no such page.")
    return holder
