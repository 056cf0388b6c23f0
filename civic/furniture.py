"""What feeds put behind a text that is none of it: the way back to the page, buttons to share, counts of comments."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final
from urllib.parse import urlsplit

from civic.furniture_words import (
    APPEARED,
    COMMENTS,
    FIRST,
    FIRST_OF_MORE,
    FOREWORD,
    GOES_ON,
    GROWS,
    LEADS,
    MORE,
    NETWORKS,
    OPENING,
    PLACE,
    POSTED,
    SENTENCE_END,
    SHARED,
    STOP,
    THIS,
    TO_SHARE,
)
from civic.story import Link

_LONGEST: Final = 400
"""Code points of a line that may be furniture; a longer one is a text."""
_MOST_LINES: Final = 12
"""Lines at the end that are looked at."""
_FEW: Final = 8
"""So many words at most stand between the links of a line that only leads back."""
_FAR: Final = 20_000
"""Code points of a text in which a summary may begin that repeats it."""
_FEW_MORE: Final = 3
"""So many words at most stand beside the title or the link in a line that leads there."""
_LONGEST_LINK: Final = 80
_LONGEST_WORD: Final = 40
_WORD: Final = re.compile(r"[^\W_]+")
_EDGES: Final = " \t\n\u00a0.,:;|·•…→»›>«‹<-–—[](){}\"'“”‘’*"
_UNSPACED: Final = "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
"""Scripts that write sentences without spaces."""
_PICTURE: Final = re.compile(r"^(?:> )*\[(?:Picture: .*|Caption: (.*))\]$", re.MULTILINE)
_LOOSE_ENTITY: Final = re.compile(r"&(\w+);")


@cache
def _ready(pattern: str) -> re.Pattern[str]:
    """Return a pattern ready for use. The large ones take some milliseconds each, and most programs need none."""
    return re.compile(pattern)


def without_furniture(text: str, *, title: str = "", url: str = "", links: Sequence[Link] = ()) -> str:
    """Return a text without the lines at its end that are none of it: a way back to its page, "Comments", buttons to
    share. `title`, `url` and `links` are those of its story: a line that only links
    back is known by them in any language. Where there is no title to show instead, something of the text stays."""
    kept, back, home = text, _back(url, links), _home(url, links)
    for _ in range(_MOST_LINES):
        shorter = _shortened(kept, title, back, home)
        if shorter == kept:
            break
        kept = shorter
    return kept if kept or title else text


def repeats(summary: str, text: str) -> bool:
    """Return whether a summary says no word that does not stand in the text, in that order: cut somewhere, it may end
    within a word."""
    if begins(text, summary):
        return True
    words, near = _words(summary), text[: _FAR + 4 * len(summary)].casefold()
    if any(word not in near for word in sorted(words, key=len, reverse=True)):
        return False  # as nearly always: the rarest words are the longest ones
    return " ".join(words) in " ".join(_WORD.findall(near))


def begins(text: str, summary: str) -> bool:
    """Return whether a text begins with a summary to the letter, but for the marks of a cut at its end. Any shorter
    beginning of that summary is then one of the text, too."""
    return text.startswith(summary.rstrip("….[] "))


def same_words(one: str, other: str) -> bool:
    """Return whether two texts are one, read in two ways: they differ in spaces and texts of pictures at most, or in a
    semicolon that a reader of markup put behind an "&"."""
    return one == other or _as_read(one) == _as_read(other)


def pictures_in(text: str) -> tuple[tuple[int, int], ...]:
    """Return where the lines of a text are that say what pictures show, captions among them: `((start, end), …)`."""
    there = "[Picture: " in text or "[Caption: " in text
    return tuple(found.span() for found in _PICTURE.finditer(text)) if there else ()


def without_pictures(text: str) -> str:
    """Return a text without the lines that say what pictures show, and with captions like any other line."""
    if "[Picture: " not in text and "[Caption: " not in text:
        return text
    return "\n".join(_without_picture(line) for line in text.split("\n"))


def says_something(text: str) -> bool:
    """Return whether there is anything in a text but lines that say what pictures show."""
    if "[Picture: " not in text and "[Caption: " not in text:
        return bool(text.strip())
    return any(_without_picture(line).strip() for line in text.split("\n"))


def _without_picture(line: str) -> str:
    # Line by line, since to look for the beginnings of lines in a text takes ten times as long.
    found = _PICTURE.fullmatch(line) if line.endswith("]") else None
    return (found[1] or "") if found else line


def _as_read(text: str) -> str:
    return _LOOSE_ENTITY.sub(r"&\1", "".join(without_pictures(text).split()))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _shortened(text: str, title: str, back: Sequence[str], home: Sequence[str]) -> str:
    """Return the text without its last paragraph, its last line or its last words, whichever is furniture. `back` and
    `home` are the words that lead to the story's own page and to its site."""
    text = text.rstrip()
    tried = ""
    for edge in ("\n\n", "\n"):
        before, _, last = text.rpartition(edge)
        if last == tried:
            break
        tried = last
        if last and len(last) <= _LONGEST and _is_furniture(" ".join(last.split()), title, back, home):
            return before.rstrip()
    return _without_tail(text, title, back)


def _is_furniture(line: str, title: str, back: Sequence[str], home: Sequence[str]) -> bool:
    bare = line.strip(_EDGES)
    if not bare:
        return not any(mark.isalnum() for mark in line) and len(line) <= 3
    if any(_ready(COMMENTS).fullmatch(one) for one in (bare, line)) or _is_more(line, title, back):
        return True
    if _ready(APPEARED).fullmatch(bare) and (FOREWORD.match(bare) or _names(bare, title)):
        return not _where_it_appeared(line, title)
    return _is_to_share(bare) or _leads_back(bare, title, back, home)


