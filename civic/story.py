"""A story and its parts, how it stands in a file, and the id that judgements hang on."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any, Final, Self

from msgspec import Struct

from civic.jsonvalue import Extra, extra_of
from civic.text import clean, clean_line

FIELDS: Final = (
    "id", "aliases", "title", "url", "source", "author", "published", "fetched", "changed", "feed", "lang",
    "text", "summary", "stakeholders", "concerns", "tags", "links", "enclosures",
)  # fmt: skip
"""The fields of a story in a file, in the order they are written."""

FILE: Final = "file:"
ENTRY: Final = "entry:"
"""What an alias begins with that says where the file of a story is on this machine, or the entry of a file: of use to
nobody else."""
EVERYWHERE: Final = "*"
"""Stands for every story where a judgement names its story. No story has this id."""
MOST_LINKS: Final = 200
"""Links that are kept of one story, the first ones."""
MOST_ENCLOSURES: Final = 50
"""Enclosures that are kept of one story, the first ones."""
MOST_ALIASES: Final = 8
"""Other ids that are kept of one story, the first ones: decisions may hang on them."""
_A_DAY: Final = timedelta(days=1)
_CONTEXT: Final = ("prefix", "suffix", "sha256")
_COUNTS: Final = ("times", "twins")
_SPAN: Final = ("start", "end", "text", *_CONTEXT, *_COUNTS)
_OTHER_NAMES: Final = {
    "title": ("title", "headline"),
    "text": ("text", "body", "content", "description"),
    "url": ("url", "link", "href"),
    "published": ("published", "date", "created"),
}


class StoryError(ValueError):
    """A document that is no story; the message says why."""


class Span(Struct, frozen=True):
    """A passage of a story's text: code-point offsets, end exclusive; `text` is what stands there.

    One that a decision rests on has its context besides, as a W3C text quote selector does: `prefix` and `suffix`, the
    text around it, and `sha256` of the whole text that it was chosen in (hexadecimal); "" where that is not known.
    `times`: how often the words stood there, 0 where that is not known; `twins`: how many of these places had the same
    around them, so that the context can't tell them from this one. `more` are keys that a later version wrote; one
    of a title has {"in": "title"} there. The context says where a passage is, not which one: two passages of the
    same place and words are equal.
    """

    start: int
    end: int
    text: str
    prefix: str = ""
    suffix: str = ""
    sha256: str = ""
    times: int = 0
    twins: int = 0
    more: Extra = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Span):
            return NotImplemented
        return (self.start, self.end, self.text) == (other.start, other.end, other.text)

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.text))

    @property
    def in_title(self) -> bool:
        """Return whether it is a passage of the title, not of the text."""
        return ("in", "title") in self.more

    def to_json(self) -> dict[str, Any]:
        """Return the span as plain JSON; `from_json` is its inverse."""
        body = {"start": self.start, "end": self.end, "text": self.text}
        for key in (*_CONTEXT, *_COUNTS):
            if value := getattr(self, key):
                body[key] = value
        return {**body, **dict(self.more)}

    @classmethod
    def from_json(cls, body: Any) -> Self:
        """Read what `to_json` wrote. Raises ValueError."""
        match body:
            case {"start": int(start), "end": int(end), "text": str(text), **rest} if 0 <= start <= end:
                if not rest:
                    return cls(start, end, text)
                prefix, suffix, sha256 = (said if isinstance(said := rest.get(key), str) else "" for key in _CONTEXT)
                times, twins = (said if isinstance(said := rest.get(key), int) else 0 for key in _COUNTS)
                return cls(start, end, text, prefix, suffix, sha256, times, twins, extra_of(body, _SPAN))
        raise ValueError(f"not a span: {body!r:.80}")


class AuthorStakeholder(Struct, frozen=True):
    """A stakeholder to a story as its author names it: `type` and `roles` are ids of the codebook, or empty."""

    name: str
    type: str = ""
    roles: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the stakeholder as it stands in a story file."""
        return {"name": self.name, "type": self.type, "roles": list(self.roles)}


