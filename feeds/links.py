"""Where a story's links lead: made absolute, past the pages that only count who comes by, without codes that do.

The ids of stories are never made of what this returns, so that what it learns makes no known story a new one.
"""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from functools import lru_cache
from typing import Final
from urllib.parse import parse_qs, urlsplit

from civic.addresses import without_counters
from feeds.addresses import encoded, web_link

_GATES: Final = (
    (r"(?:www\.)?google\.[a-z.]{2,6}/url", ("url", "q")),
    (r"news\.google\.[a-z.]{2,6}/news/url", ("url",)),
    (r"(?:www\.)?bing\.com/news/apiclick\.aspx", ("url",)),
    (r"lm?\.(?:facebook|instagram)\.com/(?:l\.php)?", ("u",)),
    (r"(?:www\.)?youtube\.com/redirect", ("q",)),
    (r"(?:www\.)?duckduckgo\.com/l/", ("uddg",)),
    (r"t\.umblr\.com/redirect", ("z",)),
    (r"out\.reddit\.com/.*", ("url",)),
    (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com/.*", ("url",)),
)
"""Pages that pass readers on to the address in one of these fields: host and path, and the fields."""
_GATE: Final = re.compile("|".join(f"({place})" for place, _ in _GATES), re.IGNORECASE)
"""All of them at once, each a group: of the links in a text hardly any is one."""
_GOOGLE: Final = re.compile(r"(?:www|news)\.google\.[a-z.]{2,6}|google\.[a-z.]{2,6}", re.IGNORECASE)
_NEWS_PAGE: Final = re.compile(r"/(?:rss/|__i/rss/rd/)?(?:articles|read)/([A-Za-z0-9_-]{20,2000})=*")
_INSIDE: Final = re.compile(rb"https?://[\x21-\x7e]+")
_MOST_GATES: Final = 3
"""One behind the other, at most."""
_ABSOLUTE: Final = re.compile(r"https?://[^/?#]", re.IGNORECASE)
_HOST_FIRST: Final = re.compile(r"((?:[a-z0-9-]+\.)+([a-z]{2,}))(?::[0-9]+)?(?=$|[/?#])", re.IGNORECASE)
_FILES: Final = frozenset(
    {
        "html", "htm", "xhtml", "shtml", "php", "asp", "aspx", "jsp", "cgi", "do", "xml", "rss", "rdf", "atom", "json",
        "txt", "md", "pdf", "doc", "docx", "odt", "csv", "jpg", "jpeg", "png", "gif", "svg", "webp", "zip",
    }
)  # fmt: skip
"""Endings by which a first part with a dot is a file beside the page, and no host."""


def page_link(link: str, *bases: str) -> str:
    """Return where a link leads its reader; "" where it is not to the web. `bases` are what a relative one starts from,
    the nearest first; each may be relative to the next, or "". One that begins with a host has https."""
    link = link.strip()
    return _past_gates(web_link(link) if _ABSOLUTE.match(link) else web_link(_with_scheme(link), base_of(*bases)))


@lru_cache(1024)  # many entries of a feed lead to the same places
def _past_gates(url: str) -> str:
    """Return where an address leads past the pages that only pass readers on."""
    for _ in range(_MOST_GATES):
        there = _behind(url)
        if not there:
            break
        url = there
    return without_counters(encoded(url))


def base_of(*bases: str) -> str:
    """Return what relative links start from, made absolute; see `page_link`."""
    if not bases:
        return ""
    near, others = bases[0].strip(), bases[1:]
    if _ABSOLUTE.match(near) and (there := web_link(near)):
        return there
    far = base_of(*others)
    return web_link(_with_scheme(near), far) or far


def is_googles(link: str) -> bool:
    """Return whether a link comes from Google's news and alerts, whose titles end with the name of the publisher."""
    if "google" not in link.lower():
        return False
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return False
    by_news = bool(_NEWS_PAGE.fullmatch(parts.path)) or parts.path.endswith("/url")
    return by_news and bool(_GOOGLE.fullmatch(parts.hostname or ""))


def _with_scheme(link: str) -> str:
    """Return a link that begins with a host and no scheme with https; any other as it is."""
    found = _HOST_FIRST.match(link)
    if found is None or not (found[1].lower().startswith("www.") or found[2].lower() not in _FILES):
        return link
    return f"https://{link}"


def _behind(url: str) -> str:
    """Return the address that a page only passes its readers on to; "" for any other page."""
    place, _, query = url.partition("#")[0].partition("://")[2].partition("?")
    host, slash, path = place.partition("/")
    if (page := _NEWS_PAGE.fullmatch(slash + path)) and _GOOGLE.fullmatch(host):
        return _in_news(page[1])
    gate = _GATE.fullmatch(place)
    if gate is None or gate.lastindex is None:
        return ""
    fields = parse_qs(query)
    values = (value for name in _GATES[gate.lastindex - 1][1] for value in fields.get(name, []))
    return next(filter(None, map(web_link, values)), "")


def _in_news(code: str) -> str:
    """Return the address that is written in the name of a page of Google News: a message of Protocol Buffers in Base64,
    the address in plain letters. "" for those since 2024, which only Google's server can read."""
    try:
        message = urlsafe_b64decode(code + "=" * (-len(code) % 4))
    except (Error, ValueError):
        return ""
    found = _INSIDE.search(message)
    if found is None or found.start() == 0:
        return ""
    # The byte (or two, from 128 on) before a text is its length, so that what follows it is not taken along.
    at = found.start()
    low, high = message[at - 2] if at > 1 else 0, message[at - 1]
    length = (low & 0x7F) | (high << 7) if low & 0x80 and high < 0x20 else high
    return web_link(found[0][:length].decode("ascii"))
