"""Feeds as news sites publish them, on a server of this machine: each on a host of its own, some way off.

Four of five are RSS 2.0 with the whole text in `content:encoded`, `dc:creator` and pictures of Media RSS, the fifth is
Atom. An entry has 3 to 8 kB of HTML. All is made of one seed: the same on every machine.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Final

from benchmarks.corpus import vocabulary
from tests.feeds.server import Server, conditional

ENTRIES: Final = 50
LATENCY: Final = 0.1
_NEWEST: Final = datetime(2026, 11, 15, 12, tzinfo=UTC)
_BODIES: Final = (
    "Northbridge City Council", "the Ministry of the Interior", "Palantir", "Clearview AI", "Fair Streets",
    "the Data Protection Authority", "Veridia Systems", "the Metropolitan Police Service", "Citizens Advice",
    "the Court of Appeal", "Harlow Housing Trust", "the Department for Work and Pensions", "Open Rights Group",
    "St Anne's Hospital", "Lumen Analytics", "the Electoral Commission",
)  # fmt: skip
_DEEDS: Final = ("signed a contract for", "refused to publish the audit of", "wants to suspend", "was sued over",
                 "defended", "quietly extended", "asked residents about", "found errors in", "paid 4.2 million for",
                 "was warned about the bias of", "stores personal data for", "lost the records of")  # fmt: skip
_THINGS: Final = ("facial recognition cameras", "an algorithm that ranks benefit claims", "a register of personal data",
                  "electronic voting machines", "predictive policing software", "a welfare fraud score",
                  "the chatbot of the housing office", "body-worn cameras", "a health data platform", "smart meters",
                  "an automated visa decision system", "school surveillance software")  # fmt: skip
_PEOPLE: Final = ("Amara Okafor", "Tom Lindqvist", "Priya Raman", "Jean Moreau", "Sofia Alvarez", "Karl Weber")
_RSS: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n<title>{title}</title>\n<link>{site}/</link>\n'
    "<description>News of {title}</description>\n<language>en-GB</language>\n"
    '<atom:link href="{site}/feed" rel="self" type="application/rss+xml"/>\n{entries}</channel>\n</rss>\n'
)
_ITEM: Final = (
    '<item>\n<title>{title}</title>\n<link>{link}?utm_source=rss</link>\n<guid isPermaLink="false">{guid}</guid>\n'
    "<pubDate>{rfc}</pubDate>\n<dc:creator><![CDATA[{author}]]></dc:creator>\n<category>{topic}</category>\n"
    "<description><![CDATA[{teaser}]]></description>\n<content:encoded><![CDATA[{html}]]></content:encoded>\n"
    '<media:content url="{link}.jpg" medium="image" width="1200" height="675"><media:title type="plain">{topic}'
    "</media:title></media:content>\n</item>\n"
)
_ATOM: Final = (
    '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">\n'
    '<title>{title}</title>\n<id>{site}/</id>\n<link href="{site}/"/>\n'
    "<updated>2026-11-15T12:00:00Z</updated>\n{entries}</feed>\n"
)
_ENTRY: Final = (
    '<entry>\n<title type="html">{title}</title>\n<link rel="alternate" type="text/html" href="{link}"/>\n'
    "<id>{guid}</id>\n<published>{iso}</published>\n<updated>{iso}</updated>\n<author><name>{author}</name></author>\n"
    '<category term="{topic}"/>\n<summary type="html">{teaser_escaped}</summary>\n'
    '<content type="html" xml:base="{site}/">{html_escaped}</content>\n</entry>\n'
)


@dataclass(frozen=True, slots=True)
class Feeds:
    """So many feeds on a running server. `serve` sets what stands in them."""

    server: Server
    writer: "Writer"

    def serve(self, newest: int) -> None:
        """Have the newest entry of each feed be that of this number, with validators that fit."""
        modified = format_datetime(_NEWEST + timedelta(hours=newest - ENTRIES), usegmt=True)
        for number in range(len(self.server.hosts)):
            body = self.writer.feed(number, newest)
            self.server.at(f"/feed/{number}", conditional(body, etag=f'"{newest}"', modified=modified))

    @property
    def urls(self) -> list[str]:
        """The addresses of all feeds."""
        return [self.server.url(f"/feed/{number}", host) for number, host in enumerate(self.server.hosts)]

    def write_opml(self, path: Path) -> None:
        """Write the list of all feeds as other programs export it."""
        lines = "".join(f'<outline type="rss" text="Site {n}" xmlUrl="{url}"/>\n' for n, url in enumerate(self.urls))
        path.write_text(f'<?xml version="1.0"?>\n<opml version="2.0"><body>\n{lines}</body></opml>\n', encoding="utf-8")


@contextmanager
def serving(feeds: int) -> Iterator[Feeds]:
    """Serve so many feeds of 50 entries, 100 ms away."""
    hosts = tuple(f"127.0.{number // 250}.{number % 250 + 1}" for number in range(feeds))
    with Server(hosts=hosts, latency=LATENCY) as server:
        served = Feeds(server, Writer())
        served.serve(ENTRIES)
        yield served


class Writer:
    """Writes feeds: sentences about civic technology between sentences of common words in Zipf's proportions."""

    def __init__(self) -> None:
        chance = random.Random(7)
        words = vocabulary(chance)
        weights = list(accumulate(1 / (rank + 2.7) for rank in range(len(words))))
        self._filler = [
            " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(8, 24))).capitalize() + "."
            for _ in range(6000)
        ]

    def feed(self, number: int, newest: int) -> bytes:
        """Return feed `number`, whose newest entry is that of number `newest`."""
        site = f"https://site{number}.example"
        form, one = (_ATOM, _ENTRY) if number % 5 == 4 else (_RSS, _ITEM)
        numbers = range(newest, newest - ENTRIES, -1)
        entries = "".join(one.format(site=site, **self._entry(site, number, entry)) for entry in numbers)
        return form.format(title=f"Site {number}", site=site, entries=entries).encode()

    def _entry(self, site: str, feed: int, number: int) -> dict[str, str]:
        chance = random.Random(feed * 100_003 + number)
        thing, author = chance.choice(_THINGS), chance.choice(_PEOPLE)
        title = f"{chance.choice(_BODIES)} {chance.choice(_DEEDS)} {thing} ({feed}-{number})"
        title = title[0].upper() + title[1:]
        link = f"{site}/2026/11/story-{number}"
        when = _NEWEST + timedelta(hours=number - ENTRIES, seconds=13 * feed)
        paragraphs = self._paragraphs(chance, site, link, thing)
        teaser = f"<p>{paragraphs[0][3:-4]} …</p>"
        html = "\n".join(paragraphs)
        return {
            "title": escape(title), "link": link, "guid": f"{site}/?p={number}", "rfc": format_datetime(when),
            "iso": when.isoformat(), "author": author, "topic": escape(thing), "teaser": teaser, "html": html,
            "teaser_escaped": escape(teaser), "html_escaped": escape(html),
        }  # fmt: skip

    def _paragraphs(self, chance: random.Random, site: str, link: str, thing: str) -> list[str]:
        wanted, found = chance.randint(3000, 7500), [f"<p>{self._sentences(chance, 2)}</p>"]
        found.append(
            f'<figure class="wp-block-image"><img src="{link}.jpg" alt="{thing}" width="1200" height="675" '
            f'loading="lazy" srcset="{link}-300.jpg 300w, {link}-768.jpg 768w"/>'
            f"<figcaption>{thing}</figcaption></figure>"
        )
        size = 0
        while size < wanted:
            text = self._sentences(chance, chance.randint(2, 5))
            kind = chance.random()
            if kind < 0.1:
                text = f"<blockquote><p>“{text}”</p></blockquote>"
            elif kind < 0.2:
                text = f"<ul><li>{text}</li><li>{chance.choice(self._filler)}</li></ul>"
            elif kind < 0.3:
                text = f"<h2>{chance.choice(_THINGS).capitalize()}</h2><p>{text}</p>"
            else:
                more = f'<a href="{site}/tag/{chance.randint(1, 99)}?utm_medium=feed"><strong>read more</strong></a>'
                text = f"<p>{text} {more}</p>" if kind < 0.6 else f"<p>{text}</p>"
            found.append(text)
            size += len(text)
        return found

    def _sentences(self, chance: random.Random, count: int) -> str:
        return " ".join(
            f"{chance.choice(_PEOPLE)} said that {chance.choice(_BODIES)} {chance.choice(_DEEDS)} "
            f"{chance.choice(_THINGS)}, &amp; {chance.randint(2, 900)} residents objected."
            if chance.random() < 0.4
            else chance.choice(self._filler)
            for _ in range(count)
        )
