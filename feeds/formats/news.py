"""What is new in a feed: entries that are known by their bytes are left out before the feed is read. By construction
the rest is read as if they were there; wherever that is in doubt, the whole feed is read."""

from collections.abc import Mapping
from dataclasses import dataclass

from civic.misreading import mended
from feeds.addresses import host_of
from feeds.errors import FormatError
from feeds.formats import syndication
from feeds.formats.entry import Contents, own_ids
from feeds.formats.pieces import Pieces, pieces_of


@dataclass(frozen=True, slots=True)
class Setting:
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


@dataclass(frozen=True, slots=True)
class Found:
    """The contents of a feed without the entries that are known. `marks` are those by which its entries can be known
    next time, in their order, none where they can't; `known` are the ids of the stories of those left out."""

    contents: Contents
    marks: tuple[str, ...] = ()
    known: tuple[str, ...] = ()


def read_new(text: str, setting: Setting, known: Mapping[str, str], *, certain: bool) -> Found:
    """Return what is new in a feed in XML; `known` has ids of stories by the marks of their entries. `certain` says
    that the text is as it was sent. Raises FormatError for what is no feed."""
    pieces = pieces_of(text) if certain else None
    if pieces is None or len(pieces.places) > setting.most:
        return Found(syndication.read(text, setting.base, setting.most))
    if known and (found := _without_known(pieces, setting, known)):
        return found
    contents = syndication.read(text, setting.base, setting.most)
    if not contents.apart or len(contents.entries) != len(pieces.places) or not own_ids(contents.entries, setting.feed):
        return Found(contents)
    return Found(contents, tuple(setting.marks(pieces, setting.source_of(contents))))


def _without_known(pieces: Pieces, setting: Setting, known: Mapping[str, str]) -> Found | None:
    """Return the feed without the entries that are known; None where that may not be all that a reading of the whole
    feed gives of the others."""
    source = setting.source or host_of(setting.base)
    marks = setting.marks(pieces, source)
    there = {at: known[mark] for at, mark in enumerate(marks) if mark in known}
    if not there or len(set(marks)) < len(marks):
        return None
    try:
        contents = syndication.read(pieces.without(there), setting.base, setting.most)
    except FormatError:
        return None
    rest = tuple(mark for at, mark in enumerate(marks) if at not in there)
    fits = contents.apart and len(contents.entries) == len(rest) and setting.source_of(contents) == source
    if not fits or own_ids(contents.entries, setting.feed, there.values()) is None:
        return None
    return Found(contents, rest, tuple(there.values()))
