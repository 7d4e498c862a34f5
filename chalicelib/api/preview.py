"""/api/preview: what becomes of a text, for those who are writing it."""

from typing import Annotated

from chalice import Blueprint
from pydantic import WithJsonSchema

from chalicelib.api.call import Call
from chalicelib.api.endpoint import endpoint
from chalicelib.api.registry import Budget
from chalicelib.domain.markdown import TREE_SCHEMA, Tree, tree_of
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role
from chalicelib.domain.postmortems import PostmortemText

bp = Blueprint(__name__)


class TextToPreview(Model):
    """Any text that visitors will read."""

    text: PostmortemText
    """As long as the longest, a postmortem, may be."""


class Preview(Model):
    """How it will be drawn."""

    tree: Annotated[Tree | None, WithJsonSchema(TREE_SCHEMA)]
    """Its Markdown, parsed; null for a plain text, which is one paragraph as it is written."""


@endpoint(bp, "POST", "/api/preview", Role.MEMBER, body=TextToPreview, answer=Preview, budget=Budget.READS)
def preview(call: Call[TextToPreview, None]) -> Preview:
    """See what becomes of a text with Markdown; nothing is stored."""
    return Preview(tree=tree_of(call.body.text))
