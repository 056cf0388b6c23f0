"""Feeds of every kind, made at random and read by us and by feedparser: what both keep is the same."""

import io
import re
from calendar import timegm
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from typing import Any, Final

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from feeds.formats import syndication
from feeds.formats.entry import Entry
from feeds.formats.worker import answers

FEED: Final = "https://feeds.harrow.example/all.xml"
SITE: Final = "https://harrow.example/blog/"
_MODULES: Final = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}
_NAMESPACES: Final = "".join(f' xmlns:{prefix}="{name}"' for prefix, name in _MODULES.items())
_ATOM_1: Final = "http://www.w3.org/2005/Atom"
_ATOM_03: Final = "http://purl.org/atom/ns#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_CONTROLS: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

WORDS: Final = st.sampled_from(
    (
        "council",
        "Überwachung",
        "données",
        "camera’s",
        "R&D",
        "пилот",
        "監視カメラ",
        "welfare",
        "Straße",
        "–",
        "2,000",
        "vote",
    )
)
PHRASES: Final = st.lists(WORDS, min_size=2, max_size=6).map(lambda words: f"The {' '.join(words)} ended.")
NAMES: Final = st.sampled_from(("Ann Kell", "Özge Ay", "Jean-Luc Né", "李 明"))


@dataclass(frozen=True)
class Made:
    """What an entry is made of; None and () are left out."""

    title: str
    paragraphs: list[str]
    page: str | None
    guid: str | None
    is_page: bool
    authors: list[str]
    tags: list[str]
    date: datetime | None
    lang: str | None
    cdata: bool
    based: bool


