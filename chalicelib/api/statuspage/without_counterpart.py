"""What pages have at Statuspage and not here: lists are empty, so that programs that go through everything go on."""

from chalicelib.api.call import Answer, Call
from chalicelib.api.statuspage.declared import PAGE, v1
from chalicelib.api.statuspage.listed import nothing
from chalicelib.domain.model import Model
from chalicelib.domain.organizations import Role


class EmbedConfig(Model):
    """How Statuspage's own widget looks; ours is set where it is embedded."""

    page_id: str
    position: str = "bottom-right"
    incident_background_color: str = "#DE350B"
    incident_text_color: str = "#FFFFFF"
    maintenance_background_color: str = "#0747A6"
    maintenance_text_color: str = "#FFFFFF"


@v1("GET", f"{PAGE}/page_access_users", Role.VIEWER)
def list_access_users(_: Call[None, None]) -> Answer:
    """List who may see a private page: pages are public."""
    return nothing()


@v1("GET", f"{PAGE}/page_access_groups", Role.VIEWER)
def list_access_groups(_: Call[None, None]) -> Answer:
    """List groups of those who may see a private page: pages are public."""
    return nothing()


@v1("GET", f"{PAGE}/status_embed_config", Role.VIEWER)
def get_embed_config(call: Call[None, None]) -> EmbedConfig:
    """Get how Statuspage's widget would look."""
    return EmbedConfig(page_id=call.org_id)
