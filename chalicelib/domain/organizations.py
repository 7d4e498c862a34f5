"""Organizations: whose page it is, and the slug it is found by."""

import unicodedata
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, Field

from chalicelib.domain.addresses import is_written_plainly
from chalicelib.domain.branding import (
    AccentColor,
    Categories,
    CategoryDetails,
    Links,
    Notifications,
    Sender,
    StatusWords,
)
from chalicelib.domain.errors import InvalidError
from chalicelib.domain.ids import Id, new_id
from chalicelib.domain.markdown import TextTree, rewritten, written
from chalicelib.domain.model import Model
from chalicelib.domain.roles import Role as Role  # noqa: PLC0414 - a member has one: it is found here, too
from chalicelib.domain.text import Color, Label, LongText, Name, WebAddress
from chalicelib.domain.times import Instant, zone_names

MIN_SLUG, MAX_SLUG = 3, 40
MAX_ORGANIZATIONS = 50
"""How many organizations one person may be in and still create another, which limits made-up ones."""

RESERVED_SLUGS = frozenset(
    """
    404 about accept-invitation account accounts admin administrator allclear api app apps asset assets auth
    billing blog cdn contact css dashboard dev docs documentation download error favicon feed files
    forgot-password health help history home images img incident incidents index invitation invitations invite
    js legal live local login logout mail maintenance me new null openapi operator organization organizations
    page pages password pricing privacy profile public redoc register reset reset-password robots root rss
    security service services session sessions settings sign-in sign-out sign-up signin signout signup sitemap
    static static-site status subscribe support system team terms test undefined unsubscribe user users vendor
    verify-email websocket websocket-test www
    """.split()  # noqa: SIM905 - a list one can read
)


def _not_reserved(slug: str) -> str:
    if slug in RESERVED_SLUGS:
        raise ValueError("is reserved")
    return slug


def _known_zone(name: str) -> str:
    if name not in zone_names():
        raise ValueError("is not a time zone, such as Europe/Zurich or UTC")
    return name


Slug = Annotated[
    str,
    Field(min_length=MIN_SLUG, max_length=MAX_SLUG, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
    AfterValidator(_not_reserved),
]


def _utc_if_unknown(name: str) -> str:
    return name if name in zone_names() else "UTC"


StoredTimeZone = Annotated[Label, AfterValidator(_utc_if_unknown)]
"""A name that was stored when more were accepted is read as UTC, which every browser can show."""
TimeZone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]


class OrganizationProfile(Model):
    """What everyone may know about an organization."""

    id: Id
    name: Name
    slug: str
    host: str = ""
    """The domain of its own that the page is live at; empty for none."""
    description: LongText = ""
    description_tree: TextTree = None
    website_url: WebAddress = ""
    logo_url: WebAddress = ""
    accent_color: Color = ""
    time_zone: StoredTimeZone = "UTC"
    links: Links = ()
    """Shown on the page, in this order."""
    intro_text: LongText = ""
    """Above the services."""
    intro_text_tree: TextTree = None
    footer_text: LongText = ""
    """At the foot of the page."""
    footer_text_tree: TextTree = None
    status_words: StatusWords = Field(default_factory=dict)
    """The organization's own words for the status of a service; Allclear's own for those left out."""
    categories: Categories = ()
    """The order in which the page shows the groups of services; others come after them."""
    category_details: CategoryDetails = ()
    """Descriptions of categories, and which of them start folded; in no order, and not of all of them."""
    show_uptime: bool = True
    """Whether the page shows the uptime of its services, and has documents of it."""
    shows_metrics: bool = Field(default=False, exclude_if=lambda shown: not shown)
    """Whether any metric is shown; only said where one is. It follows from the metrics."""
    version: int = 1
    """Of two states of it, the one with the greater version is the newer."""