def _is_more(line: str, title: str, back: Sequence[str]) -> bool:
    """Return whether a line says to read on, and nothing else but where, or the story's title or link: a sentence that
    only begins with such words is text."""
    if not _may_be_more(line):
        return False  # as nearly always: to try all that is said in all languages costs ten times as much
    bare = line.strip(_EDGES)
    if not any(_ready(MORE).fullmatch(each) for each in dict.fromkeys((bare, line))):
        return False
    found = _ready(GOES_ON).fullmatch(bare)
    behind = found[1].strip(_EDGES) if found else ""
    if found is None or not behind or PLACE.fullmatch(behind):
        return True
    words = _words(behind)
    for known in (title, *back):
        there = _words(known)
        if there and " ".join(there) in " ".join(words) and len(words) <= len(there) + _FEW_MORE:
            return True
    return not STOP.search(line) and (not behind[0].islower() or LEADS.match(behind) is not None)


def _may_be_more(line: str) -> bool:
    """Return whether a line begins with a word that `MORE` may begin with."""
    found = _WORD.search(line)
    first = found[0].lower() if found else ""
    return first in FIRST_OF_MORE or not first.isascii() or first.startswith(GROWS)


def _names(line: str, title: str) -> bool:
    return not title or " ".join(_words(title)) in " ".join(_words(line))


def _is_to_share(line: str) -> bool:
    """Return whether a line is made of words to share by, and of nothing else."""
    first = _WORD.search(line.casefold())
    if first is None or first[0] not in SHARED:
        return False
    words = _words(line)
    if len(words) > 3 * _FEW or not SHARED.issuperset(words):
        return False
    networks = len(NETWORKS.intersection(words))
    return (
        bool(TO_SHARE.intersection(words) and len(words) > 1)
        or networks > 1
        or words in (["like", "this"], ["like", "loading"])
    )


def _leads_back(line: str, title: str, back: Sequence[str], home: Sequence[str]) -> bool:
    """Return whether a line is but a link to the story's own page, or one and another to its site."""
    if any(words.strip(_EDGES) == line for words in back if len(words) <= _LONGEST_LINK or words == title):
        return True
    for words in back:
        rest = line.replace(words, "", 1)
        for site in home if rest != line else ():
            if site in rest and len(_words(rest.replace(site, "", 1))) <= _FEW:
                return True
    return False


def _where_it_appeared(line: str, title: str) -> int:
    """Return where the sentence begins that says behind a text where it appeared first, 0 where there is none."""
    end = line[-_LONGEST:]
    if not any(word in end for word in FIRST):
        return 0  # as nearly always: to look for openings costs fifty times as much
    for opening in reversed(list(_ready(OPENING).finditer(line, max(len(line) - _LONGEST, 0)))):
        start = opening.start()
        tail = " ".join(line[start:].split()).strip(_EDGES)
        is_alone = SENTENCE_END.search(line[:start]) and (THIS.match(tail) or POSTED.fullmatch(tail))
        if start and _ready(APPEARED).fullmatch(tail) and (is_alone or _names(tail, title)):
            return start
    return 0


def _without_tail(text: str, title: str, back: Sequence[str]) -> str:
    """Return a text without the link to its own page that its last line ends with, where it was cut or ends before, or
    the sentence that says where it appeared first."""
    start = max(text.rfind("\n") + 1, len(text) - 2 * _LONGEST)
    line = text[start:]
    for words in back:
        if line.endswith(words):
            rest = line.removesuffix(words).rstrip()
            if rest.endswith(("…", "...", "[…]", "[...]")) or _ready(MORE).fullmatch(words.strip(_EDGES)):
                return text[:start] + rest
    if there := _where_it_appeared(line, title):
        return text[:start] + line[:there].rstrip()
    bare = line.rstrip(_EDGES)  # "Read more…" has such marks behind it, too
    for mark in ("]", "…", "...", ". "):
        rest, found, tail = bare.rpartition(mark)
        if rest and len(tail.split()) > 1 and _is_more(line[len(rest + found) :].strip(), title, back):
            return text[:start] + (rest + found).rstrip()
    return text


def _back(url: str, links: Sequence[Link]) -> list[str]:
    """Return the words that lead to the page of this address."""
    page = _page(url)
    path = page.partition("/")[2].partition("?")[0]
    near = [link for link in links if link.text and path in link.url] if url else ()
    return [link.text for link in near if _page(link.url) == page]


def _home(url: str, links: Sequence[Link]) -> list[str]:
    """Return the words that lead to the site of this address."""
    near = [link for link in links if link.text and link.url.count("/") <= 3] if url else ()
    return [link.text for link in near if _is_home(link.url) and _host(link.url) == _host(url)]


def is_one_word(text: str) -> bool:
    """Return whether a text is but one word, which says nothing that a title does not; an address is none."""
    word = text.strip()
    plain = "://" not in word and len(word) <= _LONGEST_WORD and not _ready(_UNSPACED).search(word)
    return bool(word) and len(word.split()) == 1 and plain


@lru_cache(64)
def _page(url: str) -> str:
    """Return the page that an address means, however it is written."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    path = parts.path.rstrip("/")
    return f"{_bare_host(parts.netloc)}{path}" + ("" if path else f"?{parts.query}")


def _host(url: str) -> str:
    try:
        return _bare_host(urlsplit(url).netloc)
    except ValueError:
        return url


def _bare_host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query
