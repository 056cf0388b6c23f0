"""What is new in a feed: entries that are known by their bytes are left out before the feed is read. By construction
the rest is read as if they were there; wherever that is in doubt, the whole feed is read."""

import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from civic.misreading import mended
from feeds.addresses import host_of
from feeds.errors import FormatError
from feeds.formats import syndication
from feeds.formats.dates import is_ambiguous, moment, order_in
from feeds.formats.entry import Contents, about_number, newest, own_ids
from feeds.formats.pieces import Pieces, in_bytes, pieces_of, sighted

_DATE: Final = re.compile(
    rb"<((?:[\w.-]+:)?(?:pubDate|published|updated|date|issued|modified|created|expirationDate|validTo)\b)[^<>]*>"
    rb"(?:<!\[CDATA\[)?([^<>&\]]*)",
    re.IGNORECASE,
)
"""A date of an entry, by whatever element."""


class Setting(Struct, frozen=True):
    """What a feed is read with: the key of its subscription, the address that its links start from, its name as the
    user has it ("" for its own), and how many entries are kept."""

    feed: str
    base: str
    source: str
    most: int

    def source_of(self, contents: Contents) -> str:
        """Return the source of stories that name none themselves."""
        return mended(self.source, contents.title) or host_of(self.base)

    def marks(self, pieces: Pieces, source: str) -> list[str]:
        """Return the marks of all entries, where this is the source of their stories."""
        return pieces.marks(self.feed, self.base, source)


class Found(Struct, frozen=True):
    """The contents of a feed without the entries that are known. `marks` are those by which its entries can be known
    next time, in their order, none where they can't; `known` are the ids of the stories of those left out."""

    contents: Contents
    marks: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def read_rest(body: bytes, setting: Setting, known: Mapping[str, str]) -> Found | None:
    """Return what is new in a feed in UTF-8 of which all that is known can be told at sight, so that nobody has to look
    into it; None for any other. `known` has ids of stories by the marks of their entries."""
    pieces = sighted(body) if known else None
    if pieces is None or len(pieces.places) > setting.most:
        return None
    return _without_known(pieces, setting, known, at_sight=True)


def read_new(text: str, setting: Setting, known: Mapping[str, str], *, certain: bool) -> Found:
    """Return what is new in a feed in XML; `known` has ids of stories by the marks of their entries. `certain` says
    that the text is as it was sent. Raises FormatError for what is no feed."""
    if certain and not known and (found := _read_at_once(text, setting)):
        return found
    pieces = pieces_of(text) if certain else None
    if pieces is None:
        return Found(syndication.read(text, setting.base, setting.most))
    if (there := len(pieces.places)) > setting.most:
        kept = _newest(pieces, setting.most)
        rest = None if kept is None else pieces.without(set(range(there)).difference(kept))
        if rest is None:
            return Found(syndication.read(text, setting.base, setting.most))
        newer = read_new(rest, setting, known, certain=True)
        warning = " ".join(filter(None, (about_number(setting.most, there), newer.contents.warning)))
        return replace(newer, contents=replace(newer.contents, warning=warning))
    if known and (found := _without_known(pieces, setting, known)):
        return found
    return _marked(syndication.read(text, setting.base, setting.most), pieces, setting)


def _read_at_once(text: str, setting: Setting) -> Found | None:
    """Return a feed none of whose entries is known, where their places can be told at sight; the reading of the feed
    says whether that was right. None for any other feed."""
    body = in_bytes(text)
    pieces = sighted(body)
    if pieces is None or len(pieces.places) > setting.most:
        return None
    contents = syndication.read(text, setting.base, setting.most, body=body)
    sure = pieces if contents.places == pieces.places else pieces_of(text)
    return _marked(contents, sure, setting) if sure else Found(contents)


def _marked(contents: Contents, pieces: Pieces, setting: Setting) -> Found:
    """Return all of a feed, with what its entries can be known by next time, where they can."""
    if not contents.apart or len(contents.entries) != len(pieces.places) or not own_ids(contents.entries, setting.feed):
        return Found(contents)
    return Found(contents, tuple(setting.marks(pieces, setting.source_of(contents))))


def _newest(pieces: Pieces, most: int) -> list[int] | None:
    """Return the numbers of the newest entries, told by their dates alone, so that the others need not be read; None
    where an entry has several dates or none beside others that have one, or one that is not sure."""
    found = [_DATE.findall(pieces.body, start, end) for start, end in pieces.places]
    if not any(found):
        return list(range(most))
    if any(len(dates) != 1 for dates in found):
        return None
    written = [dates[0][1].decode().strip() for dates in found]
    order = order_in(written, "")
    moments = [None if is_ambiguous(date) else moment(date, order) for date in written]
    return newest(moments, most) if None not in moments else None


def _without_known(
    pieces: Pieces, setting: Setting, known: Mapping[str, str], *, at_sight: bool = False
) -> Found | None:
    """Return the feed without the entries that are known; None where that may not be all that a reading of the whole
    feed gives of the others."""
    source = setting.source or host_of(setting.base)
    marks = setting.marks(pieces, source)
    there = {at: known[mark] for at, mark in enumerate(marks) if mark in known}
    if not there or len(set(marks)) < len(marks) or (at_sight and not pieces.holds(there)):
        return None
    text = pieces.without(there)
    if text is None or "\ufffd" in text:  # which stands for what can't be read
        return None
    try:
        contents = syndication.read(text, setting.base, setting.most)
    except FormatError:
        return None
    left = tuple(mark for at, mark in enumerate(marks) if at not in there)
    fits = contents.apart and len(contents.entries) == len(left) and setting.source_of(contents) == source
    if not fits or own_ids(contents.entries, setting.feed, there.values()) is None:
        return None
    return Found(contents, left, tuple(there.values()))
