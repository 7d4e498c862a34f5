"""A feed as Atom (RFC 4287)."""

from chalicelib.domain.times import to_wire
from chalicelib.publish.feeds.entries import Entry, Feed, xml


def atom(feed: Feed) -> str:
    """The document."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<feed xml:lang="en" xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{feed.id}</id>\n"
        f"<title>{xml(feed.title)}</title>\n"
        f"<updated>{to_wire(feed.updated)}</updated>\n"
        f'<link rel="self" type="application/atom+xml" href="{xml(feed.path)}.atom"/>\n'
        f'<link rel="alternate" type="text/html" href="{xml(feed.page)}"/>\n'
        f"<author><name>{xml(feed.author)}</name></author>\n"
        f"<generator>Allclear</generator>\n"
        f"{''.join(map(_entry, feed.entries))}</feed>\n"
    )


def _entry(entry: Entry) -> str:
    return (
        f"<entry><id>{entry.id}</id>"
        f"<title>{xml(entry.title)}</title>"
        f"<published>{to_wire(entry.published)}</published>"
        f"<updated>{to_wire(entry.updated)}</updated>"
        f'<link rel="alternate" type="text/html" href="{xml(entry.link)}"/>'
        f'<content type="html">{xml(entry.html)}</content></entry>\n'
    )
