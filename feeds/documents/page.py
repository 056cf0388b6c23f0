"""A saved web page: what it says about itself in its head, and the text of its article. Runs in the child process."""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from civic.text import clean_line
from feeds.addresses import host_of, public
from feeds.documents.article import article_text
from feeds.documents.linked_data import LinkedData, linked_data
from feeds.documents.matter import Matter, without_beginning
from feeds.formats.dates import written_time
from feeds.links import page_link

_MOST: Final = 1000
"""Elements of one kind that are looked at."""
_META: Final = {
    "title": ("og:title", "twitter:title", "headline", "citation_title", "dc.title", "dcterms.title", "parsely-title"),
    "author": (
        "author", "article:author", "og:article:author", "citation_author", "dc.creator", "dcterms.creator", "byl",
        "parsely-author", "sailthru.author",
    ),
    "date": (
        "article:published_time", "og:article:published_time", "datepublished", "citation_publication_date",
        "citation_date", "dcterms.issued", "dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date",
        "dc.date", "parsely-pub-date", "sailthru.date", "article_date_original", "publication_date", "publishdate",
        "publish-date", "publish_date", "pubdate", "date.issued", "date",
    ),
    "source": ("og:site_name", "application-name", "citation_journal_title", "dc.publisher", "dcterms.publisher"),
}  # fmt: skip
"""Names of fields in a page's head, the weightiest first: Open Graph, Dublin Core, Highwire, and what publishing
systems write besides."""
_BY: Final = re.compile(
    r"(?:(?:written|words|story|text|reported|posted) by|by|von|vom|par|por|di|da|door|av|af|text|autor(?:in)?|author)"
    r"(?::\s*|\s+)", re.IGNORECASE,
)  # fmt: skip
_NAME: Final = r"[^\W\d_a-z][\w.'’-]+"
_BYLINE: Final = re.compile(rf"(?i:by)\s+({_NAME}(?:\s+(?:{_NAME}|de|van|von|der|del|da|and|&))*\s+{_NAME})\.?")
"""A line that says in words alone who wrote it, where no element does."""
_AFTER_NAME: Final = re.compile(r"\s*(?:[|·•—–\n]|,\s*(?=\d|[a-z])|\s-\s|\bon\s+\d|\s\d|\(|@).*", re.DOTALL)
_DATED: Final = re.compile(r"(?:first )?(?:published|posted|updated|date)(?: on| at)?:?\s+", re.IGNORECASE)
_PARTS: Final = re.compile(r"\s+[|–—·•:»-]+\s+")
_SAVED: Final = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s<>\"]+)"
)
"""What browsers and SingleFile write into a page that they save."""
_AUTHORS: Final = (
    "[itemprop~=author] [itemprop~=name]", "[itemprop~=author]", "[rel~=author]", "[class*=byline i] a",
    "[class*=byline i]", "article [class~=author i]", "main [class~=author i]", "[class~=author-name i]",
)  # fmt: skip
_TIMES: Final = ("[itemprop~=datePublished]", "time[pubdate]", "article time", "main time", "time", "abbr.published")


def web_page(markup: str) -> Matter:
    """Read a web page: title, author, date, publisher and address as its own metadata give them, and its article."""
    tree = LexborHTMLParser(markup)
    metas, data = _metas(tree), linked_data(tree)
    url = _address(tree, markup, metas, data)
    host = host_of(url).removeprefix("www.")
    source = _first([data.publisher, *_from(metas, "source")]) or host
    title = _title(tree, [data.title, *_from(metas, "title")], source, host)
    author = ", ".join(dict.fromkeys(_authors(tree, metas, data)))
    dates = list(_dates(tree))
    published = next(filter(None, map(written_time, [data.published, *_from(metas, "date"), *dates])), None)
    lang = (tree.root.attributes.get("lang") if tree.root else "") or _first(metas.get("og:locale", []))
    text, links = article_text(tree, markup, url)
    if not author and (found := _line_by(text)):
        author = found
    known = [title, author, *(f"{by} {author}" for by in ("By", "Von", "Par", "Por", "Di", "Door") if author)]
    return Matter(
        without_beginning(text, *known, *_dated_lines(tree)),
        title=title,
        author=clean_line(author, 200),
        published=published,
        lang=clean_line(lang.replace("_", "-"), 35),
        links=links,
        source=clean_line(source, 200),
        url=url,
    )


