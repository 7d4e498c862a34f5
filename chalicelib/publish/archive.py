"""All of a page's history written anew, as its organization is called and speaks now."""

from chalicelib.domain.ids import Id
from chalicelib.publish.publisher import rewrite_archive
from chalicelib.store import organizations, snapshots


class NotYetPublishedError(Exception):
    """The page is about to change: its archive would be written as it was before."""


def rewrite(org_id: Id, organization_version: int) -> None:
    """Nothing where there is no page. Raises NotYetPublishedError while the page shows an older organization.

    Versions are compared, since the page's texts may have been cut to make it fit.
    """
    snapshot = snapshots.get(org_id)
    if snapshot is None or organizations.find(org_id) is None:
        return
    if snapshot.page.organization.version < organization_version:
        raise NotYetPublishedError(org_id)
    rewrite_archive(snapshot)
