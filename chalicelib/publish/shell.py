"""The HTML around every address of a page: published like any document, so that what is not there is a real 404.

It is readable before the scripts have come and for whoever runs none, and its head says to who shares its link, and
to search engines, what is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from chalicelib.domain.appearance import INDICATORS, Tone
from chalicelib.domain.markdown import plain_text
from chalicelib.domain.organizations import OrganizationProfile
from chalicelib.domain.page import Page
from chalicelib.publish import markup
from chalicelib.publish.address import page_url, site_url
from chalicelib.publish.icons import icon_address

STATUS, METRICS = "/js/status.js", "/js/page/metrics/overview.js"
"""The scripts of a page. Metrics have one of their own, so that pages without them load nothing of it."""
FOLLOWED = "/js/page/followed.js"
"""The same for services that follow somebody else's page."""
_LONGEST_DESCRIPTION = 200
"""What is shown of a shared link; letters."""
_WITHOUT_SCRIPTS = (
    '<noscript><footer class="footer"><p>This page changes by itself in a browser that runs JavaScript; in this one, '
    "reload it.</p></footer></noscript>"
)
_AS_PUBLISHED = '<p class="freshness"><span class="connection is-connecting">As published</span></p>'
"""Where the scripts say that they get nothing newer."""


@dataclass(frozen=True)
class Head:
    """What an address is about."""

    title: str
    description: str
    tone: Tone
    """The state of what is there, in the icon and in the picture beside a shared link."""
    below: tuple[str, ...] = ()
    """The segments of its path below the page's."""


def overview(page: Page) -> str:
    """The page itself, as it stands."""
    organization, status = page.organization, page.status
    about = plain_text(organization.description, organization.description_tree)
    about = about or f"Current state of the services of {organization.name}."
    head = Head(f"{status.description} - {organization.name} status", about, INDICATORS[status.indicator].tone)
    scripts = [STATUS, *([METRICS] if organization.shows_metrics else [])]
    if any(each.follows for each in page.services):
        scripts.append(FOLLOWED)
    return framed(organization, head, markup.overview(page), scripts=scripts)


def below(organization: OrganizationProfile, head: Head, content: str, after: str = "") -> str:
    """A document below the page's own; `after` is HTML, too, below all that scripts draw."""
    return framed(organization, head, f"{markup.back(organization)}{content}{_AS_PUBLISHED}", after)


def alone(organization: OrganizationProfile, head: Head, content: str, *, sheet: str, script: str) -> str:
    """A document below the page's own whose script draws within its HTML, rather than all of it anew."""
    foot = f'<footer class="footer"><p>Powered by <a href="{escape(site_url(""))}">Allclear</a></p></footer>'
    return framed(organization, head, f"{markup.back(organization)}{content}", foot, sheets=(sheet,), scripts=(script,))


def framed(
    organization: OrganizationProfile,
    head: Head,
    content: str,
    after: str = "",
    *,
    sheets: Sequence[str] = (),
    scripts: Sequence[str] = (STATUS,),
) -> str:
    """A document between the page's masthead and its foot; `content` is HTML, everything else is text."""
    return _template().substitute(
        title=escape(head.title),
        description=escape(_shortened(head.description)),
        url=escape(page_url(organization, *head.below)),
        root=escape(page_url(organization)),
        slug=organization.slug,
        site=escape(site_url("")),
        kind="article" if head.below else "website",
        image=escape(site_url("icons", f"{head.tone}-large.png")),
        icon=icon_address(head.tone),
        sheets="".join(f'\n  <link rel="stylesheet" href="{each}">' for each in sheets),
        scripts="\n".join(f'  <script type="module" src="{each}"></script>' for each in scripts),
        content=f"{markup.masthead(organization)}<main>{content}</main>{after}{_WITHOUT_SCRIPTS}",
    )


def _shortened(text: str) -> str:
    """One line, cut between two words where there is one."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_DESCRIPTION:
        return line
    start = line[: _LONGEST_DESCRIPTION - 1]
    return f"{start.rpartition(' ')[0] or start}\u2026"


@cache
def _template() -> Template:
    return Template(Path(__file__).with_name("shell.html").read_text(encoding="utf-8"))