def _metas(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """Return the fields of the page's <meta> elements by their names in lower case, cleaned."""
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:_MOST]:
        kept = node.attributes
        content = clean_line(kept.get("content") or "", 4000)
        for name in {(kept.get(key) or "").strip().lower() for key in ("property", "name", "itemprop")} - {""}:
            if content:
                found.setdefault(name, []).append(content)
    return found


def _from(metas: dict[str, list[str]], field: str) -> list[str]:
    return [value for name in _META[field] for value in metas.get(name, [])]


def _first(values: Iterable[str]) -> str:
    return next(filter(None, values), "")


def _address(tree: LexborHTMLParser, markup: str, metas: dict[str, list[str]], data: LinkedData) -> str:
    """Return the page's own address, "" where it names none: one that leads to more than a home page first."""
    saved = found[1] if (found := _SAVED.search(markup[:5000])) else ""
    named = [node.attributes.get("href") or "" for node in tree.css("link[rel~=canonical][href]")[:5]]
    links = [page_link(link, saved) for link in (*named, *metas.get("og:url", []), data.url, saved) if link]
    links = [public(link) for link in links if link]
    return _first(link for link in links if urlsplit(link).path.strip("/") or urlsplit(link).query) or _first(links)


def _title(tree: LexborHTMLParser, named: list[str], source: str, host: str) -> str:
    """Return the page's title: as its metadata have it, else its heading, else what stands in its <title>; without the
    name of the site at either end."""
    heads = [clean_line(node.text(), 300) for node in tree.css("article h1, main h1, [itemprop~=headline]")[:5]]
    others = [clean_line(node.text(), 300) for node in tree.css("h1")[:5]]
    node = tree.css_first("title")
    whole = clean_line(node.text(), 300) if node else ""
    told = sorted((head for head in others if head and head in whole), key=len, reverse=True)
    title = _first([*(clean_line(name, 300) for name in named), *heads, *told, *others, whole])
    return _without_site(title, source, host)


def _without_site(title: str, source: str, host: str) -> str:
    for mark, is_last in ((found[-1], True), (found[0], False)) if (found := list(_PARTS.finditer(title))) else ():
        before, behind = title[: mark.start()], title[mark.end() :]
        name, kept = (behind, before) if is_last else (before, behind)
        letters = "".join(filter(str.isalnum, name.casefold()))
        if kept and (name.casefold() == source.casefold() or (len(letters) > 3 and letters == host.split(".")[0])):
            return kept
    return title


def _authors(tree: LexborHTMLParser, metas: dict[str, list[str]], data: LinkedData) -> Iterator[str]:
    """Yield who wrote the page, by the first of its ways to say so that names somebody."""
    for named in (data.authors, _from(metas, "author"), *(_texts(tree, query) for query in _AUTHORS)):
        people = [name for one in named if (name := _person(one))]
        if people:
            yield from people[:10]
            return


def _texts(tree: LexborHTMLParser, query: str) -> list[str]:
    return [clean_line(node.text(separator=" "), 300) for node in tree.css(query)[:5]]


def _person(written: str) -> str:
    """Return the name of an author as it stands in a page, "" where it is an address or no name."""
    name = clean_line(_AFTER_NAME.sub("", _BY.sub("", written.strip(), count=1)), 200).strip(" ,;:")
    return name if 2 <= len(name) <= 100 and "://" not in written and ".com/" not in written else ""


def _line_by(text: str) -> str:
    lines = [line for line in text.split("\n", 20)[:20] if line.strip()][:6]
    return _first(found[1] for line in lines if len(line) < 100 and (found := _BYLINE.fullmatch(line.strip())))


def _dates(tree: LexborHTMLParser) -> Iterator[str]:
    for query in _TIMES:
        for node in tree.css(query)[:5]:
            kept = node.attributes
            yield kept.get("datetime") or kept.get("content") or kept.get("title") or ""
            yield _DATED.sub("", clean_line(node.text(separator=" "), 100), count=1)


def _dated_lines(tree: LexborHTMLParser) -> list[str]:
    """Return the lines of a page that only say when it was published."""
    return [line for node in tree.css("time")[:5] for line in _both(clean_line(node.text(separator=" "), 100))]


def _both(line: str) -> tuple[str, ...]:
    return (line, f"Published {line}", f"Published: {line}", f"Published on {line}", f"Updated {line}") if line else ()
