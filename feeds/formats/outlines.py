"""The outlines of an OPML file, each as its attributes: by expat where the file is XML, else one by one, so that a
broken outline takes no other with it. No entities are expanded, nothing is fetched."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.parsers import expat

from msgspec import Struct, field

from feeds.errors import FormatError

DEEPEST: Final = 100
"""Nested outlines that are read; lists that users keep have five levels at most."""
MOST: Final = 100_000
"""Outlines of one file."""
_LONGEST: Final = 64_000
"""Characters of one outline; a longer one is refused."""
_XMLNS: Final = "xmlns:"


class Opened(Struct, frozen=True):
    """An outline begins: its attributes as they are written, with `xmlns:…` of each prefix that they use, and the line
    that it stands in. `fault` says why it can't be read, "" where it can."""

    attributes: Mapping[str, str]
    line: int
    fault: str = ""


class Closed(Struct, frozen=True):
    """An outline ends."""


Event = Opened | Closed


def events(data: bytes) -> tuple[list[Event], str]:
    """Return the beginnings and ends of the outlines of a file, in their order, and a remark on its character set ("":
    none), without a full stop. A file that breaks off has less ends.

    Raises FormatError for what is no OPML at all, nests too deeply, or declares entities of its own.
    """
    try:
        return _strictly(data), ""
    except expat.ExpatError as error:
        reason = f"{expat.errors.messages.get(error.code, 'broken')} in line {error.lineno}"
    from feeds.formats.charset import declared_in, decoded  # for lists that are broken only

    no_list = FormatError(f"The file is no OPML: {reason}.")
    try:
        text, remark = decoded(data, declared_in(data))
    except FormatError as error:
        raise no_list from error
    found = list(_one_by_one(text))
    if not found:
        raise no_list
    return found, remark


def _no_entities(*_: object) -> None:
    raise FormatError("The file declares entities of its own, which a list of feeds has no use for.")


class _Depth(Struct):
    """How deeply outlines are nested, and how many there were."""

    now: int = 0
    ever: int = 0
    deepest: int = 0

    def enter(self) -> None:
        self.now += 1
        self.ever += 1
        self.deepest = max(self.deepest, self.now)
        if self.ever > MOST:
            raise FormatError(f"The file has more than {MOST} outlines, which no list of feeds has.")

    def leave(self) -> None:
        self.now -= self.now > 0


# XML


class _Strict(Struct):
    """A collector of events while expat walks the file."""

    parser: expat.XMLParserType
    events: list[Event] = field(default_factory=list)
    scopes: list[Mapping[str, str]] = field(default_factory=list)
    depth: _Depth = field(default_factory=_Depth)
    root: str = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.root = self.root or tag.lower()
        scope = self.scopes[-1] if self.scopes else {}
        if spaces := {name: value for name, value in attributes.items() if name.startswith(_XMLNS)}:
            scope = {**scope, **spaces}
        self.scopes.append(scope)
        if tag.lower() == "outline":
            self.depth.enter()
            self.events.append(Opened(_scoped(attributes, scope), self.parser.CurrentLineNumber))

    def end(self, tag: str) -> None:
        self.scopes.pop()
        if tag.lower() == "outline":
            self.depth.leave()
            self.events.append(Closed())


