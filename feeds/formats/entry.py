"""An entry of a feed as every dialect is read into it, and what tells entries of one feed apart."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from civic.jsonvalue import JsonValue
from civic.story import Link, story_id

LONGEST_TEXT: Final = 500_000
"""Code points of one story's text; longer ones are cut with an ellipsis (War and Peace has six times as many)."""
MOST_ENTRIES: Final = 5_000
"""Entries that are kept of one feed: the first, which are the newest in nearly every feed."""
MOST_TAGS: Final = 40


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, its text plain and cleaned. `guid` is the feed's own id; what the feed does not tell is empty."""

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
    links: tuple[Link, ...] = field(default=(), compare=False)  # a tracker's count makes no other entry

    def to_document(self, number: str, *, feed: str, source: str) -> dict[str, JsonValue]:
        """The entry as a document of a story file, under this id; `source` for an entry that names none itself."""
        document: dict[str, JsonValue] = {
            "id": number,
            "title": self.title,
            "url": self.url,
            "source": self.source or source,
            "author": self.author,
            "published": self.published.isoformat() if self.published else "",
            "feed": feed,
            "lang": self.lang,
            "text": self.text,
            "summary": self.summary,
            "tags": list(self.tags),
            "links": [link.to_json() for link in self.links],
        }
        return {name: value for name, value in document.items() if value}


@dataclass(frozen=True, slots=True)
class Contents:
    """What a feed held: its own title, language, the pace it asks for in seconds (0: none), entries and a warning."""

    title: str = ""
    lang: str = ""
    pace: int = 0
    entries: tuple[Entry, ...] = ()
    warning: str = ""


def shortened(text: str) -> str:
    """The text, cut at LONGEST_TEXT."""
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1].rstrip() + "…"


def text_and_teaser(content: str, summary: str) -> tuple[str, str]:
    """Which of an entry's two texts is the story's and which its teaser: the full content first, and a summary that
    stands alone is the text. A teaser that only repeats the text, cut or whole, is none."""
    if not content:
        return shortened(summary), ""
    beginning = summary.rstrip("….[] ")
    return shortened(content), "" if content.startswith(beginning) else shortened(summary)


def identified(entries: Iterable[Entry], feed: str) -> list[tuple[str, Entry]]:
    """Each entry with its story id: by guid, else link, else title, date and text.

    Feeds repeat ids ("0" on every entry, one link for a whole live blog). Those entries are told apart by id and link
    together, else by what they say, *all* of them alike, so that no id wanders from one story to the next when the
    oldest leaves the feed. An entry that is there twice counts once.
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


def _id(entry: Entry, feed: str, *, linked: bool = False) -> str:
    guid = f"{entry.guid} {entry.url}" if linked and entry.guid and entry.url else entry.guid
    return story_id(
        feed=feed, guid=guid, url=entry.url, title=entry.title, when=entry.published, text=entry.text or entry.summary
    )


def _by_words(entry: Entry, feed: str) -> str:
    return story_id(feed=feed, title=entry.title, when=entry.published, text=entry.text)