class Link(Struct, frozen=True):
    """Where a story's text leads: an absolute address with http or https, and the words that lead there, if any."""

    url: str
    text: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the link as it stands in a story file."""
        return {"url": self.url, "text": self.text} if self.text else {"url": self.url}


class Enclosure(Struct, frozen=True):
    """A file that came along with a story: an absolute address with http or https, its media type and its name, as far
    as they are known. One that was attached to an e-mail has no address, but a name."""

    url: str
    type: str = ""
    title: str = ""

    @property
    def is_pdf(self) -> bool:
        """Return whether it is a PDF file, by its type, else by its name."""
        return self.type == "application/pdf" or (
            self.type in ("", "application/octet-stream") and self.url.partition("?")[0].lower().endswith(".pdf")
        )

    def to_json(self) -> dict[str, Any]:
        """Return the enclosure as it stands in a story file."""
        body = {"url": self.url, "type": self.type, "title": self.title}
        return {name: value for name, value in body.items() if value}


class Story(Struct, frozen=True):
    """One story. All text has been through `clean`; times carry an offset; a field that is not known is empty.

    `summary`, `stakeholders`, `concerns` and `tags` are the *author's* (of the feed or the file), never the machine's
    suggestions nor the coder's judgements.
    """

    id: str
    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: datetime | None = None
    fetched: datetime | None = None
    feed: str = ""
    lang: str = ""
    text: str = ""
    summary: str = ""
    stakeholders: tuple[AuthorStakeholder, ...] = ()
    concerns: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    changed: datetime | None = None
    """when a fetch last found other content under its id"""
    links: tuple[Link, ...] = ()
    """what its markup linked to, each address once, at most MOST_LINKS; addresses that the text spells out are not
    among them"""
    aliases: tuple[str, ...] = ()
    """other ids that it came under, at most MOST_ALIASES; where one of them is the id of a story, it is that story's"""
    enclosures: tuple[Enclosure, ...] = ()
    """files that came along with it, each address once, at most MOST_ENCLOSURES"""

    @property
    def headline(self) -> str:
        """Return the title, or the beginning of the text of a story that has none."""
        return self.title or clean_line(self.text[:400], 90)

    @property
    def when(self) -> datetime | None:
        """When the story happened to us: published, else fetched. A date over a day ahead of the fetch is an event
        that is announced, or a slip: by it the story would stay on top for months."""
        return self.fetched if self.ahead else self.published or self.fetched

    @property
    def ahead(self) -> bool:
        """Whether its date was over a day ahead when it came."""
        return bool(self.published and self.fetched and self.published - self.fetched > _A_DAY)

    def to_document(self) -> dict[str, Any]:
        """Return the story as it is written to a file: the fields that are set, in the order of FIELDS, times as ISO
        8601."""
        document: dict[str, Any] = {}
        for name in FIELDS:
            value = getattr(self, name)
            if isinstance(value, datetime):
                document[name] = value.isoformat(timespec="seconds")
            elif name in ("stakeholders", "links", "enclosures") and value:
                document[name] = [part.to_json() for part in value]
            elif value:
                document[name] = list(value) if isinstance(value, tuple) else value
        return document

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """Read a story from a file, tolerantly: other usual field names, plain strings for stakeholders, dates as
        ISO 8601, as in e-mail or as seconds since 1970. Everything is cleaned.

        Raises StoryError where there is neither a title nor a text.
        """
        if not isinstance(document, Mapping):
            raise StoryError("it is not a table of fields")
        title = clean_line(_first(document, "title"))
        text = clean(_first(document, "text")).strip("\n")
        if not title and not text.strip():
            raise StoryError("it has neither a title nor a text")
        url = clean_line(_first(document, "url"), 4000)
        published = read_time(_first_any(document, "published"))
        number = _id(document.get("id")) or story_id(url=url, title=title, when=published, text=text)
        return cls(
            id=number,
            title=title,
            url=url,
            source=clean_line(_text(document.get("source")), 200),
            author=clean_line(_text(document.get("author")), 200),
            published=published,
            fetched=read_time(document.get("fetched")),
            changed=read_time(document.get("changed")),
            feed=clean_line(_text(document.get("feed")), 4000),
            lang=clean_line(_text(document.get("lang")), 35),
            text=text,
            summary=clean(_text(document.get("summary"))).strip(),
            stakeholders=tuple(_stakeholders(document.get("stakeholders"))),
            concerns=_names(document.get("concerns")),
            tags=_names(document.get("tags")),
            links=kept_links(_links(document.get("links"))),
            aliases=kept_aliases(number, map(_id, _listed(document.get("aliases")))),
            enclosures=kept_enclosures(_enclosures(document), attached=True),
        )


