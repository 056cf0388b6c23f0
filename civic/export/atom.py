"""What was tagged, as an Atom feed (RFC 4287) that others can subscribe to."""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from html import escape
from typing import Final

from civic.agreed import is_agreed
from civic.codebook import Codebook
from civic.export.describe import DescribedConcern, Description, describe
from civic.export.entry import MARKER, Entry
from civic.judgement import NOTE
from civic.links import web_link
from civic.story import read_time

_IDS: Final = uuid.UUID("0b9f6f0a-52a5-5d0e-8d51-4f2f0a6c3b57")
"""The name space of the ids of feeds and entries, which stay the same from one export to the next."""
# All that XML 1.0 has no way to write (section 2.2), not even as a reference.
_NO_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def atom(
    entries: Iterable[Entry], codebook: Codebook, *, title: str, about: str, who: str, updated: datetime, name: str = ""
) -> Iterator[str]:
    """Return a feed of those entries that have a tag of the coder's; `about` says what it is a feed of, `name` (else
    `about`) makes its id, `who` is its author. What others decided is theirs to publish, and is left out. An entry is
    updated when it was last tagged or written on."""
    yield (
        f'<?xml version="1.0" encoding="utf-8"?>\n{MARKER}\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"<id>{_id('feed', name or about)}</id>\n<title>{_xml(title)}</title>\n"
        + (f"<subtitle>{_xml(about)}</subtitle>\n" if about else "")
        + f"<updated>{_time(updated)}</updated>\n<author><name>{_xml(who) or 'civicdesk'}</name></author>\n"
        "<generator>civicdesk</generator>\n"
    )
    for entry in entries:
        if entry.judgement.tags:
            yield "".join(_entry(entry, describe(entry, codebook), updated))
    yield "</feed>\n"


def _id(kind: str, name: str) -> str:
    return uuid.uuid5(_IDS, f"{kind} {_NO_XML.sub('', name)}").urn


def _xml(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def _time(moment: datetime) -> str:
    """RFC 3339, as RFC 4287 asks; years before 1000 need their zeros."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").rjust(20, "0")


def _entry(entry: Entry, described: Description, updated: datetime) -> Iterator[str]:
    story = entry.story
    yield f"<entry>\n<id>{_id('story', story.id)}</id>\n<title>{_xml(described.title)}</title>\n"
    yield f"<updated>{_time(_changed(entry) or story.when or updated)}</updated>\n"
    if story.published:
        yield f"<published>{_time(story.published)}</published>\n"
    if link := web_link(story.url):
        yield f'<link rel="alternate" href="{_xml(link)}"/>\n'
    if author := described.author or described.source:
        yield f"<author><name>{_xml(author)}</name></author>\n"
    for concern in described.decided:
        if concern.verdict != "rejected":
            yield f'<category term="{_xml(concern.tag)}" label="{_xml(concern.label)}"/>\n'
    if described.summary:
        yield f"<summary>{_xml(described.summary)}</summary>\n"
    yield f'<content type="html">{_xml("".join(_content(described)))}</content>\n</entry>\n'


def _changed(entry: Entry) -> datetime | None:
    """When the user last tagged the story, wrote on it or corrected it. Stars and read marks don't show in a feed, so
    they are no news to who subscribes."""
    mine = entry.own.values() if is_agreed(entry.whose) else filter(entry.view.owns, entry.history)
    moments = (read_time(one.at) for one in mine if one.field == NOTE or one.tag or one.stakeholder)
    return max(filter(None, moments), default=None)


def _content(described: Description) -> Iterator[str]:
    """Return the story as HTML, every text of it escaped; the feed escapes the whole once more."""
    if described.summary:
        yield f"<p>{_xml(described.summary)}</p>"
    if described.stakeholders:
        yield f"<h4>Stakeholders</h4><ul>{''.join(f'<li>{_xml(one.line)}</li>' for one in described.stakeholders)}</ul>"
    yield f"<h4>Concerns</h4><ul>{''.join(map(_concern, described.decided))}</ul>"
    for paragraph in described.note:
        yield f"<p>Note: {_xml(paragraph)}</p>"


def _concern(concern: DescribedConcern) -> str:
    quotes = "".join(
        f"<blockquote>{_xml(one.quote)}{f' — <em>{_xml(one.fate)}</em>' if one.fate else ''}</blockquote>"
        for one in concern.passages
    )
    return f"<li><strong>{_xml(concern.label)}</strong>: {_xml(concern.said)}{quotes}</li>"
