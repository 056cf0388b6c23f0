"""Tables (.csv, .tsv) to documents of stories, one a row. Pure.

Columns are known by their names, in the words that databases of articles and people use for them.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from civic.jsonvalue import JsonValue
from civic.text import clean_line
from feeds.documents.quoting import rows_of
from feeds.errors import FormatError
from feeds.formats.dates import Order, order_in, written_time

MOST_ROWS: Final = 100_000
"""Rows that are read of one table."""
_LARGEST_CELL: Final = 20 * 2**20
_SHOWN: Final = 8
_DELIMITERS: Final = (",", ";", "\t", "|")
_DECLARED: Final = re.compile(r"\Asep=(.)\r?\n")
"""The first line that Excel is told the delimiter by."""
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "id": (
        "id", "guid", "storyid", "articleid", "storiesid",
    ),
    "title": (
        "title", "headline", "articletitle", "titel", "überschrift", "schlagzeile", "titre", "título", "titulo",
        "titular", "titolo", "kop", "rubrik", "otsikko", "tytuł", "name", "subject", "betreff",
    ),
    "text": (
        "text", "fulltext", "body", "content", "articletext", "article", "maintext", "story", "volltext", "inhalt",
        "artikel", "texte", "contenu", "texto", "contenido", "cuerpo", "conteúdo", "testo", "contenuto", "tekst",
        "inhoud", "treść", "description", "transcript",
    ),
    "summary": (
        "summary", "abstract", "teaser", "snippet", "excerpt", "zusammenfassung", "résumé", "resumen", "resumo",
    ),
    "url": (
        "url", "link", "href", "uri", "address", "articleurl", "permalink", "webaddress", "adresse", "lien", "enlace",
    ),
    "source": (
        "source", "sourcename", "outlet", "publication", "publisher", "medium", "medianame", "media", "newspaper",
        "journal", "site", "sitename", "quelle", "zeitung", "fuente", "medio", "fonte", "bron", "źródło",
        "publicationtitle",
    ),
    "author": (
        "author", "authors", "byline", "creator", "writer", "journalist", "reporter", "autor", "autorin", "verfasser",
        "auteur", "auteurs", "autore", "autores", "schrijver",
    ),
    "published": (
        "published", "publishdate", "publisheddate", "publicationdate", "publishedat", "datepublished", "pubdate",
        "date", "datetime", "day", "created", "createdat", "timestamp", "datum", "erscheinungsdatum",
        "veröffentlicht", "publié", "datedepublication", "fecha", "data", "datapublicacao", "datapubblicazione",
        "seendate",
    ),
    "lang": (
        "lang", "language", "sprache", "langue", "idioma", "lingua", "taal", "język",
    ),
    "tags": (
        "tags", "tag", "keywords", "schlagwörter", "stichwörter", "motsclés", "etiquetas", "topics",
    ),
}  # fmt: skip
"""Fields of a story, and the names of columns that hold them, the surest first, in lower case and letters alone."""


_NEEDED: Final = frozenset({"title", "text", "summary"})
"""Fields of which a story has one, at least."""


class UnclearColumns(FormatError):
    """A table in which neither titles nor texts can be told; `names` are those of its columns."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
        super().__init__(
            f"which of its columns ({shown}) hold title and text is not clear; say it: --columns title=NAME,text=NAME"
        )


def header_of(text: str) -> list[str]:
    """Return the names of the columns of a table, cleaned. Raises FormatError for what is no table."""
    return [clean_line(name, 100) for name in next(_rows(text), [])]


def is_clear(text: str, given: Mapping[str, str]) -> bool:
    """Return whether it is known which columns of a table hold titles or texts. Raises FormatError."""
    header = header_of(text)
    return not _NEEDED.isdisjoint(_known(header) | _given(header, given))


