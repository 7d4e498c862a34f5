"""What the document of a large page leaves out. Light to import: public reads start with it."""

import json

MAX_BYTES = 128 * 1024
"""No frame may be larger, and no document of a page need be."""
LEFT_OUT = ("created_at", "updated_at")


def lean(document: str) -> str:
    """A document with `services`, as JSON; a large one does not say when they were created and changed.

    A service's id tells the former, and no visitor reads the latter: which of two is newer is a matter of `version`.
    """
    if len(document.encode()) <= MAX_BYTES:
        return document
    page = json.loads(document)
    for service in page["services"]:
        for name in LEFT_OUT:
            service.pop(name, None)
    return json.dumps(page, ensure_ascii=False, separators=(",", ":"))