def story_id(
    *,
    feed: str = "",
    guid: str = "",
    url: str = "",
    title: str = "",
    when: datetime | None = None,
    text: str = "",
) -> str:
    """Return the stable id of a story: sixteen hex digits of a hash of what identifies it.

    An entry's own id comes first, then its link, then title, date and text together; each of them within `feed` (""
    for a file), since many feeds count from 1, and none may claim the stories of another.
    """
    parts: tuple[str, ...]
    if guid:
        parts = ("guid", feed, guid)
    elif url:
        parts = ("url", feed, url)
    else:
        parts = ("text", feed, title, when.astimezone(UTC).isoformat() if when else "", text)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def kept_links(links: Iterable[Link]) -> tuple[Link, ...]:
    """Return the links that a story keeps: those to the web, cleaned, each address once, the first MOST_LINKS."""
    found: dict[str, Link] = {}
    for link in links:
        url = clean_line(link.url, 4000)
        if url.lower().startswith(("http://", "https://")) and url not in found:
            found[url] = Link(url, clean_line(link.text, 200))
            if len(found) == MOST_LINKS:
                break
    return tuple(found.values())


def kept_enclosures(enclosures: Iterable[Enclosure], *, attached: bool = False) -> tuple[Enclosure, ...]:
    """Return the enclosures that a story keeps: those on the web, with `attached` also those that have a name and no
    address, cleaned, each once, the first MOST_ENCLOSURES."""
    found: dict[str, Enclosure] = {}
    for one in enclosures:
        url, title = clean_line(one.url, 4000), clean_line(one.title, 200)
        key = url or (title if attached else "")
        if key and key not in found and (not url or url.lower().startswith(("http://", "https://"))):
            kind = clean_line(one.type, 100).partition(";")[0].strip().lower()
            found[key] = Enclosure(url, kind, title)
            if len(found) == MOST_ENCLOSURES:
                break
    return tuple(found.values())


def kept_aliases(story: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the other ids that a story keeps, each once and none that is its own, the first MOST_ALIASES."""
    return tuple(islice((name for name in dict.fromkeys(names) if name and name != story), MOST_ALIASES))


def read_time(value: object) -> datetime | None:
    """Return a time as files and feeds write it, with an offset (UTC where it has none); None for what is no time."""
    try:
        if isinstance(value, datetime):
            moment = value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str) and len(value) <= 100:
            moment = _read_written_time(value.strip())
        else:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        moment.astimezone(UTC)  # a moment at the edge of the calendar overflows here
    except (ValueError, OverflowError, OSError, TypeError, IndexError):
        return None
    return moment


def _read_written_time(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        from email.utils import parsedate_to_datetime  # it brings the network along, and hardly any time is written so

        return parsedate_to_datetime(value)


def _id(value: object) -> str:
    """Return an id as a file gives it, "" for none."""
    number = clean_line(_text(value), 200)
    return number if number != EVERYWHERE else ""


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 10**15:
        return str(value)
    if isinstance(value, list | tuple):
        return "\n\n".join(part for part in value if isinstance(part, str))
    return ""


def _first_any(document: Mapping[str, Any], field: str) -> object:
    return next((document[name] for name in _OTHER_NAMES[field] if document.get(name)), None)


def _first(document: Mapping[str, Any], field: str) -> str:
    return next((text for name in _OTHER_NAMES[field] if (text := _text(document.get(name)).strip())), "")


def _names(value: object) -> tuple[str, ...]:
    values = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    names = (clean_line(name, 100) for name in values if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in names if name))


def _links(value: object) -> Iterator[Link]:
    """Return the links of a file: ours, feedparser's with `href` and `title`, or plain addresses."""
    for link in _listed(value):
        if isinstance(link, str):
            yield Link(link)
        elif isinstance(link, dict):
            words = _text(link.get("text")) or _text(link.get("title"))
            yield Link(_text(link.get("url")) or _text(link.get("href")), words)


def _enclosures(document: Mapping[str, Any]) -> Iterator[Enclosure]:
    """Return the enclosures of a file: ours, or the attachments of a JSON Feed."""
    for one in (*_listed(document.get("enclosures")), *_listed(document.get("attachments"))):
        if isinstance(one, str):
            yield Enclosure(one)
        elif isinstance(one, dict):
            kind = _text(one.get("type")) or _text(one.get("mime_type"))
            yield Enclosure(_text(one.get("url")) or _text(one.get("href")), kind, _text(one.get("title")))


def _stakeholders(value: object) -> list[AuthorStakeholder]:
    found = []
    for stakeholder in _listed(value):
        if isinstance(stakeholder, str):
            stakeholder = {"name": stakeholder}
        if isinstance(stakeholder, dict) and (name := clean_line(_text(stakeholder.get("name")), 200)):
            roles = stakeholder.get("roles") or stakeholder.get("role")
            found.append(AuthorStakeholder(name, clean_line(_text(stakeholder.get("type")), 40), _names(roles)))
    return found
