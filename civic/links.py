"""Addresses as they may stand in a link, on a page or in a terminal."""

import re
from typing import Final
from urllib.parse import urlsplit

_NOT_IN_A_LINK: Final = re.compile(r"[\s<>\\\"`{}|^]|[^\x21-\x7e]")
_LONGEST: Final = 2000
"""Terminals don't take longer ones."""
_WITHOUT: Final = ("", "dumb", "linux")
_OSC: Final = "\x1b]8;;"
_END: Final = "\x1b\\"
_ANY_OSC: Final = re.compile(r"\x1b\]8;;[\x20-\x7e]*\x1b\\")


def web_link(url: str) -> str:
    """Return the address as it may stand in a link; "" where it does not lead to the web, so that no click can run
    it."""
    if not url.casefold().startswith(("https://", "http://")):
        return ""
    return _NOT_IN_A_LINK.sub(lambda match: "".join(f"%{byte:02X}" for byte in _bytes(match[0])), url)


def site_link(url: str) -> str:
    """Return the address of the site that a page is on: "https://example.org/"; "" where there is none."""
    link = web_link(url)
    try:
        host = urlsplit(link).netloc.rpartition("@")[2]
    except ValueError:  # brackets that are no address
        return ""
    return f"{link.partition(':')[0]}://{host}/" if host else ""


def takes_links(term: str) -> bool:
    """Return whether a terminal of this name (that of $TERM) either makes links or leaves out what makes them: others
    write it on the screen."""
    return term not in _WITHOUT


def for_terminal(link: str) -> str:
    """Return a link as a terminal takes it; "" for one that is too long."""
    return link if len(link) <= _LONGEST else ""


def linked(text: str, link: str) -> str:
    """Return text as a terminal makes a link of it (OSC 8). `link` comes from `web_link` or `site_link`: "" and what is
    too long are no link."""
    return f"{_OSC}{link}{_END}{text}{_OSC}{_END}" if for_terminal(link) and text else text


def unlinked(text: str) -> str:
    """Return text without what `linked` put there."""
    return _ANY_OSC.sub("", text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
