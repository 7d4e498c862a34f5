"""All of a page's history written anew, as its organization is called and speaks now."""

from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import rewrite_archive
from chalicelib.store import organizations, snapshots


class NotYetPublishedError(Exception):
    """The page is about to change: its archive would be written as it was before."""


def rewrite(org_id: Id) -> None:
    """Nothing where there is no page. Raises NotYetPublishedError while its last change is still on the way."""
    snapshot, organization = snapshots.get(org_id), organizations.find(org_id)
    if snapshot is None or organization is None:
        return
    if snapshot.page.organization != organization.profile:
        raise NotYetPublishedError(org_id)
    rewrite_archive(snapshot)
