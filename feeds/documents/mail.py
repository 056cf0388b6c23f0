"""A message as mail programs save it (.eml): its subject, sender, date and text. Runs in the child process."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from typing import Final

from civic.story import MOST_ENCLOSURES, Enclosure, Link
from civic.text import clean_line
from feeds.addresses import web_link
from feeds.documents.matter import Matter
from feeds.errors import FormatError
from feeds.formats.charset import decoded, is_known
from feeds.formats.dates import written_time
from feeds.formats.entry import shortened
from feeds.formats.html import linked_paragraphs, plain

_MOST_PARTS: Final = 2000
_ADDRESS: Final = re.compile(r"\s*<[^<>]*>|\s*\([^()]*@[^()]*\)")
_HOST: Final = re.compile(r"@([\w.-]+\.\w+)")
_SIGNATURE: Final = re.compile(r"^-- ?$.*\Z", re.MULTILINE | re.DOTALL)
_FULLER: Final = 3
"""A text in HTML that is so many times as long as the plain one is the letter; the plain one says where to read it."""


def mail(data: bytes) -> Matter:
    """Read a message: its text without signature, and the names of what is attached. A mailing list that names itself
    is its source, else the host of its sender. Raises FormatError for what is no message."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        if not isinstance(message, EmailMessage) or not (message.get("from") or message.get("subject")):
            raise FormatError("it is no e-mail")
        sender, subject = _field(message, "from"), _field(message, "subject")
        text, links = _text(message)
        attached = tuple(_attached(message))
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError) as error:
        raise FormatError("it is a broken e-mail file") from error
    host = found[1].lower() if (found := _HOST.search(sender)) else ""
    return Matter(
        text,
        title=clean_line(subject, 300),
        author=_name(sender),
        published=written_time(_field(message, "date")),
        lang=_field(message, "content-language").partition(",")[0],
        links=links,
        source=_name(_field(message, "list-id"), or_address=False) or host,
        url=web_link(_field(message, "archived-at").strip("<> ")),
        enclosures=attached,
    )


def _field(message: EmailMessage, name: str) -> str:
    """Return a field of the head, cleaned; "" where it is missing or broken."""
    try:
        return clean_line(str(message.get(name) or ""), 1000)
    except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError):
        return ""  # the standard library's parser raises all of these on broken ones


def _name(written: str, *, or_address: bool = True) -> str:
    """Return the name before an address, "Ann" of "Ann <ann@example.org>"; the address where it has none."""
    name = _ADDRESS.sub("", written).strip(" \"'")
    return name if name or not or_address else written.strip("<> ")


def _text(message: EmailMessage) -> tuple[str, tuple[Link, ...]]:
    plain_parts: list[str] = []
    pages: list[tuple[str, tuple[Link, ...]]] = []
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "text/plain" and not plain_parts:
            plain_parts.append(_plain(part))
        elif kind == "text/html" and not pages:
            pages.append(linked_paragraphs(_content(part), ""))
    written = plain_parts[0] if plain_parts else ""
    text, links = pages[0] if pages else ("", ())
    if len(text) < _FULLER * len(written):
        text = written
    return shortened(_SIGNATURE.sub("", text).strip("\n") or text), links


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """Yield the parts of a message that are text to read, in their order."""
    for number, part in enumerate(message.walk()):
        if number == _MOST_PARTS:
            return
        is_text = isinstance(part, EmailMessage) and part.get_content_maintype() == "text"
        if is_text and isinstance(part, EmailMessage) and part.get_content_disposition() != "attachment":
            yield part


def _attached(message: EmailMessage) -> Iterator[Enclosure]:
    """Yield what is attached to a message, by name and kind, as many as a story keeps."""
    found = 0
    for number, part in enumerate(message.walk()):
        if number == _MOST_PARTS or found == MOST_ENCLOSURES:
            return
        if not isinstance(part, EmailMessage) or part.is_multipart():
            continue
        name = clean_line(part.get_filename() or "", 200)
        if name and (part.get_content_disposition() == "attachment" or part.get_content_maintype() == "application"):
            found += 1
            yield Enclosure("", part.get_content_type(), name)


def _content(part: EmailMessage) -> str:
    """Return the text of a part, by the character set that it names, unless it is in another. "us-ascii" says
    nothing: programs name it that do not know."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    label = part.get_content_charset() or ""
    if label and not is_known(label):
        with suppress(LookupError, ValueError):  # an old one that Python alone knows
            return data.decode(label)
    return decoded(data, [label] if label != "us-ascii" else [])[0] if data.strip() else ""


def _plain(part: EmailMessage) -> str:
    """Return plain text; lines that were wrapped on the way are whole again where the part says so (RFC 3676)."""
    text = _content(part).replace("\r\n", "\n")
    if (part.get_param("format") or "") == "flowed":
        text = re.sub(r"(?<!^--) \n(?!>)", " ", text, flags=re.MULTILINE)
    return plain(_SIGNATURE.sub("", text) or text)
