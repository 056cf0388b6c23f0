"""Codebooks of others, read from files: ours, tables as Excel and Taguette write them, and REFI-QDA, which QualCoder
and Taguette export. Nothing in a file is run, fetched or expanded."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, Final, TypeAlias

from msgspec import Struct, field

from civic.codebook import slug
from civic.codebook_record import LISTS, TEXTS
from civic.export import raw_cell
from civic.text import clean, clean_line
from storage.settings.codebook import LONGEST_MEMO, MOST
from workspace.codebook.refi import RefiError, is_refi, read_codes
from workspace.files import FileFault

Texts: TypeAlias = Mapping[str, Any]
"""What is said of a concern: its texts by the names of a `Concern`'s fields, "memo", "colour", and lists of "keywords"
and of the tags that it "was". What a file has no place for is not there."""
FORMATS: Final = ("csv", "json", "qdc")

_SEPARATORS: Final = (",", ";", "\t")
_FIELDS: Final = {
    "kind": ("kind",),
    "id": ("id",),
    "label": ("label", "tag", "code", "name", "code name", "codename"),
    "means": ("means", "description", "definition"),
    "counts": ("counts",),
    "not_counts": ("does not count",),
    "keywords": ("keywords",),
    "was": ("was",),
    "memo": ("memo", "comment", "code memo"),
    "colour": ("colour", "color", "code colour", "code color"),
    "parent": ("category", "parent", "code category", "categories"),
}
"""Headings of columns, as our tables, Taguette's and lists of codes have them."""
_BY_HEADING: Final = {heading: name for name, headings in _FIELDS.items() for heading in headings}
_LONGEST: Final = 300
_COLOUR: Final = re.compile("#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


class _TooManyError(Exception):
    """A file that has more than a codebook can have: the rest of it need not be read."""


class Book(Struct):
    """A codebook as a file has it: concerns by id in their order; `off` has what is said of tags that are no concerns;
    `problems` are sentences about what was left out."""

    concerns: dict[str, Texts] = field(default_factory=dict)
    off: dict[str, Texts] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    _written: dict[str, str] = field(default_factory=dict)

    def add(self, written: str, texts: Texts, *, off: bool = False) -> None:
        """Add what is said of a concern, by its id as it is written; the first of several with one id counts. Raises
        _TooManyError."""
        tag, shown = slug(written), clean_line(written, 60)
        if not tag:
            if shown:
                self.problems.append(f"“{shown}” can't be a concern, so it was left out: give it letters or digits.")
        elif off:
            self.off.setdefault(tag, texts)
        elif tag in self.concerns:
            first = self._written[tag]
            same = (
                f"“{first}” is there twice" if first == shown else f"“{first}” and “{shown}” are one concern, {tag!r}"
            )
            self.problems.append(f"{same}: the first counts, with its keywords.")
        else:
            self._written[tag] = shown
            self.concerns[tag] = texts
        if len(self.concerns) + len(self.off) > MOST or len(self.problems) > MOST:
            raise _TooManyError


def read_codebook(body: bytes, kind: str, name: str) -> Book:
    """Return the codebook of a file, in one of FORMATS; "" for whichever it is. `name` is what faults call it. Raises
    FileFault for what is none, or has no concern."""
    shown, book = clean_line(name, 200), Book()
    kind = kind or _kind_of(body)
    try:
        if kind == "qdc":
            _read_codes(book, read_codes(body))
        elif kind == "json":
            _read_json(book, decoded(body))
        else:
            _read_table(book, decoded(body))
    except _TooManyError as error:
        raise FileFault(
            f"{shown} has more than {MOST} concerns, the most of a codebook: import a part of it."
        ) from error
    except RefiError as error:
        raise FileFault(f"{shown} can't be read as a codebook: {error}.") from error
    except (ValueError, RecursionError, csv.Error, LookupError, TypeError, AttributeError) as error:
        raise FileFault(f"{shown} is no codebook in {kind}: check it.") from error
    if not book.concerns:
        raise FileFault(f"{shown} names no concern: export a codebook, and import that.")
    return book


def decoded(body: bytes) -> str:
    """Return a text in whatever encoding Excel or a shell has written it: by its mark, by where its zeros stand, as
    UTF-8, else as Windows has it in the west. Raises UnicodeDecodeError."""
    encoding = json.detect_encoding(body)
    try:
        return body.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError:
        return body.decode("cp1252")


def _kind_of(body: bytes) -> str:
    if is_refi(body):
        return "qdc"
    return (
        "json" if body[:400].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t")[:1] in (b"{", b"[") else "csv"
    )


def _read_json(book: Book, text: str) -> None:
    body = json.loads(text)
    for name, off in (("concerns", False), ("off", True)):
        for one in body["concerns"] if name == "concerns" else body.get(name, ()):
            book.add(str(one["id"]), _texts(one), off=off)


def _read_table(book: Book, text: str) -> None:
    separators: tuple[str, ...] = _SEPARATORS
    if found := re.match(r"sep=(.)\r?\n", text, re.IGNORECASE):
        text, separators = text[found.end() :], (found[1],)
    by = max(separators, key=lambda separator: len(_headings(text, separator)))
    names = _headings(text, by)
    if not {"id", "label"} & set(names):
        raise ValueError("no heading that is known")
    rows = csv.reader(StringIO(text, newline=""), delimiter=by, strict=True)
    next(rows)
    for row in rows:
        cells = {name: raw_cell(row[at]) for name, at in names.items() if at < len(row)}
        kind = cells.pop("kind", "concern").strip().casefold()
        if not any(cell.strip() for cell in cells.values()) or kind not in ("concern", "off"):
            continue
        _add_row(book, cells, off=kind == "off")


def _headings(text: str, separator: str) -> dict[str, int]:
    """Return where the columns of each name stand, as a table with this separator has them."""
    try:
        head = next(csv.reader(StringIO(text, newline=""), delimiter=separator), [])
    except csv.Error:
        return {}
    found: dict[str, int] = {}
    for at, heading in enumerate(head):
        if name := _BY_HEADING.get(" ".join(heading.casefold().split())):
            found.setdefault(name, at)
    return found


def _add_row(book: Book, cells: dict[str, str], *, off: bool) -> None:
    lists: dict[str, Any] = {name: cells[name].replace("\r\n", "\n").split("\n") for name in LISTS if name in cells}
    parent = [part for part in [clean_line(cells.pop("parent", ""), 200)] if part]
    written = cells.get("id") or cells.get("label", "")
    book.add(written, _in_place(_texts({**cells, **lists}), parent), off=off)


def _read_codes(book: Book, codes: Iterable[Any]) -> None:
    """Add the codes of a file. One that is called as another one in another place is called by both."""
    names: dict[str, int] = {}
    found = [*codes]
    if len(found) > MOST:
        raise _TooManyError
    for code in found:
        names[slug(code.name)] = names.get(slug(code.name), 0) + 1
    for code in found:
        alone = names[slug(code.name)] == 1 or not code.path
        label = code.name if alone else f"{code.path[-1]}: {code.name}"
        texts = {"label": label, "means": code.description, "colour": code.colour}
        book.add(label, _in_place(_texts(texts), code.path))


def _in_place(texts: dict[str, Any], path: Sequence[str]) -> Texts:
    """Return what is said of a concern with where it stands among others."""
    if not path:
        return texts
    return {**texts, "memo": "\n".join(part for part in (f"Part of: {' / '.join(path)}", texts.get("memo")) if part)}


def _texts(one: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of a concern, cleaned."""
    found: dict[str, Any] = {
        name: clean_line(one[name], _LONGEST) for name in TEXTS if isinstance(one.get(name), str)
    }  # fmt: skip
    for name in LISTS:
        if name in one:
            found[name] = [*_words(one[name])]
    memo = clean(str(one.get("memo") or "").replace("\r\n", "\n")).strip()
    means = clean(str(one.get("means") or "").replace("\r\n", "\n")).strip()
    if "\n" in means or len(means) > _LONGEST:  # a definition is one line: all of it is kept as a memo, too
        memo = memo if means in memo else "\n\n".join(part for part in (means, memo) if part)
    if memo:
        found["memo"] = memo[:LONGEST_MEMO]
    if isinstance(one.get("colour"), str) and _COLOUR.fullmatch(colour := one["colour"].strip()):
        digits = colour[1:].lower()
        found["colour"] = "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))
    return found


def _words(value: object) -> Iterator[str]:
    for one in value if isinstance(value, list) else ():
        if isinstance(one, str) and (word := clean_line(one, 80)):
            yield word
