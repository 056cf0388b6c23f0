"""HTML to paragraphs of plain text, and the feeds that a page names. Nothing is fetched."""

import re
from html import unescape
from typing import Final

from msgspec import Struct, field
from selectolax.lexbor import LexborHTMLParser, LexborNode

from civic.story import MOST_LINKS, Link
from civic.text import clean, clean_line
from feeds.addresses import joined
from feeds.formats import quick_html
from feeds.links import page_link

_BLOCK_NAMES: Final = (
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr li main menu nav ol p pre section summary table tbody thead tfoot tr ul"
)
_SILENT_NAMES: Final = (
    "script style template noscript iframe embed svg math canvas audio video select textarea title head"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_SILENT: Final = frozenset(_SILENT_NAMES.split())
_SELF_CLOSED: Final = re.compile(
    r"<(script|style|iframe|textarea|title|svg|math|canvas|audio|video)\b([^<>]*)/>", re.IGNORECASE
)
"""XML's way to close what HTML keeps open to the end of the page, which would swallow the text behind it."""
_LISTS: Final = frozenset({"ul", "ol", "menu", "dir"})
_CELLS: Final = frozenset({"td", "th"})
_COUNTED: Final = _LISTS | {"figcaption", "blockquote", "pre", "li"}
"""Blocks that change what stands inside them."""
_VISIBLE: Final = _BLOCKS | _CELLS | {"br", "q"}
"""Elements that change the text around them; the others are transparent."""
_EDGES: Final = frozenset(f"{slash}{tag}" for tag in _BLOCKS - _COUNTED - {"hr", "tr"} for slash in ("", "/"))
"""Tags of blocks, as most are, that only end a line and part it from the next."""
_INLINE_NAMES: Final = (
    "td th caption colgroup col br wbr q a abbr acronym b bdi bdo big blink cite code data del dfn em font html i img "
    "image input button label ins kbd link map area mark marquee meta meter nobr object param output picture progress "
    "rp rt ruby s samp small source span strike strong sub sup time track tt u var center base"
)
_KNOWN: Final = frozenset(f"{_BLOCK_NAMES} {_SILENT_NAMES} {_INLINE_NAMES}".split())
_NAMES: Final = "|".join(sorted(_KNOWN))
_CLOSING: Final = re.compile(r"</([A-Za-z][\w:.-]*)")
_TAG: Final = re.compile(rf"<(?:!--|!doctype\b|/?(?:{_NAMES})(?:\s[^<>]*|/)?>)", re.IGNORECASE)
"""A tag of HTML. A text with none is plain: an address in pointed brackets or "a < b" makes no page of it."""
_STRAY: Final = re.compile(rf"<(?!(?:{_NAMES})(?:\s*/?>|\s[^<>]*=|\s*\Z))([A-Za-z][\w:.-]*)([^<>]*)(>?)", re.IGNORECASE)
"""What begins like a tag, and is perhaps none: no element of HTML, or one without the attributes that tags have."""
_SWITCH_NAMES: Final = (
    "allowfullscreen async autoplay border checked compact controls default defer disabled download hidden inert ismap "
    "itemscope loop mozallowfullscreen multiple muted nohref noresize noshade nowrap open playsinline readonly "
    "required reversed selected webkitallowfullscreen"
)
_SWITCHES: Final = frozenset(_SWITCH_NAMES.split())
"""Attributes that stand without a value."""
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_PICTURES: Final = frozenset({"img", "image"})
_FILE_NAME: Final = re.compile(r"\S*\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|heic)", re.IGNORECASE)
_LONGEST_ALT: Final = 1000
_FEED_TYPES: Final = {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
_LOOSE_FEED_TYPES: Final = {"application/xml", "text/xml", "application/json"}
"""Types that some sites give their feeds, and others anything at all."""


class _Page(Struct):
    """A page while it is written: whole lines, and the line that is being written."""

    lines: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    quotes: int = 0
    lists: int = 0
    verbatim: int = 0
    marker: str = ""
    """what the next line starts with, when it opens a list item"""
    pictures: list[str] = field(default_factory=list)
    """what the pictures of the line show, which stands below it"""
    captions: int = 0
    loose: bool = False
    """whether a blank line parts the next line from the one before"""
    plain: bool = False
    """whether all of the text is known to have nothing to clean, and no other white space than spaces and line ends"""

    def text(self, text: str) -> None:
        if not self.verbatim:
            self.line.append(text)
            return
        first, *more = text.split("\n")
        self.line.append(first)
        for line in more:
            self.break_line()
            self.line.append(line)

    def break_line(self) -> None:
        """End the line that is being written; where there is none, the break was the second: a new paragraph."""
        if not self.end_line():
            self.loose = True

    def end_line(self) -> bool:
        if not self.line:
            return False
        raw = "".join(self.line)
        self.line.clear()
        if "  " not in raw and ("\n" not in raw if self.plain else raw.isascii() and raw.isprintable()):  # as most are
            written = raw.rstrip() if self.verbatim else raw.strip()
        else:
            raw = clean(raw)
            written = raw.rstrip() if self.verbatim else " ".join(raw.split())
        if not written:  # as between all blocks
            return False
        quoted = "> " * self.quotes
        if self.lines and self.loose:
            self.lines.append(quoted.rstrip() if self.lines[-1].startswith(">") else "")
        self.loose = False
        if self.captions and not self.verbatim:
            written = f"[Caption: {written}]"
        if quoted or self.lists or self.marker:
            inside = "  " * (self.lists - 1 if self.marker else self.lists)
            written = quoted + inside + self.marker + written
            self.marker = ""
        self.lines.append(written)
        return True

    def picture(self, alt: str) -> None:
        """Keep what a picture shows, unless that is the name of its file, or what the line says; a sign in the place of
        a letter stays there."""
        if len(alt) <= 8 and not any(char.isascii() or char.isalnum() for char in alt):
            self.line.append(alt)
        elif len(alt.split()) > 1 and not _FILE_NAME.fullmatch(alt) and alt not in self.pictures:
            self.pictures.append(alt)

    def show_pictures(self) -> None:
        """Write what the pictures before this place show, each as a paragraph of its own."""
        for alt in self.pictures:
            self.loose = True
            self.lines += ["", f"[Picture: {alt}]"] if self.lines else [f"[Picture: {alt}]"]
        self.pictures.clear()

    def enter(self, tag: str) -> None:
        if tag == "br":
            self.break_line()
        elif tag == "q":
            self.line.append("“")
        elif tag in _CELLS:
            if "".join(self.line).strip():
                self.line.append("  ")
        elif tag in _BLOCKS:
            self.edge(parts=tag != "tr")
            if tag in _COUNTED:
                self._count(tag, 1)
                if tag == "li":
                    self.lists = max(self.lists, 1)
                    self.marker = "- "

    def leave(self, tag: str) -> None:
        if tag == "q":
            self.line.append("”")
        elif tag in _BLOCKS:
            if self.line:
                self.end_line()
            if tag in _COUNTED:
                self._count(tag, -1)
                self.lists = max(self.lists, 0)
            self.edge(parts=tag != "tr")

    def _count(self, tag: str, step: int) -> None:
        """Note that a block is entered (1) or left (-1)."""
        self.captions += step * (tag == "figcaption")
        self.quotes += step * (tag == "blockquote")
        self.verbatim += step * (tag == "pre")
        self.lists += step * (tag in _LISTS)

    def end(self) -> str:
        """Return the text, once all of it is written."""
        self.end_line()
        self.show_pictures()
        return "\n".join(self.lines).strip("\n")

    def edge(self, *, parts: bool = True) -> None:
        """End the line at the beginning or the end of a block; where it `parts`, a blank line follows, but for items of
        a list."""
        if self.line:
            self.end_line()
        if not self.lists:
            if self.pictures:
                self.show_pictures()
            if parts:
                self.loose = True


def paragraphs(markup: str) -> str:
    """Return the readable text of HTML: paragraphs and headings parted by blank lines, list items as "- ", quotes "> ".

    Scripts, styles, frames and forms' choices are left out; entities are resolved; the text is cleaned.
    """
    return linked_paragraphs(markup, "")[0]


def linked_paragraphs(markup: str, base: str) -> tuple[str, tuple[Link, ...]]:
    """Return the same, and the links to the web in it, as a story keeps them; `base` is what relative ones start
    from."""
    if "<" not in markup and "&" not in markup:
        return plain(markup), ()
    if (pieces := quick_html.pieces_of(markup)) and (found := _written_of(pieces, base)):
        return found
    markup = _with_signs(markup)
    if not _TAG.search(markup):
        return plain(_ENTITY.sub(lambda found: unescape(found[0]), markup)), ()
    return _written(LexborHTMLParser(_SELF_CLOSED.sub(r"<\1\2></\1>", markup)).body, base)


def _with_signs(markup: str) -> str:
    """Return HTML with each "<" escaped that stands before a word and begins no tag ("if a<b and c>d")."""
    closed: set[str] | None = None

    def fit(found: re.Match[str]) -> str:
        nonlocal closed
        name, rest = found[1].lower(), found[2]
        words = rest.lower().strip("/ \t\n").split()
        is_fit = not rest or rest[0].isspace() or rest == "/"
        is_tag = is_fit and ("=" in rest or (name in _KNOWN and _SWITCHES.issuperset(words)))
        if not is_tag and is_fit and name not in _KNOWN:
            if closed is None:
                closed = set(map(str.lower, _CLOSING.findall(markup)))
            is_tag = name in closed or rest.strip() == "/"
        return found[0] if is_tag else f"&lt;{found[0][1:]}"

    return _STRAY.sub(fit, markup)


def _written_of(pieces: quick_html.Pieces, base: str) -> tuple[str, tuple[Link, ...]] | None:
    """Return the text and the links of HTML in pieces; None where attributes are in doubt."""
    page = _Page(plain=pieces.plain)
    line = page.line
    links: dict[str, Link] = {}
    target = ""
    words: list[str] | None = None
    """what stands in the anchor that is open"""
    for text, tag, written in pieces.found:
        if text and (line or not text.isspace()):  # as between all blocks
            line.append(text)
            if words is not None:
                words.append(text)
        if tag in _EDGES:
            page.edge()
        elif tag == "/a":
            if words is not None and (link := _link_to(target, "".join(words), base)):
                links.setdefault(link.url, link)
            words = None
        elif tag == "a" or tag in _PICTURES:
            attributes = quick_html.attributes_of(written)
            if attributes is None:
                return None
            if tag == "a":
                target, words = attributes.get("href", ""), [] if len(links) < MOST_LINKS else None
            elif alt := clean_line(attributes.get("alt", ""), _LONGEST_ALT):
                page.picture(alt)
        elif tag in _VISIBLE:
            page.enter(tag)
            if tag == "hr":
                page.leave(tag)
        elif tag[1:] in _VISIBLE:
            page.leave(tag[1:])
    return page.end(), tuple(links.values())


def _written(body: LexborNode | None, base: str) -> tuple[str, tuple[Link, ...]]:
    page = _Page()
    links: dict[str, Link] = {}
    stack: list[LexborNode | str] = [body] if body else []
    while stack:  # by hand: pages nest deeper than Python's stack goes
        node = stack.pop()
        if isinstance(node, str):
            page.leave(node)
        elif node.is_text_node:
            page.text(node.text_content or "")
        elif (tag := node.tag or "") not in _SILENT:
            if tag in _VISIBLE:
                page.enter(tag)
                stack.append(tag)
            elif tag == "a" and len(links) < MOST_LINKS and (link := _link(node, base)):
                links.setdefault(link.url, link)
            elif tag in _PICTURES and (alt := clean_line(node.attributes.get("alt") or "", _LONGEST_ALT)):
                page.picture(alt)
            stack.extend(reversed(list(node.iter(include_text=True))))
    return page.end(), tuple(links.values())


def _link(node: LexborNode, base: str) -> Link | None:
    target = node.attributes.get("href") or ""
    return _link_to(target, node.text(), base) if target else None


def _link_to(target: str, words: str, base: str) -> Link | None:
    """Return where an anchor leads; None within the page itself, and for what is not http or https."""
    target = target.strip()
    url = "" if target.startswith("#") else page_link(target, base)
    return Link(url, clean_line(words, 200)) if url else None


def plain(text: str) -> str:
    """Return plain text with its paragraphs, cleaned: spaces within a line collapse, several blank lines become one."""
    lines = [" ".join(line.split()) for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def one_line(markup: str, limit: int = 1000) -> str:
    """Return the text of HTML that belongs on one line, such as a title, in at most `limit` code points."""
    is_plain = "<" not in markup and "&" not in markup
    return clean_line(markup if is_plain else paragraphs(markup[: 20 * limit]), limit)


class FeedLink(Struct, frozen=True):
    """A feed that a page names: its absolute address, and its title, which may be empty."""

    url: str
    title: str


def feed_links(page: str, base: str) -> list[FeedLink]:
    """Return the feeds that a page names in its `<link rel="alternate">`, in their order, without duplicates.

    Types that are surely feeds come first. `base` is the page's address; its own `<base>` comes before it.
    """
    tree = LexborHTMLParser(page)
    base = _base(tree, base)
    surely: dict[str, FeedLink] = {}
    perhaps: dict[str, FeedLink] = {}
    for node in tree.css("link[href]")[:1000]:
        attributes = node.attributes
        kind = (attributes.get("type") or "").partition(";")[0].strip().lower()
        relations = (attributes.get("rel") or "").lower().split()
        if ("alternate" in relations or "feed" in relations) and kind in _FEED_TYPES | _LOOSE_FEED_TYPES:
            url = joined(base, attributes.get("href") or "")
            found = surely if kind in _FEED_TYPES else perhaps
            found.setdefault(url, FeedLink(url, clean_line(attributes.get("title") or "", 200)))
    return list({**surely, **{url: link for url, link in perhaps.items() if url not in surely}}.values())


def _base(tree: LexborHTMLParser, base: str) -> str:
    """Return what the page's relative links start from; `base` is its own address."""
    named = tree.css_first("base[href]")
    return joined(base, named.attributes.get("href") or "") if named is not None else base
