"""The article of a web page, without menus, notices and lists of other articles. Runs in the child process.

It is found by trafilatura where the extra `civicdesk[fulltext]` is installed, else by what pages call their parts.
"""

import re
from importlib.util import find_spec
from typing import Final

from selectolax.lexbor import LexborHTMLParser, LexborNode

from civic.story import Link
from feeds.addresses import joined
from feeds.formats.entry import shortened
from feeds.formats.html import linked_paragraphs

_FURNITURE_TAGS: Final = frozenset(
    ("nav", "aside", "footer", "button", "menu", "template", "noscript", "script", "style")
)
_OFTEN_FURNITURE: Final = frozenset({"form", "dialog"})
"""Elements that some publishing systems put around the whole page."""
_FURNITURE_ROLES: Final = frozenset(
    (
        "navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alert", "alertdialog", "menu",
        "menubar", "toolbar",
    )
)  # fmt: skip
_FURNITURE_NAMES: Final = re.compile(
    r"(?:^|[-_\s])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|shar(?:e|ing)|social|related|recommend(?:ed|ations?)"
    r"|most-?(?:read|popular)|trending|newsletters?|subscribe|signup|cookies?|consent|gdpr|promo|advert\w*|ads?|sponsored"
    r"|comments?|footer|masthead|skip(?:-?link)?|banner|popup|modal|paywall|toolbar)(?:$|[-_\s])",
    re.IGNORECASE,
)
"""Words in class and id of what stands around articles."""
_HOLDERS: Final = ("[itemprop~=articleBody]", "article", "main, [role=main]")
_LEAST: Final = 0.3
"""The part of the page's paragraphs that its article has, at least: else it only looks like one."""
_MOST: Final = 0.5
"""More than this part of the page is no furniture, whatever it is called."""
_PARAGRAPH: Final = 25
"""Characters of a paragraph that counts."""
_DEEPEST: Final = 50
"""Levels on which the element with most paragraphs is looked for."""
_SURE: Final = 250
"""Characters from which on trafilatura's answer is the article; from less it takes whatever the page holds."""


def article_text(tree: LexborHTMLParser, markup: str, base: str) -> tuple[str, tuple[Link, ...]]:
    """Return the text of the article on a page, as paragraphs, and the links in it; `tree` is `markup` parsed, and
    loses its furniture. `base` is the page's address."""
    named = tree.css_first("base[href]")
    base = joined(base, named.attributes.get("href") or "") if named else base
    ours, our_links = linked_paragraphs(_picked(tree), base)
    theirs, their_links = _extracted(markup, base)
    # A page in one paragraph is trafilatura's last resort, where it found no article.
    if len(theirs) >= _SURE and ("\n\n" in theirs or "\n\n" not in ours):
        return shortened(theirs), their_links
    return shortened(ours), our_links


def _extracted(markup: str, base: str) -> tuple[str, tuple[Link, ...]]:
    if find_spec("trafilatura") is None:
        return "", ()
    from lxml.etree import LxmlError  # with trafilatura, which is slow to import
    from trafilatura import extract

    try:
        found = extract(
            markup, url=base or None, output_format="html", include_comments=False, include_tables=True,
            include_links=True,
        )  # fmt: skip
    except (LxmlError, ValueError):
        return "", ()
    return linked_paragraphs(found or "", base)


def _picked(tree: LexborHTMLParser) -> str:
    """Return the markup of the element that holds the article, without the furniture in it; that of the whole page
    where there is nothing else."""
    body = tree.body
    if body is None:
        return ""
    whole = len(body.text())
    # The outermost ones only: what is inside of a removed element is gone with it.
    for node in _furniture(body, whole):
        node.decompose()
    total = _weight(body)
    for query in _HOLDERS:  # the heaviest of each, but none of a page of several articles
        found = body.css(query)
        weights = [_weight(node) for node in found]
        most = max(weights, default=0)
        if most and most >= _LEAST * total and (len(found) == 1 or 2 * most >= sum(weights)):
            return found[weights.index(most)].html or ""
    return (_by_paragraphs(body, total) or body).html or ""


def _furniture(body: LexborNode, whole: int) -> list[LexborNode]:
    found = []
    stack = [(body, False)]
    while stack:  # by hand: pages nest deeper than Python's stack goes
        node, inside = stack.pop()
        for child in node.iter():
            if _is_furniture(child, inside) and (child.tag in _FURNITURE_TAGS or _is_small(child, whole)):
                found.append(child)
            else:
                stack.append((child, inside or child.tag in ("article", "main")))
    return found


def _is_small(node: LexborNode, whole: int) -> bool:
    return len(node.text()) <= _MOST * whole


def _is_furniture(node: LexborNode, inside: bool) -> bool:
    """Return whether an element is no part of an article; `inside`: it stands in one."""
    if node.tag in _FURNITURE_TAGS or (node.tag == "header" and not inside and not node.css_first("h1, p")):
        return True
    if node.tag in ("html", "body", "article", "main"):
        return False
    if node.tag in _OFTEN_FURNITURE:
        return True
    kept = node.attributes
    if "hidden" in kept or kept.get("aria-hidden") == "true" or (kept.get("role") or "").lower() in _FURNITURE_ROLES:
        return True
    return _FURNITURE_NAMES.search(f"{kept.get('class') or ''} {kept.get('id') or ''}") is not None


def _weight(node: LexborNode) -> int:
    """Return how many characters stand in paragraphs of an element that are long enough to count."""
    lengths = (len((paragraph.text() or "").strip()) for paragraph in node.css("p, pre, blockquote"))
    return sum(length for length in lengths if length >= _PARAGRAPH)


def _by_paragraphs(body: LexborNode, total: int) -> LexborNode | None:
    """Return the innermost element that holds nearly all paragraphs of a page, None where there is none but the
    body."""
    node, found = body, None
    for _ in range(_DEEPEST if total else 0):
        inner = next((child for child in node.iter() if child.tag != "p" and _weight(child) > 2 * total / 3), None)
        if inner is None or inner.tag in ("p", "pre", "blockquote"):
            break
        node = found = inner
    return found
