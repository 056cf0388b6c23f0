"""Names of sources: short enough to stand beside a story, and told from the titles that they are put behind."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from civic.text import clean_line

LONGEST: Final = 40
"""Code points of a short name."""
_BETWEEN: Final = re.compile(r"\s+(?:[-–—|»«·•]|::|\|\|)\s+|\s*[|»]\s+")
_BEHIND: Final = re.compile(r"\s+[-–—|]\s+")
_GENERAL: Final = frozenset(
    {
        "home", "homepage", "home page", "news", "latest", "latest news", "all news", "top news", "headlines",
        "top stories", "stories", "articles", "all articles", "blog", "blogs", "our blog", "posts", "all posts", "rss",
        "rss feed", "feed", "feeds", "rss 2.0", "atom", "atom feed", "index", "welcome", "press", "press releases",
        "media", "updates", "startseite", "nachrichten", "aktuelles", "neuigkeiten", "pressemitteilungen", "artikel",
        "accueil", "actualités", "nouvelles", "noticias", "inicio", "notizie", "nieuws",
    }
)  # fmt: skip
"""What a site calls a part of itself, which tells it from no other."""
_FEWEST_WORDS: Final = 3
"""A title keeps so many words at least when what stands behind its last dash is taken for the publisher."""


def short_source(name: str) -> str:
    """Return the name of a source in LONGEST code points at most: what stands before the first bar or dash that parts
    it, unless that is only "News" or "Home". "" where it has none."""
    return clean_line(_telling_part(clean_line(name)), LONGEST)


def short_sources(names: Sequence[str]) -> list[str]:
    """Return the short name of each of several sources, and the whole one where others would be called the same."""
    short = [short_source(name) for name in names]
    times = Counter(short)
    return [name if times[brief] > 1 else brief for name, brief in zip(names, short, strict=True)]


@lru_cache(1024)  # thousands of stories come from some sources
def _telling_part(name: str) -> str:
    parts = [part.strip() for part in _BETWEEN.split(name) if part.strip()]
    return next((part for part in parts if part.casefold() not in _GENERAL), name)


def names_of_source(name: str) -> str:
    """Return what a source is found by: its whole name, and the short one where that is not in it."""
    short = short_source(name)
    return name if not name or short in name else f"{name} {short}"


def without_publisher(title: str, publisher: str) -> str:
    """Return a title without the publisher's name that an aggregator has put behind it with a dash."""
    if not publisher:
        return title
    for mark in reversed(list(_BEHIND.finditer(title))):
        if title[mark.end() :].casefold() == publisher.casefold():
            return title[: mark.start()].rstrip() or title
    return title


def publisher_in(title: str) -> str:
    """Return the publisher's name that Google puts behind a title; "" where what stands there is hardly one."""
    marks = list(_BEHIND.finditer(title))
    if not marks or len(title[: marks[-1].start()].split()) < _FEWEST_WORDS:
        return ""
    name = title[marks[-1].end() :].strip()
    return name if name and len(name) <= LONGEST and not name.endswith(("...", "…")) else ""
