"""Addresses of feeds: their usual form, what of them may be shown, and where they must not lead. No network here."""

import re
import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias
from unicodedata import normalize
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from civic.text import clean, clean_line
from feeds.errors import AddressError

IPAddress: TypeAlias = IPv4Address | IPv6Address

LONGEST: Final = 4000
"""Code points of an address that is accepted; longer ones are attacks or accidents."""

# The special-purpose registries (RFC 6890 and its updates), spelt out because `is_global` passes multicast, NAT64,
# 6to4 and site-local addresses.
_CLOSED_V4: Final = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
        "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_OPEN_V6: Final = IPv6Network("2000::/3")
"""Global unicast: whatever lies outside (mapped, NAT64, unique local, link-local, site-local, multicast) is closed."""
_CLOSED_V6: Final = tuple(
    IPv6Network(block) for block in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)  # fmt: skip
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?![0-9]+(?:/|$))")
_FEED_SCHEME: Final = re.compile(r"(?:web\+)?(?:feeds?|rss|itpc|pcast|podcast):(?://)?(?=\S)", re.IGNORECASE)
"""Schemes of no protocol, which hand an address to a reader: "feed:https://…", "feed://…"."""
_ODD_START: Final = re.compile(
    r"^(?:(https?)(?::(?![0-9]+(?:/|$))/{0,2}|;/{0,2}|/{1,2}(?=[^/?#]*\.|localhost\b|\[)))+(?=[^/])", re.IGNORECASE
)
"""What is meant as "https://": "https:/", "https//", "https;//", and several of them."""
_NAMES_OF_SCHEMES: Final = frozenset({"http", "https"})
"""Hosts that are the rest of a scheme."""
_UNFIT: Final = re.compile(r"[\s\x00-\x20\x7f-\x9f\\<>\"^`{|}]")
_PLAIN: Final = re.compile(
    r"https?://[A-Za-z0-9._-]+(?::[0-9]{1,5})?(?:/[\w.~%!$&'()*+,=:@/-]*(?:\?[\w.~%!$&'()*+,;=:@/?-]+)?"
    r"(?:#[\w.~%!$&'()*+,;=:@/?-]+)?)?",
    re.ASCII,
)
"""An absolute address to which nothing is to be done, as nearly all are; to take it apart costs ten times as much."""
_TO_ENCODE: Final = re.compile('[\\s<>"^`{|}\\\\\ud800-\udfff]')
"""What stands in addresses in the wild, and in none by RFC 3986; browsers send it percent-encoded."""
_BROKEN_LINES: Final = re.compile(r"[\t\r\n]+[ \t\r\n]*")
_BEGINNING: Final = re.compile(
    r"(?:https?://|(?:web\+)?(?:feeds?|rss|itpc|pcast|podcast):(?=//|https?:))", re.IGNORECASE
)
_NEXT: Final = re.compile(rf"[\s,;]+(?={_BEGINNING.pattern})", re.IGNORECASE)
"""Where a second address begins."""
_WIDE: Final = re.compile(r"[hｈ][tｔ][tｔ][pｐ][sｓ]?[:：][/／][/／]", re.IGNORECASE)
"""The beginning of an address as East Asian keyboards write it."""
_LOOKS_ONE: Final = re.compile(r"[^\s/@]+\.[^\s/@.]{2,}(?:[/:?]\S*)?|localhost(?:[/:]\S*)?|\[[0-9a-fA-F:.]+\]\S*")
_NO_HOST: Final = re.compile(r"|[^.]*[\s<(\[\"'“‘«„`]")
_WRAPPED: Final = {"<": ">", "(": ")", "[": "]", '"': '"', "'": "'", "“": "”", "‘": "’", "«": "»", "`": "`", "„": "“"}
_NUMERIC_HOST: Final = re.compile(r"(?:0[xX][0-9a-fA-F]*|[0-9]+)(?:\.(?:0[xX][0-9a-fA-F]*|[0-9]+)){0,3}\.?")
_SECRET_NAME: Final = re.compile(
    r"token|secret|passw|pwd|(?:^|[_-])key$|apikey|auth(?!or(?!iz))|signature|^sig$|session|^sid$|credential",
    re.IGNORECASE,
)


