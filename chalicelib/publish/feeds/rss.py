"""A feed as RSS 2.0, with the element of Atom that says where the feed itself is."""

from email.utils import format_datetime

from chalicelib.publish.feeds.entries import Entry, Feed, xml

_MINUTES = 5
"""For how long readers may keep it."""


def rss(feed: Feed) -> str:
    """The document."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{xml(feed.title)}</title>\n"
        f"<link>{xml(feed.page)}</link>\n"
        f"<description>{xml(feed.title)}</description>\n"
        f'<atom:link rel="self" type="application/rss+xml" href="{xml(feed.path)}.rss"/>\n'
        "<language>en</language>\n"
        f"<lastBuildDate>{format_datetime(feed.updated, usegmt=True)}</lastBuildDate>\n"
        f"<ttl>{_MINUTES}</ttl>\n"
        "<generator>Allclear</generator>\n"
        f"{''.join(map(_item, feed.entries))}</channel></rss>\n"
    )


def _item(entry: Entry) -> str:
    return (
        f"<item><title>{xml(entry.title)}</title>"
        f"<link>{xml(entry.link)}</link>"
        f'<guid isPermaLink="false">{entry.id}</guid>'
        f"<pubDate>{format_datetime(entry.published, usegmt=True)}</pubDate>"
        f"<description>{xml(entry.html)}</description></item>\n"
    )
