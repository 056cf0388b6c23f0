"""An entry of a feed in whatever format, and the ids that distinguish the entries of one feed."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from msgspec import Struct

from civic.furniture import begins, is_one_word, repeats, says_something, without_furniture
from civic.jsonvalue import JsonValue
from civic.story import Enclosure, Link, story_id
from civic.text import apart, clean_line
from feeds.formats.limits import LONGEST_TEXT


class Entry(Struct, frozen=True):
    """An entry of a feed, its text plain and cleaned. `guid` is the feed's own id; what the feed leaves out is
    empty."""

    guid: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: datetime | None = None
    lang: str = ""
    text: str = ""
    summary: str = ""
    source: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    undated: str = ""
    """the date as it is written, where it can't be read"""
    dated: datetime | None = None
    """the date by which ids are made: as the first version of this program read it, so that a better reader makes no
    known story a new one; None where that is `published`"""
    linked: str = ""
    """the address by which ids are made, as the first version read it; "" where that is `url`"""
    headed: str = ""
    """the title by which ids are made; "" where that is `title`"""

    def __eq__(self, other: object) -> bool:
        return self._said == other._said if isinstance(other, Entry) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._said)

    @property
    def _said(self) -> tuple[object, ...]:
        """What makes it another entry. Links are no part of it: a tracker's count makes none."""
        return (
            self.guid, self.url, self.title, self.author, self.published, self.lang, self.text, self.summary,
            self.source, self.tags, self.linked,
        )  # fmt: skip

    def to_document(self, number: str, *, feed: str, source: str) -> dict[str, JsonValue]:
        """Return the entry as a document of a story file, under this id; `source` is for an entry that names none
        itself."""
        document: dict[str, JsonValue] = {
            "id": number,
            "title": apart(self.title),
            "url": self.url,
            "source": self.source or source,
            "author": apart(self.author),
            "published": self.published.isoformat() if self.published else "",
            "feed": feed,
            "lang": self.lang,
            "text": apart(self.text),
            "summary": apart(self.summary),
            "tags": list(self.tags),
            "links": [link.to_json() for link in self.links],
            "enclosures": [one.to_json() for one in self.enclosures],
        }
        return {name: value for name, value in document.items() if value}


class Contents(Struct, frozen=True):
    """The contents of a feed: its own title and language, the seconds between fetches that it asks for (0: none), its
    entries, and a warning ("" without). `apart` says that each entry is the same whichever others there are. `places`
    has where each entry stands in the feed's bytes, start and end, where none of them says anything for what is in it.
    """

    title: str = ""
    lang: str = ""
    pace: int = 0
    entries: tuple[Entry, ...] = ()
    warning: str = ""
    apart: bool = False
    places: tuple[tuple[int, int], ...] = ()


def shortened(text: str) -> str:
    """Return the text, cut at LONGEST_TEXT."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…"


def text_and_teaser(
    content: str, summary: str, *, title: str = "", url: str = "", links: Sequence[Link] = ()
) -> tuple[str, str]:
    """Return the text of an entry and its teaser, both without what stands there to lead back to its page: the full
    content is the text, or the summary where there is no content. A summary that only repeats the text, cut or whole,
    is no teaser, and one word is no text beside a title."""
    content = without_furniture(content, title=title, url=url, links=links)
    says = says_something(content)
    if says and begins(content, summary):  # as most do; without its end it would all the same
        return shortened(content), ""
    summary = without_furniture(summary, title=title, url=url, links=links)
    if not says:
        text = "\n\n".join(filter(None, (summary, content)))
        return "" if title and is_one_word(text) else shortened(text), ""
    return shortened(content), "" if repeats(summary, content) else shortened(summary)


def newest(dates: Sequence[datetime | None], most: int) -> list[int]:
    """Return the places of the newest entries of a feed, so many at most, in the feed's order; `dates` has a date for
    each. One without a date is as old as the one before it; where none has any, the first are taken, which are the
    newest in nearly every feed."""
    if len(dates) <= most:
        return list(range(len(dates)))
    last = next(filter(None, dates), None)
    if last is None:
        return list(range(most))
    filled = [last := date or last for date in dates]
    return sorted(sorted(range(len(filled)), key=lambda at: filled[at], reverse=True)[:most])


def about_number(most: int, there: int) -> str:
    """Return the sentence that says that not all entries were kept, "" where they were."""
    return f"Only the newest {most} of its {there} entries are kept (--entries sets how many)." if there > most else ""


def identified(entries: Iterable[Entry], feed: str) -> list[tuple[str, Entry]]:
    """Return each entry with its story id, made of guid, else link, else title, date and text: `list[(id, entry)]`.

    Feeds repeat ids ("0" on every entry, one link for a whole live blog). Such entries get ids of guid and link
    together, else of title, date and text, *all* of them in the same way, so that no id passes from one story to the
    next when the oldest leaves the feed. An entry that is there twice counts once.
    """
    there = list(dict.fromkeys(entries))
    plainly = [_id(entry, feed) for entry in there]
    linked = [_id(entry, feed, linked=True) for entry in there]
    often, often_linked = Counter(plainly), Counter(linked)
    found: dict[str, Entry] = {}
    for entry, short, long in zip(there, plainly, linked, strict=True):
        number = short if often[short] == 1 else long if often_linked[long] == 1 else _by_words(entry, feed)
        found.setdefault(number, entry)
    return list(found.items())


def own_ids(entries: Iterable[Entry], feed: str, others: Iterable[str] = ()) -> list[str] | None:
    """Return the ids of entries where each has one of its own, which `identified` gives it whichever others there are;
    None where two of them, or one of them and one of the `others`, share one."""
    ids = [_id(entry, feed) for entry in entries]
    everything = [*ids, *others]
    return ids if len(set(everything)) == len(everything) else None


def _id(entry: Entry, feed: str, *, linked: bool = False) -> str:
    url = entry.linked or entry.url
    guid = f"{entry.guid} {url}" if linked and entry.guid and url else entry.guid
    title = entry.headed or entry.title
    return story_id(feed=feed, guid=guid, url=url, title=title, when=_dated(entry), text=entry.text or entry.summary)


def _by_words(entry: Entry, feed: str) -> str:
    return story_id(feed=feed, title=entry.headed or entry.title, when=_dated(entry), text=entry.text)


def _dated(entry: Entry) -> datetime | None:
    return entry.dated or entry.published


def about_dates(entries: Iterable[Entry]) -> str:
    """Return a sentence on the dates of entries that can't be read, "" where there are none."""
    unread = [entry.undated for entry in entries if entry.undated]
    if not unread:
        return ""
    said = f"can't be read for certain (“{clean_line(unread[0], 40)}”)"
    if len(unread) == 1:
        return f"The date of one entry {said}; the time of the fetch stands in for it."
    return f"The dates of {len(unread)} entries {said}; the time of the fetch stands in for them."