def normalise(url: str) -> str:
    """Return the address in the form in which it is kept and compared: http or https, host in lower case and ASCII, no
    default port, no fragment, "/" for an empty path, percent-encoded what no address may hold. "feed:" and its like are
    understood, and a host alone gets https (http on this machine).

    Raises AddressError for what can't be the address of a feed.
    """
    text = encoded(_ODD_START.sub(r"\1://", _FEED_SCHEME.sub("", url.strip(), count=1)))
    if text and not _SCHEME.match(text):
        text = text.removeprefix("//")
        text = f"{_usual_scheme(text)}://{text}" if _may_be_host(text) else ""
    if not text or len(text) > LONGEST or _UNFIT.search(text) or clean(text) != text:
        raise AddressError(
            f"{shown(text or url) or 'An empty text'} is not an address; give one like https://example.org/feed."
        )
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS:
        raise AddressError(f"Addresses that start with {parts.scheme}: can't be feeds; give one with http or https.")
    host, port = _host(parts), parts.port
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS[parts.scheme]:
        netloc = f"{netloc}:{port}"
    if "@" in parts.netloc:
        netloc = f"{parts.netloc.rpartition('@')[0]}@{netloc}"
    return urlunsplit((parts.scheme, netloc, parts.path or "/", parts.query, ""))


def encoded(url: str) -> str:
    """Return an address with what may not stand in its path and query percent-encoded, as browsers send it: blanks,
    `|`, `{`, `}` and the like, and bytes that are no UTF-8. Scheme and host stay as they are; so does what is
    encoded already."""
    url = _BROKEN_LINES.sub("", url.strip())
    if not _TO_ENCODE.search(url):
        return url
    head = re.match(r"(?:[a-zA-Z][a-zA-Z0-9+.-]*:)?(?://)?[^/?#]*", url)
    start = head.end() if head else 0
    return url[:start] + _TO_ENCODE.sub(lambda found: quote(found[0], safe="", errors="surrogateescape"), url[start:])


def address_of(attribute: str) -> str:
    """Return the address in an attribute of a list, in its usual form; lines that were broken in it are joined again.
    Raises AddressError for what holds none."""
    return normalise(address_in(_BROKEN_LINES.sub("", attribute.strip())))


def address_in(text: str) -> str:
    """Return the address in what a user typed or pasted: without quotation marks, brackets or words around it, and
    without another beginning before it ("https://https://…"). Text without any comes back as it is."""
    text = _WIDE.sub(lambda found: normalize("NFKC", found[0]), clean(text).strip())
    lines = [line.strip() for line in text.split("\n")]
    line = next((line for line in lines if _BEGINNING.search(line)), next(filter(None, lines), ""))
    begins = list(_BEGINNING.finditer(line))
    if not begins:
        return next((word for each in line.split() if _LOOKS_ONE.fullmatch(word := _unwrapped(each))), line)
    first = begins[0]
    for following in begins[1:]:  # "https://" that stood there before an address was pasted behind it
        if not _NO_HOST.fullmatch(line, first.end(), following.start()):
            break
        first = following
    another = _NEXT.search(line, first.end())
    before, found = line[: first.start()], line[first.start() : another.start() if another else None]
    closing = _WRAPPED.get(before.rstrip()[-1:])
    if closing and closing in found:
        return found.partition(closing)[0].strip()
    return found.split()[0].rstrip(".,;") if before.strip() and not _BEGINNING.match(line) else found


def _unwrapped(word: str) -> str:
    word = word.rstrip(".,;")
    closing = _WRAPPED.get(word[:1])
    return word[1:-1] if closing and word.endswith(closing) else word


def _may_be_host(text: str) -> bool:
    """Return whether a text without a scheme starts with a host, and is no mere word."""
    host, _, behind = re.split(r"[/?#]", text, maxsplit=1)[0].rpartition("@")[2].partition(":")
    return bool(behind) or "." in host.strip(".") or host.lower() == "localhost" or literal(host) is not None


