"""Whether the database answers at all: what fails for one organization may work for every other."""

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.store.dynamodb import end_silence, shared_connection
from chalicelib.store.tables import Slugs


def database_answers() -> bool:
    """Asked by a consistent read past any silence, which it ends; what was written before it is on disk then."""
    nothing = {"TableName": Slugs.Meta.table_name, "Key": {"slug": {"S": "-"}}, "ConsistentRead": True}
    try:
        shared_connection().dispatch("GetItem", nothing)
    except (BotoCoreError, ClientError):
        return False
    end_silence()
    return True