class Organization(OrganizationProfile):
    """A tenant."""

    notifications: Notifications = Notifications()
    sender: Sender = Sender()
    """Of mail to subscribers."""
    notify_service_status: bool = False
    """Whether subscribers are told of a service whose status changes without an incident or maintenance."""
    automation_paused: bool = False
    """Whether alerts, monitors and mail change nothing for now; what fires then is said when it goes on."""
    deletes_at: Instant | None = None
    """When it will be deleted with all it has, if an owner asked for that."""
    created_at: Instant
    updated_at: Instant
    erasing: bool = Field(default=False, exclude=True)
    """Whether deletion has begun: there is no way back."""

    @property
    def profile(self) -> OrganizationProfile:
        """What everyone may know about it."""
        return OrganizationProfile(**{name: getattr(self, name) for name in OrganizationProfile.model_fields})

    def revised(self, now: datetime, **changes: object) -> Self:
        """The next version, differing in `changes`."""
        return self.but(**changes, updated_at=now, version=self.version + 1)


class OrganizationDraft(Model):
    """What an organization is created from."""

    name: Name
    slug: Slug | None = None
    """The page's address, /status/{slug}; made from the name when left out."""
    description: LongText = ""
    website_url: WebAddress = ""
    logo_url: WebAddress = ""
    accent_color: AccentColor = ""
    """`#rrggbb`, or empty for Allclear's own."""
    time_zone: TimeZone = "UTC"


class OrganizationEdit(Model):
    """What may change about an organization; a field left out keeps its value."""

    name: Name | None = None
    slug: Slug | None = None
    """The page moves to the new address at once, and the old one is free for others."""
    description: LongText | None = None
    website_url: WebAddress | None = None
    logo_url: WebAddress | None = None
    accent_color: AccentColor | None = None
    """`#rrggbb`, readable on the light or the dark page; the page fits it to the other. Empty for Allclear's own."""
    time_zone: TimeZone | None = None
    links: Links | None = None
    """At most 10, in order."""
    intro_text: LongText | None = None
    footer_text: LongText | None = None
    status_words: StatusWords | None = None
    """Replaces all of them."""
    categories: Categories | None = None
    """At most 50 names, in order."""
    category_details: CategoryDetails | None = None
    """At most 50; replaces all of them."""
    show_uptime: bool | None = None
    """Whether visitors see the uptime of services."""
    notifications: Notifications | None = None
    sender: Sender | None = None
    """How mail to subscribers says whom it is from; replaces all of it."""
    notify_service_status: bool | None = None
    """Whether subscribers are told of a service whose status changes without an incident or maintenance."""
    automation_paused: bool | None = None
    """Whether alerts, monitors and mail change nothing for now."""


class Member(Model):
    """A person who works in an organization."""

    id: str
    """The same as `user_id`."""
    org_id: Id = Field(exclude=True)
    user_id: str
    email: str
    name: str
    role: Role
    joined_at: Instant


def founded(draft: OrganizationDraft, slug: str, now: datetime) -> Organization:
    """A new organization at `slug`."""
    fields = written(**draft.model_dump(exclude={"slug"}))
    return Organization(id=new_id(now), slug=slug, created_at=now, updated_at=now, **fields)


def edited(organization: Organization, edit: OrganizationEdit, now: datetime) -> Organization:
    """The organization with what the edit names changed; raises InvalidError for answers that nothing can go to."""
    if edit.sender and edit.sender.reply_to and not is_written_plainly(edit.sender.reply_to):
        raise InvalidError(("sender", "reply_to"), "must be an email address, such as help@example.com")
    return organization.revised(now, **rewritten(organization, **edit.model_dump(exclude_none=True)))


def slug_from(name: str) -> str:
    """A slug that reads like the name (`Zürich Börse`: `zurich-borse`), never too short, long or reserved."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in ascii_name).split()
    slug = "-".join(words)[:MAX_SLUG].strip("-")
    return f"{slug or 'page'}-status" if len(slug) < MIN_SLUG or slug in RESERVED_SLUGS else slug
