"""Feeds made to measure for the tests."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"'
)


def item(number: int = 1, **fields: str) -> str:
    """An RSS item; fields are elements ("content" stands for content:encoded), "" leaves one out."""
    usual = {
        "title": f"Story {number}",
        "link": f"http://example.org/{number}",
        "guid": f"http://example.org/{number}",
        "pubDate": "Fri, 20 Nov 2026 09:30:00 GMT",
        "description": f"The council voted on matter {number}.",
    }
    names = {"content": "content:encoded", "creator": "dc:creator", "date": "dc:date"}
    elements = {names.get(name, name): value for name, value in {**usual, **fields}.items() if value}
    return "<item>" + "".join(f"<{name}>{escape(value)}</{name}>" for name, value in elements.items()) + "</item>"


def rss(items: Iterable[str] | int = 2, channel: str = "<title>The Feed</title>") -> bytes:
    """An RSS 2.0 feed of these items, or of so many usual ones."""
    items = [item(number) for number in range(1, items + 1)] if isinstance(items, int) else items
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" {NAMESPACES}>'
        f"<channel>{channel}{''.join(items)}</channel></rss>"
    ).encode()


def rdf(titles: Sequence[str] = ("One", "Two")) -> bytes:
    """An RSS 1.0 feed."""
    items = "".join(
        f'<item rdf:about="http://example.org/{title}"><title>{title}</title><link>http://example.org/{title}</link>'
        "<description>It says so.</description><dc:date>2026-11-20T09:30:00+01:00</dc:date></item>"
        for title in titles
    )
    return (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        f'xmlns="http://purl.org/rss/1.0/" {NAMESPACES}><channel rdf:about="http://example.org/">'
        f"<title>The RDF</title></channel>{items}</rdf:RDF>"
    ).encode()


def atom(entries: str, lang: str = "de") -> bytes:
    """An Atom feed around these entries."""
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}"><title>The Atom</title>'
        f"<id>urn:x:feed</id>{entries}</feed>"
    ).encode()