def _strictly(data: bytes) -> list[Event]:
    parser = expat.ParserCreate()
    reader = _Strict(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.EntityDeclHandler = _no_entities
    parser.Parse(data, True)
    if reader.root != "opml":
        raise FormatError("The file is no OPML: it starts with another element.")
    if reader.depth.deepest > DEEPEST:  # said at the end only: where ends are missing it is no XML
        raise FormatError("The outlines are nested too deeply for a list of feeds.")
    return reader.events


def _scoped(attributes: Mapping[str, str], scope: Mapping[str, str]) -> dict[str, str]:
    """Return attributes with the namespaces of their prefixes."""
    own = {name: value for name, value in attributes.items() if name != "xmlns" and not name.startswith(_XMLNS)}
    prefixes = {name.partition(":")[0] for name in own if ":" in name}
    spaces = {key: scope[key] for prefix in sorted(prefixes) if (key := _XMLNS + prefix) in scope}
    return own | spaces


# what is no XML

_MARK: Final = re.compile(r"<!--|<!ENTITY\b|<opml\b|<outline(?=[\s/>])|</outline\s*>|</body\b|</opml\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"\bxmlUrl\s*=", re.IGNORECASE)
_END: Final = re.compile(r"</outline", re.IGNORECASE)
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_.:-]*"
_ATTRIBUTE: Final = re.compile(
    rf"\s*({_NAME})\s*=\s*(?:\"(?P<double>.*?)\"|'(?P<single>.*?)'|(?P<bare>[^\s\"'<>]+))(?=\s*{_NAME}\s*=|\s*$)",
    re.DOTALL,
)
_NAMESPACE: Final = re.compile(rf"\b({_XMLNS}{_NAME})\s*=\s*[\"']([^\"'<>]*)[\"']")
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


def _one_by_one(text: str) -> Iterator[Event]:
    """Yield the events of a file that is no XML; none where it is no OPML either. One that never gets to its end has a
    last outline that says so."""
    is_opml, scope, depth, line, counted = False, dict[str, str](), _Depth(), 1, 0
    last_comment, last_end, after, ended = text.rfind("-->"), text.lower().rfind("</opml"), 0, False
    for mark, end in _marks(text):
        kind = mark[0].lower()
        if mark.start() < after:
            continue
        if kind == "<!--":
            if last_comment < mark.end() and last_end < mark.end():
                break  # the file breaks off in a comment
            after = text.find("-->", mark.end()) if last_comment >= mark.end() else 0
        elif kind.startswith("<!entity"):
            _no_entities()
        elif kind == "<opml":
            is_opml = True
            scope = dict(_NAMESPACE.findall(text[mark.end() : mark.end() + _LONGEST].partition(">")[0]))
        elif kind.startswith("</outline"):
            depth.leave()
            yield Closed()
        elif kind.startswith("</"):
            ended = True
        elif kind == "<outline":
            if not is_opml:
                return
            line += text.count("\n", counted, mark.start())
            counted = mark.start()
            piece = text[mark.end() : end]
            opened, is_closed = _outline(piece, line, scope)
            # Where ends are missing, feeds are not within each other, and groups not without end.
            is_feed = bool(_ADDRESS.search(piece[:_LONGEST]))
            is_alone = (is_feed and not _END.match(text, end)) or depth.now == DEEPEST
            depth.enter()
            yield opened
            if is_closed or is_alone:
                depth.leave()
                yield Closed()
    if depth.ever and not ended:
        yield Opened(
            {"text": "The end of the list"},
            text.count("\n") + 1,
            "the file breaks off here, so that more of it may be missing",
        )


def _marks(text: str) -> Iterator[tuple[re.Match[str], int]]:
    """Yield the tags that matter, each with the place of the next one."""
    before: re.Match[str] | None = None
    for mark in _MARK.finditer(text):
        if before is not None:
            yield before, mark.start()
        before = mark
    if before is not None:
        yield before, len(text)


def _outline(piece: str, line: int, scope: Mapping[str, str]) -> tuple[Opened, bool]:
    """Return what is written between the beginning of an outline and the next tag, and whether it closes itself."""
    if len(piece) > _LONGEST:
        return Opened({}, line, "it is too long for an outline"), True
    ends = dict.fromkeys((piece.rfind(">"), piece.find(">")))
    for end in ends:
        body = piece[:end].rstrip() if end >= 0 else ""
        is_closed = body.endswith("/")
        found = _attributes(body.removesuffix("/"))
        is_lost = bool(_ADDRESS.search(body)) and "xmlurl" not in map(str.lower, found or ())
        if end >= 0 and found is not None and not is_lost:
            return Opened(_scoped(found, scope), line), is_closed
    fault = "its quotation marks can't be told apart" if ends.keys() - {-1} else "it breaks off"
    return Opened(_shown(piece), line, fault), piece[: max(ends)].rstrip().endswith("/")


def _attributes(written: str) -> dict[str, str] | None:
    """Return attributes, in which quotation marks and `<` may stand bare; None where they can't be told apart."""
    found: dict[str, str] = {}
    at, written = 0, written.rstrip()
    while at < len(written):
        attribute = _ATTRIBUTE.match(written, at)
        if attribute is None:
            return None
        value = next(filter(None, attribute.group("double", "single", "bare")), "")
        found.setdefault(attribute[1], _ENTITY.sub(lambda entity: html.unescape(entity[0]), " ".join(value.split())))
        at = attribute.end()
    return found


def _shown(piece: str) -> dict[str, str]:
    """Return what a broken outline is called by, as far as it can be told."""
    called = re.match(r"[^<>]{0,200}?\b(?:text|title)\s*=\s*[\"']([^\"'<>]{1,200})", piece)
    return {"text": called[1]} if called else {}