def _usual_scheme(text: str) -> str:
    """Return https, or http for this machine and numeric addresses, which have no certificates."""
    host = re.split(r"[/:?#]", text, maxsplit=1)[0].lower()
    return "http" if host == "localhost" or text.startswith("[") or literal(host) is not None else "https"


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read late and unchecked otherwise
    except ValueError as error:
        raise AddressError(f"{shown(text)} is not an address; check its host and port.") from error
    return parts


def _host(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise AddressError(f"{clean_line(host, 100)} is not the name of a host; check the address.") from error
    if (
        not host
        or host in _NAMES_OF_SCHEMES
        or (":" not in host and not re.fullmatch(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*", host))
    ):
        raise AddressError("The address names no host; give one like https://example.org/feed.")
    return host


def same_feed(url: str) -> str:
    """Return what two addresses of one feed have in common: the address without scheme, "www." and a last slash."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def public(url: str) -> str:
    """Return the address without what may be secret: user, password, and query fields that are named like a token or
    key; "" where it is malformed.

    The result may stand in messages, exports and stories; as an address it may no longer work.
    """
    try:
        parts = urlsplit(url)
        fields = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return ""
    query = parts.query
    if any(_SECRET_NAME.search(name) for name, _ in fields):
        query = urlencode([(name, value) for name, value in fields if not _SECRET_NAME.search(name)])
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, query, ""))


def joined(base: str, link: str) -> str:
    """Return a link made absolute; "" where it is malformed."""
    try:
        return urljoin(base, link.strip())
    except ValueError:
        return ""


def has_secret(url: str) -> bool:
    """Return whether the address has a user, a password or a query field that is named like a token."""
    parts = urlsplit(url)
    return "@" in parts.netloc or any(_SECRET_NAME.search(name) for name, _ in parse_qsl(parts.query))


def shown(url: str) -> str:
    """Return the address for the user to read: without secrets, cleaned, at most 120 code points."""
    head, slashes, rest = url.partition("://")
    if slashes and "@" in rest.partition("/")[0]:
        rest = rest.partition("/")[0].rpartition("@")[2] + "/" + rest.partition("/")[2]
    whole = head + slashes + rest
    return clean_line(public(whole) or re.split(r"[?#]", whole, maxsplit=1)[0], 120)


def host_of(url: str) -> str:
    """Return the host in an address, cleaned; "" where there is none."""
    try:
        return clean_line(urlsplit(url).hostname or "", 200)
    except ValueError:
        return ""


def web_link(link: str, base: str = "") -> str:
    """Return a story's link made absolute, without password; "" where it is not http or https ("javascript:",
    "file:")."""
    if len(link) <= LONGEST and _PLAIN.fullmatch(link):
        return link
    try:
        parts = urlsplit(joined(base, link))
        if not link.strip() or parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            return ""
    except ValueError:
        return ""
    target = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    return clean_line(target, LONGEST + 1) if len(target) <= LONGEST else ""


def literal(host: str) -> IPAddress | None:
    """Return the IP address that a host means without a look-up, also one number, hex or octal; None for a name."""
    try:
        return ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    if not _NUMERIC_HOST.fullmatch(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host.rstrip(".")))
    except OSError:
        return None


def closed(address: IPAddress) -> bool:
    """Return whether this is no public address (this machine, its network, no host): only local feeds may lead
    there."""
    if isinstance(address, IPv4Address):
        return any(address in block for block in _CLOSED_V4)
    return address not in _OPEN_V6 or any(address in block for block in _CLOSED_V6)


_LOCAL_NAMES: Final = (
    ".local",
    ".localhost",
    ".lan",
    ".internal",
    ".intranet",
    ".home",
    ".home.arpa",
    ".corp",
    ".test",
)


def is_local(url: str) -> bool:
    """Return whether an address names a host of this machine or its network: by its number, or by a name that no host
    of the internet has. Nothing is looked up."""
    host = host_of(url).lower().rstrip(".")
    known = literal(host)
    return closed(known) if known else "." not in host or host.endswith(_LOCAL_NAMES)