ENTRIES: Final = st.builds(
    Made,
    title=PHRASES,
    paragraphs=st.lists(PHRASES, min_size=1, max_size=3),
    page=st.sampled_from((None, "https://harrow.example/a?id=7&b=2", "https://harrow.example/%C3%A9/", "2024/pilot")),
    guid=st.sampled_from((None, "https://harrow.example/?p=9", "urn:uuid:1-2", "tag:harrow.example,2024:1", "17")),
    is_page=st.booleans(),
    authors=st.lists(NAMES, max_size=2, unique=True),
    tags=st.lists(st.sampled_from(("Police", "Privacy & data", "Überwachung")), max_size=3, unique=True),
    date=st.none() | st.integers(915_148_800, 1_893_456_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    lang=st.sampled_from((None, "en-GB", "de")),
    cdata=st.booleans(),
    based=st.booleans(),
)  # fmt: skip


def html(made: Made) -> str:
    """The text of an entry as markup, with a link and an entity in it."""
    first, *more = (escape(text, quote=False) for text in made.paragraphs)
    return f'<p>{first} <a href="https://other.example/x">It&#8217;s &amp;</a>{more_links(made)}</p>' + "".join(
        f"<p><b>{text[:3]}</b>{text[3:]}</p>\n" for text in more
    )


def more_links(made: Made) -> str:
    """A relative link, where xml:base says to what."""
    return ' <a href="../rules#3">rules</a>' if made.based else ""


def shut(text: str, made: Made) -> str:
    """Text in an element, escaped in one of the two ways."""
    return f"<![CDATA[{text}]]>" if made.cdata else escape(text)


def element(name: str, text: str | None, attributes: str = "") -> str:
    return f"<{name}{attributes}>{text}</{name}>" if text else ""


def link(made: Made) -> str | None:
    """The address of its page: relative only where xml:base says to what."""
    relative = made.page is not None and "://" not in made.page
    return None if made.page is None or (relative and not made.based) else made.page


def name(made: Made, *, bare: bool = False) -> str | None:
    """Its id; feedparser makes an address of a bare number, where that is not said to be none."""
    return f"tag:{made.guid}" if made.guid and made.guid.isdecimal() and not bare else made.guid


def parts_of_rss(made: Made, *, full: bool) -> str:
    """The elements that all versions of RSS share; the whole text is in a module where they have any."""
    text = shut(html(made), made)
    modules = "".join(element("dc:creator", escape(name)) for name in made.authors[:1])
    modules += "".join(element("dc:subject", shut(tag, made)) for tag in made.tags)
    modules += element("dc:date", made.date.isoformat(timespec="seconds") if made.date else None)
    modules += element("content:encoded", text) + '<media:thumbnail url="https://harrow.example/i.jpg"/>'
    return (
        element("title", shut(escape(made.title), made))
        + element("link", escape(link(made) or ""))
        + (modules if full else element("description", text))
    )


def rss_2(made: Made) -> str:
    dated = element("pubDate", format_datetime(made.date) if made.date else None)
    guid = element("guid", name(made, bare=not made.is_page), "" if made.is_page else ' isPermaLink="false"')
    tags = "".join(element("category", shut(tag, made)) for tag in made.tags)
    author = "".join(element("dc:creator", shut(name, made)) for name in made.authors[:1])
    body = element("content:encoded", shut(html(made), made))
    base = f' xml:base="{SITE}"' if made.based else ""
    return (
        f'<rss version="2.0"{_NAMESPACES}{base}><channel><title>Harrow</title><link>{SITE}</link>'
        f"{element('language', made.lang)}<sy:updatePeriod>daily</sy:updatePeriod>"
        f"<item>{parts_of_rss(made, full=False)}{guid}{dated}{tags}{author}{body}</item></channel></rss>"
    )


def rss_09(made: Made) -> str:
    base = f' xml:base="{SITE}"' if made.based else ""
    return (
        f'<rss version="0.91"{base}><channel><title>Harrow</title>{element("language", made.lang)}'
        f"<item>{parts_of_rss(made, full=False)}</item></channel></rss>"
    )


def rss_1(made: Made) -> str:
    base = f' xml:base="{SITE}"' if made.based else ""
    about = name(made) or "https://harrow.example/1"
    return (
        f'<rdf:RDF xmlns:rdf="{_RDF}" xmlns="http://purl.org/rss/1.0/"{_NAMESPACES}{base}><channel rdf:about="{SITE}">'
        f"<title>Harrow</title>{element('dc:language', made.lang)}</channel>"
        f'<item rdf:about="{about}">{parts_of_rss(made, full=True)}</item></rdf:RDF>'
    )


def atom_1(made: Made) -> str:
    if made.is_page:
        content = element("content", f'<div xmlns="{_XHTML}">{html(made)}</div>', ' type="xhtml"')
    else:
        content = element("content", shut(html(made), made), ' type="html"')
    dated = element("published", made.date.isoformat(timespec="seconds") if made.date else None)
    tags = "".join(f'<category term="{escape(tag)}"/>' for tag in made.tags)
    return atom(_ATOM_1, made, f'<title type="html">{shut(escape(made.title), made)}</title>{dated}{tags}{content}')


def atom_03(made: Made) -> str:
    content = element("content", shut(html(made), made), ' type="text/html" mode="escaped"')
    dated = element("issued", made.date.isoformat(timespec="seconds") if made.date else None)
    return atom(_ATOM_03, made, f"<title>{escape(made.title)}</title>{dated}{content}")


def atom(namespace: str, made: Made, inside: str) -> str:
    """The frame of both versions of Atom."""
    attributes = (f' xml:lang="{made.lang}"' if made.lang else "") + (f' xml:base="{SITE}"' if made.based else "")
    href = link(made)
    page = f'<link rel="alternate" type="text/html" href="{escape(href)}"/>' if href else ""
    authors = "".join(f"<author>{element('name', escape(name))}</author>" for name in made.authors)
    return (
        f'<feed xmlns="{namespace}"{attributes}><title>Harrow</title>'
        f"<entry>{element('id', name(made))}{page}{authors}{inside}</entry></feed>"
    )


KINDS: Final = {"RSS 0.91": rss_09, "RSS 1.0": rss_1, "RSS 2.0": rss_2, "Atom 0.3": atom_03, "Atom 1.0": atom_1}


def document(kind: str, made: Made) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>{KINDS[kind](made)}'


def words(markup: str) -> str:
    """The words of a text, read by nothing of ours."""
    body = LexborHTMLParser(re.sub("</p>", " </p>", markup)).body
    return " ".join(body.text().split()) if body else ""


def by_feedparser(text: str) -> Mapping[str, Any]:
    headers = {"content-location": FEED, "content-type": "application/xml; charset=utf-8"}
    found: Mapping[str, Any] = feedparser.parse(io.BytesIO(text.encode()), response_headers=headers)
    return found


def expected(text: str) -> dict[str, object]:
    """What feedparser makes of the only entry of a feed, by the names that we give its fields."""
    found = by_feedparser(text)
    (entry,) = found["entries"]
    bodies = [part["value"] for part in entry.get("content", [])] or [entry.get("summary", "")]
    parsed = entry.get("published_parsed") or (entry.get("updated_parsed") if "updated" in entry else None)
    pages = (entry.get("link", ""), entry.get("id", ""))  # a name ("urn:") is no page for us; an id may be one
    people = [one["name"] for one in entry.get("authors", []) if one.get("name")]
    return {
        "guid": entry.get("id", ""),
        "url": next((there for there in pages if there.startswith("https:")), ""),
        "title": words(entry.get("title", "")),
        "author": ", ".join(people),
        "published": datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None,
        "lang": (entry.get("content") or [{}])[0].get("language") or found["feed"].get("language") or "",
        "tags": [words(escape(tag["term"])) for tag in entry.get("tags", [])],
        "text": max(map(words, bodies), key=len),
        "links": [node.attributes["href"] for node in LexborHTMLParser(max(bodies, key=len)).css("a")],
    }


def ours(entry: Entry) -> dict[str, object]:
    return {
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "author": entry.author,
        "published": entry.published and entry.published.astimezone(UTC),
        "lang": entry.lang,
        "tags": list(entry.tags),
        "text": " ".join(entry.text.split()),
        "links": [link.url for link in entry.links],
    }


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None)
@given(made=ENTRIES)
def test_what_we_keep_is_what_feedparser_expects(kind: str, made: Made) -> None:
    text = document(kind, made)
    (entry,) = syndication.read(text, FEED).entries
    assert ours(entry) == expected(text)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=3, deadline=None)
@given(made=ENTRIES, noise=st.sampled_from((b"", b"\x1b]52;c;eA==\x07", b"\x9b31m", b"\xff\xc3", b"&#27;[2J", b"\x00")))
def test_a_feed_that_is_cut_anywhere_is_read_or_refused_in_a_sentence(kind: str, made: Made, noise: bytes) -> None:
    body = document(kind, made).encode()
    request = {"job": "feed", "base": FEED, "feed": FEED, "type": "application/xml", "source": ""}
    for tenth in range(11):
        at = len(body) * tenth // 10
        for cut in (body[:at], body[:at] + noise + body[at:]):
            *items, last = answers(request, cut)
            assert "done" in last or str(last["error"]).endswith(".")
            for shown in texts([item["item"] for item in items]):
                assert not _CONTROLS.search(shown)


def texts(value: object) -> list[str]:
    """All texts in a value."""
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []
