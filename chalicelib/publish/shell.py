"""The HTML that a page starts from: published like any document, so that an unknown page is a real 404.

The page's own address starts from all that is known at that moment, readable before the scripts have come; the paths
below it (history, permalinks) start from an empty frame, which the scripts fill.
"""

from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.domain.markdown import plain_text
from chalicelib.domain.page import Page
from chalicelib.publish import markup

BELOW = "below"
"""The document every path below a page's starts from, whatever it names."""
_WITHOUT_SCRIPTS = (
    '<footer class="footer"><p>This page changes by itself in a browser that runs JavaScript; in this one, reload it.'
    "</p></footer>"
)
_WAITING = (
    '<header class="masthead"><p class="brand"><span class="placeholder" aria-hidden="true">Name of the page</span></p>'
    '</header><main><div class="banner placeholder"><p class="visually-hidden">Loading the status</p></div>'
    '<div class="placeholder waiting"></div><div class="placeholder waiting"></div></main>'
)


@dataclass(frozen=True)
class Shells:
    """The HTML of a page at one version."""

    own: str
    """For the page's own address, as it stands now."""
    below: str
    """For every path below it; without scripts it shows the page."""


def render(page: Page) -> Shells:
    """Both, from one drawing of the page."""
    content = f"{markup.masthead(page.organization)}<main>{markup.overview(page)}</main>"
    return Shells(
        own=_filled(page, f"{content}<noscript>{_WITHOUT_SCRIPTS}</noscript>"),
        below=_filled(page, f"{_WAITING}<noscript>{content}{_WITHOUT_SCRIPTS}</noscript>"),
    )


def _filled(page: Page, content: str) -> str:
    title = f"{page.status.description} - {page.organization.name} status"
    organization = page.organization
    about = plain_text(organization.description, organization.description_tree)
    description = about or f"Current state of the services of {page.organization.name}."
    return _template().substitute(title=escape(title), description=escape(description), content=content)


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("shell.html").read_text(encoding="utf-8"))
