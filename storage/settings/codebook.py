"""The user's own codebook, `codebook.toml` in the config folder: concerns added, renamed, merged, switched off.

[concerns.housing]                       # one of one's own
label = "Housing"
means = "who gets a home, and on what terms"
keywords = ["eviction", "social housing"]
was = ["homes", "rent"]                  # tags that are read as this one from now on
memo = "not who builds, but who lives"   # what you want to remember of it; may have several lines
colour = "#b5651d"

[concerns.environment]                   # a built-in one
off = true
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from civic.codebook import CONCERN_BY_ID, CONCERNS, DEFAULT, Codebook, Concern, slug
from civic.jsonvalue import JsonValue
from civic.suggestions import VERSION
from civic.text import clean, clean_line
from storage.files.disk import Fingerprint, fingerprint, open_regular, shown
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.settings.config import remember, remembered

SUNK: Final = "sunk"
"""The name under which the concerns that this user always rejects are remembered."""
MOST: Final = 500
"""So many concerns, with what is said of own tags, are read."""
_MOST_KEYWORDS: Final = 200
_MOST_OLD_TAGS: Final = 200
_LONGEST: Final = 300
LONGEST_MEMO: Final = 4000
_NAMED: Final = 3
"""So many concerns are named one by one."""
_COLOUR: Final = re.compile("#[0-9a-f]{6}", re.IGNORECASE)
_KNOWN: Final = ("label", "means", "counts", "not_counts", "keywords", "was", "memo", "colour", "off")


class Found(NamedTuple):
    """A codebook that holds, sentences for what of the file was not understood, and `hints`: such for what it leaves
    open, of use to who looks at the codebook."""

    codebook: Codebook = DEFAULT
    problems: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()


def load(places: Places) -> Found:
    """Return the codebook of these places; never fails. What can't be understood is left out, and reported in a
    sentence."""
    sinking = remembered(places).get(SUNK)
    tags = frozenset(str(tag) for tag in sinking) if isinstance(sinking, list) else frozenset[str]()
    found = _read(places)
    return found._replace(codebook=replace(found.codebook, sunk=tags))


class CodebookFile:
    """The user's codebook. Whoever shows labels asks for it twice a second, so that looking costs two calls of the
    system and no parsing."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held: tuple[tuple[Fingerprint | None, ...] | None, Codebook] = (None, Codebook())
        """a codebook and the files that it was read from: as one, since several threads ask for it"""

    def current(self) -> Codebook:
        """Return the codebook as the files stand now."""
        seen = tuple(map(fingerprint, (self._places.codebook, self._places.state)))
        held = self._held
        if seen != held[0]:
            held = self._held = (seen, load(self._places).codebook)
        return held[1]


def remember_sunk(places: Places, concerns: Iterable[str]) -> None:
    """Write down which concerns the user always rejects, where that has changed. Raises StorageError."""
    names: list[JsonValue] = [*sorted(concerns)]
    if (names or None) != remembered(places).get(SUNK):
        remember(places, SUNK, names or None)


def basis(places: Places) -> str:
    """Return what all suggestions kept for these places rest on, besides the texts: they hold for as long as this
    does."""
    return f"{VERSION} {load(places).codebook.basis}"


def _read(places: Places) -> Found:
    name = shown(places.codebook)
    try:
        with open_regular(places.codebook) as file:
            body = tomllib.loads(file.read(1 << 20).decode("utf-8-sig"))
    except FileNotFoundError:
        return Found()
    except StorageError as error:
        return Found(problems=(str(error),))
    except (ValueError, RecursionError) as error:  # a file that is no TOML, or no UTF-8, or has a number too long
        why = clean_line(str(error), 160)
        return Found(problems=(f"{name} can't be read, so the built-in codebook holds: {why}.",))
    return codebook_of(body)


def codebook_of(body: Mapping[str, Any]) -> Found:
    """Return the codebook that a table of TOML describes."""
    problems = [
        f"codebook.toml: there is no {clean_line(key, 40)!r}; write [concerns.ID]." for key in body if key != "concerns"
    ]
    tables = body.get("concerns", {})
    if not isinstance(tables, dict):
        return Found(problems=(*problems, "codebook.toml: concerns has to be tables, each as [concerns.ID]."))
    builtin = dict(CONCERN_BY_ID)
    own: dict[str, Concern] = {}
    more = _More()
    seen: dict[str, str] = {}
    for written, table in list(tables.items())[:MOST]:
        tag = slug(written)
        if not tag or not isinstance(table, dict):
            problems.append(f"codebook.toml: {clean_line(written, 40)!r} is no concern; write a table [concerns.ID].")
            continue
        if (first := seen.setdefault(tag, written)) != written:
            both = f"{clean_line(first, 40)!r} and {clean_line(written, 40)!r}"
            problems.append(f"codebook.toml: {both} are one concern, and the first counts: take the other out.")
            continue
        problems += [*_problems(tag, table), *more.take(tag, table)]
        if table.get("off") is True:
            builtin.pop(tag, None)
            continue
        concern = _concern(builtin.get(tag) or Concern(tag, clean_line(written, _LONGEST), "", "", ""), table)
        (builtin if tag in CONCERN_BY_ID else own)[tag] = concern
        more.take_keywords(tag, table)
    if len(tables) > MOST:
        problems.append(f"codebook.toml: only the first {MOST} concerns are read.")
    concerns = tuple(builtin[concern.id] for concern in CONCERNS if concern.id in builtin) + tuple(own.values())
    found = more.in_codebook(concerns)
    return Found(found, (*problems, *_circles(found, more.was)), more.silent())


