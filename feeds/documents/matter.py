"""A document as its reader found it, on its way from the child process that read it."""

import re
from datetime import datetime
from typing import Final, Self

from msgspec import Struct

from civic.jsonvalue import JsonValue
from civic.story import Enclosure, Link, Story, StoryError
from civic.text import clean_line
from feeds.errors import FormatError

_BEGINNING: Final = 6
"""Lines at the beginning of a text that may only repeat what is known of it: its title, who wrote it and when."""
_DEFAULT_TITLE: Final = re.compile(
    r"(?:(?:untitled|unnamed|unbenannt|ohne titel|sans titre|sin t[íi]tulo|senza titolo|naamloos|namnl[öo]s"
    r"|bez tytu[łl]u|document|dokument|documento|documents?|presentation|pr[äa]sentation|powerpoint[ -]\w+|slide"
    r"|folie|book|mappe|title|titel|titre|t[íi]tulo|no title|unspecified|anonymous|none|null|about:blank|layout|print)"
    r"(?:[ -]?(?:document|dokument|page))?[ _-]*\(?\d*\)?"
    r"|microsoft (?:word|powerpoint|excel)\b.*"
    r"|\S+\.(?:docx?|dotx?|odt|rtf|indd|qx[dp]|dvi|tex|pub|pptx?|xlsx?|pages|html?|pdf|txt|tmp|ps|eps|cdr|fm|wpd|pmd))",
    re.IGNORECASE,
)
"""What programs write where nobody gave a title: their word for none, their own name, or that of a file."""
_NOBODY: Final = re.compile(
    r"(?:anonymous|unknown|author|autor|auteur|admin|administrator|administrateur|user|benutzer|utilisateur|usuario|owner"
    r"|root|guest|default|python-docx|none|null|pc|test|microsoft.*|hp inc\.?)[ _-]?\d*",
    re.IGNORECASE,
)


class Matter(Struct, frozen=True):
    """A document: its text, and what it says about itself, as far as it does. `source` is who published it, `url` its
    own address on the web."""

    text: str
    title: str = ""
    author: str = ""
    published: datetime | None = None
    lang: str = ""
    tags: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    source: str = ""
    url: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    """files that are in the document itself, and so have no address"""

    def to_document(self) -> dict[str, JsonValue]:
        """Return it as plain JSON; `from_document` is its inverse."""
        return {
            "text": self.text, "title": self.title, "author": self.author, "lang": self.lang, "source": self.source,
            "published": self.published.isoformat() if self.published else "", "url": self.url,
            "tags": list(self.tags), "links": [link.to_json() for link in self.links],
            "enclosures": [one.to_json() for one in self.enclosures],
        }  # fmt: skip

    @classmethod
    def from_document(cls, document: JsonValue) -> Self:
        """Read what `to_document` wrote; everything is cleaned. Raises FormatError where it has neither text nor
        title."""
        try:
            story = Story.from_document(document if isinstance(document, dict) else {})
        except StoryError as error:
            raise FormatError("it holds no text") from error
        return cls(
            story.text, story.title, story.author, story.published, story.lang, story.tags, story.links, story.source,
            story.url, story.enclosures,
        )  # fmt: skip


def real_title(title: str) -> str:
    """Return the title that a file has in its properties, cleaned; "" for one that its program put there."""
    title = clean_line(title, 300)
    return "" if _DEFAULT_TITLE.fullmatch(title.strip("()[]<> ")) else title


def real_author(author: str) -> str:
    """Return the author that a file has in its properties, cleaned; "" for a name that its program put there."""
    author = clean_line(author, 200)
    return "" if _NOBODY.fullmatch(author.strip("()[]<> ")) else author


def without_beginning(text: str, *known: str) -> str:
    """Return a text without the lines at its beginning that only repeat what is known of it, such as its title; whole
    where nothing else is in it."""
    lines = text.split("\n")
    repeated = {line.casefold() for line in known if line}
    kept, seen = [], 0
    for number, line in enumerate(lines):
        if seen == _BEGINNING:
            kept += lines[number:]
            break
        plain = clean_line(line.lstrip("#> "), 1000)
        seen += bool(plain)
        if plain.casefold() not in repeated:
            kept.append(line)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip("\n") or text