def documents_in_table(
    text: str, given: Mapping[str, str], notify: Callable[[str], None] = lambda _: None
) -> Iterator[JsonValue]:
    """Yield a document of a story for each row of a table; its first row has the names of the columns. `given` names
    columns, or counts them from 1, by fields of FIELDS; the others are known by their names. `notify` gets remarks on
    dates that can't be read, and on quotation marks that are never closed.

    Raises UnclearColumns, and FormatError for a column that is not there, for what is no table, and behind the last row
    that is read.
    """
    rows = _rows(text, notify)
    header = [clean_line(name, 100) for name in next(rows, [])]
    columns = _known(header) | _given(header, given)
    if _NEEDED.isdisjoint(columns):
        raise UnclearColumns(header)
    if "text" not in columns and "summary" in columns:
        columns["text"] = columns.pop("summary")  # a list of abstracts has nothing else to read
    there = list(islice((row for row in rows if any(map(str.strip, row))), MOST_ROWS + 1))
    documents = [{field: row[place] for field, place in columns.items() if place < len(row)} for row in there]
    order = order_in([row.get("published", "") for row in documents], "")
    lost = 0
    for row in documents[:MOST_ROWS]:
        document = _document(row, order)
        lost += bool(row.get("published", "").strip()) and not document["published"]
        yield document
    if lost:
        notify(f"{lost} of its dates can't be read")
    if len(documents) > MOST_ROWS:
        raise FormatError(f"only its first {MOST_ROWS:,} rows were read; cut it into several tables")


def _rows(text: str, notify: Callable[[str], None] = lambda _: None) -> Iterator[list[str]]:
    """Yield the rows of a table by the delimiter that gives its first row most known names, else most columns.
    `notify` gets a remark on quotation marks that are never closed."""
    declared = _DECLARED.match(text)
    delimiters = (declared[1],) if declared else _DELIMITERS
    csv.field_size_limit(_LARGEST_CELL)
    body = text[declared.end() :] if declared else text.lstrip("\r\n")
    try:
        heads = [next(csv.reader(io.StringIO(body, newline=""), delimiter=one), []) for one in delimiters]
        best = max(range(len(heads)), key=lambda number: (len(_known(heads[number])), len(heads[number])))
        lines = list(io.StringIO(body, newline=""))
        skipped = len(list(io.StringIO(text[: len(text) - len(body)], newline="")))
        yield from rows_of(lines, delimiters[best], notify, first=1 + skipped)
    except (csv.Error, TypeError, ValueError) as error:
        raise FormatError("it is no table with commas, semicolons or tabs between its columns") from error


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


def _known(header: Sequence[str]) -> dict[str, int]:
    """Return the columns of fields, by their names as a whole, else by a word in the name of one column alone."""
    whole: dict[str, int] = {}
    for place, name in enumerate(header):
        whole.setdefault(_letters(name), place)
    found = {field: whole[exact[0]] for field, names in FIELDS.items() if (exact := [n for n in names if n in whole])}
    words = [set(map(_letters, re.split(r"[\W_]+", name))) for name in header]
    for field, names in FIELDS.items():
        if field in found or field == "id":
            continue
        taken = set(found.values())
        for name in names:
            places = [place for place, parts in enumerate(words) if name in parts and place not in taken]
            if len(places) == 1:
                found[field] = places[0]
                break
    return found


def _given(header: Sequence[str], given: Mapping[str, str]) -> dict[str, int]:
    places = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
    found = {}
    for field, name in given.items():
        place = places.get(clean_line(name, 100).casefold())
        if place is None and name.isdecimal() and 0 < int(name[:9]) <= len(header):
            place = int(name) - 1
        if place is None:
            shown = ", ".join(header[:_SHOWN]) + (" …" if len(header) > _SHOWN else "")
            raise FormatError(f"it has no column {clean_line(name, 60)!r}, only {shown}")
        found[field] = place
    return found


def _document(row: dict[str, str], order: Order) -> dict[str, JsonValue]:
    document: dict[str, JsonValue] = {name: value.strip() for name, value in row.items()}
    date = written_time(row.get("published", ""), order)
    document["published"] = date.isoformat() if date else ""
    document["tags"] = [tag.strip() for tag in re.split(r"[;,|]", row.get("tags", "")) if tag.strip()]
    return document