class _More:
    """What tables say of concerns beside their definitions."""

    def __init__(self) -> None:
        self.was: dict[str, str] = {}
        self._keywords: dict[str, tuple[str, ...]] = {}
        self._memos: dict[str, str] = {}
        self._colours: dict[str, str] = {}
        self._silent: list[str] = []

    def take(self, tag: str, table: Mapping[str, Any]) -> list[str]:
        """Take all but the keywords; return sentences for what is left out."""
        memo, colour = table.get("memo"), table.get("colour")
        if isinstance(memo, str) and (text := clean(memo).strip()[:LONGEST_MEMO]):
            self._memos[tag] = text
        if isinstance(colour, str) and _COLOUR.fullmatch(colour):
            self._colours[tag] = colour.lower()
        return _take_old_tags(self.was, tag, table.get("was"))

    def take_keywords(self, tag: str, table: Mapping[str, Any]) -> None:
        """Take the keywords of a concern that is not switched off."""
        if words := _keywords(table.get("keywords")):
            self._keywords[tag] = words
        elif tag not in CONCERN_BY_ID and not {"was", "memo", "colour", "keywords"} & table.keys():
            self._silent.append(tag)

    def silent(self) -> tuple[str, ...]:
        """Return a sentence about own concerns that are never suggested, where nothing says that this is meant."""
        some = ", ".join(map(repr, self._silent[:_NAMED]))
        if len(self._silent) > _NAMED:
            more = len(self._silent) - _NAMED
            return (f"codebook.toml: {some} and {more} more have no keywords, so they are never suggested.",)
        return tuple(f"codebook.toml: {tag!r} has no keywords, so it is never suggested." for tag in self._silent)

    def in_codebook(self, concerns: tuple[Concern, ...]) -> Codebook:
        """Return the codebook of these concerns."""
        memos, colours = tuple(self._memos.items()), tuple(self._colours.items())
        return Codebook(concerns, tuple(self._keywords.items()), was=_by_tag(self.was), memos=memos, colours=colours)


def _take_old_tags(was: dict[str, str], tag: str, value: object) -> list[str]:
    """Enter what a concern was into `was`, which has what each old tag is called now; return sentences for what is
    left out."""
    if not isinstance(value, list):
        return []
    problems = []
    for written in value[:_MOST_OLD_TAGS]:
        if not isinstance(written, str):
            continue  # the whole list is reported
        old = slug(written)
        if not old:
            problems.append(f"codebook.toml: {clean_line(written, 40)!r} in was of {tag!r} is no tag: take it out.")
        elif old != tag and (first := was.setdefault(old, tag)) != tag:
            problems.append(f"codebook.toml: {old!r} is {first!r} now, so it can't be in was of {tag!r}: take it out.")
    if len(value) > _MOST_OLD_TAGS:
        problems.append(f"codebook.toml: only the first {_MOST_OLD_TAGS} tags in was of {tag!r} are read.")
    return problems


def _by_tag(was: Mapping[str, str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    found: dict[str, list[str]] = {}
    for old, tag in was.items():
        found.setdefault(tag, []).append(old)
    return tuple((tag, tuple(olds)) for tag, olds in found.items())


def _circles(codebook: Codebook, was: Mapping[str, str]) -> list[str]:
    """Return a sentence where old tags lead round in a circle, so that they can't be renamed."""
    renamed = codebook.renamed
    stuck = ", ".join(repr(old) for old in was if old not in renamed)
    said = f"codebook.toml: was leads round in a circle, so none of these is renamed till you take one out: {stuck}."
    return [clean_line(said, _LONGEST)] if stuck else []


def _concern(known: Concern, table: Mapping[str, Any]) -> Concern:
    written = {
        name: text
        for name in ("label", "means", "counts", "not_counts")
        if isinstance(table.get(name), str) and (text := clean_line(table[name], _LONGEST))
    }
    return replace(known, **written)


def _keywords(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    words = [text for word in value[:_MOST_KEYWORDS] if isinstance(word, str) and (text := clean_line(word, 80))]
    return tuple(dict.fromkeys(words))


def _problems(tag: str, table: Mapping[str, Any]) -> list[str]:
    found = []
    for name, value in table.items():
        good = (
            isinstance(value, bool) if name == "off"
            else isinstance(value, list) and all(isinstance(word, str) for word in value) if name in ("keywords", "was")
            else isinstance(value, str) and bool(_COLOUR.fullmatch(value)) if name == "colour"
            else isinstance(value, str)
        )  # fmt: skip
        if name not in _KNOWN:
            found.append(f"codebook.toml: {tag!r} has no {clean_line(name, 40)!r}; it may have {', '.join(_KNOWN)}.")
        elif not good:
            found.append(f"codebook.toml: {name} of {tag!r} can't be {clean_line(repr(value), 40)}.")
    return found
