"""Tables: columns by their names in each usual way, columns that are named, and tables that do harm."""

import contextlib
import csv
import io
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.story import Story
from feeds.documents import table
from feeds.documents.records import stories_of
from feeds.documents.table import UnclearColumns, documents_in_table
from feeds.errors import FormatError
from tests.feeds.conftest import NOON


def rows(text: str, given: Mapping[str, str] | None = None) -> list[Any]:
    return list(documents_in_table(text, given or {}))


HEADERS = {
    "ours": "id,title,url,source,author,published,lang,text",
    "a database of news": "stories_id,publish_date,title,url,language,media_name,text,author",
    "an archive": "Headline,Publication,Published date,Byline,Article text,Link,Id,Lang",
    "with spaces and case": "TITLE, Body ,Source Name,Author(s),Publication Date,URL,guid,language",
    "in German": "Titel;Text;Quelle;Autor;Datum;Link;id;Sprache",
    "in French": "Titre\tTexte\tSource\tAuteur\tDate\tLien\tid\tlangue",
    "in Spanish": "título|texto|fuente|autor|fecha|enlace|id|idioma",
    "words among others": "Story title,Full body of it,Name of source,Main author,Date of issue,URL of story,id,lang",
}
VALUES = {
    "title": "Pilot paused", "text": "The council; voted, twice.", "source": "Gazette", "author": "Ines Okoro",
    "published": "2024-03-05", "url": "https://g.example/a", "id": "7", "lang": "en",
}  # fmt: skip


@pytest.mark.parametrize("kind", HEADERS)
def test_columns_are_known_by_their_names(kind: str) -> None:
    delimiter = next(mark for mark in ";\t|," if mark in HEADERS[kind])
    header = next(csv.reader([HEADERS[kind]], delimiter=delimiter))
    places = {place: field for field, place in table._known(header).items()}
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerow([VALUES[places[place]] for place in range(len(header))])
    (document,) = rows(f"{HEADERS[kind]}\r\n{written.getvalue()}")
    assert document["published"].startswith("2024-03-05")
    assert {**document, "published": "2024-03-05"} == {**VALUES, "tags": [], "published": "2024-03-05"}


def test_what_excel_writes_is_read() -> None:
    assert rows('sep=;\r\nTitle;Text\r\nA;"One, ""two""\r\nand three"\r\n;\r\n')[0]["text"] == 'One, "two"\r\nand three'
    assert len(rows("Title;Text\r\nA;x\r\n;\r\n\r\nB;y\r\n")) == 2


@pytest.mark.parametrize(
    ("body", "read", "lines"),
    [
        ('"unclosed,quote here\nnext,line\n', [("unclosed", "quote here"), ("next", "line")], "2"),
        ('A,b\n"un,closed\n"x","y"\nlast,one\n', [("A", "b"), ("un", "closed"), ("x", "y"), ("last", "one")], "3"),
        ('A,"b\nmore of it\nlast,one\n', [("A", "b"), ("more of it", None), ("last", "one")], "2"),
        ('"a,b\n' * 3, [("a", "b")] * 3, "2, 3, 4"),
        ('A,"b\nc ""d"" e"\nlast,one\n', [("A", 'b\nc "d" e'), ("last", "one")], ""),
        ('"He said "yes"",b\nlast,one\n', [('He said yes""', "b"), ("last", "one")], ""),
        ('"x" ,b\nlast,one\n', [("x", "b"), ("last", "one")], ""),
    ],
)
def test_a_lost_quotation_mark_takes_no_other_row(body: str, read: list[tuple[str, str | None]], lines: str) -> None:
    remarks: list[str] = []
    found: list[Any] = list(documents_in_table(f"title,text\n{body}", {}, remarks.append))
    assert [(row["title"], row.get("text")) for row in found] == read
    assert remarks == [] if not lines else (len(remarks) == 1 and f" {lines} " in remarks[0])


def test_named_columns_hold_before_known_ones() -> None:
    text = "Nr,Was,Wer,title\n1,The council voted.,Ann,Other\n"
    (document,) = rows(text, {"text": "Was", "author": "wer", "title": "1"})
    assert (document["title"], document["text"], document["author"]) == ("1", "The council voted.", "Ann")
    with pytest.raises(FormatError, match="no column 'Wo', only Nr, Was"):
        rows(text, {"text": "Wo"})


def test_columns_that_say_nothing_are_asked_for() -> None:
    with pytest.raises(UnclearColumns, match=r"a, b, c.*--columns title=NAME") as caught:
        rows("a,b,c\n1,2,3\n")
    assert caught.value.names == ("a", "b", "c")
    with pytest.raises(UnclearColumns):
        rows("")


def test_tags_and_dates_are_parted_and_read() -> None:
    (document,) = rows("title,keywords,date\nA,police; ai | x,5 March 2024\n")
    assert (document["tags"], document["published"][:10]) == (["police", "ai", "x"], "2024-03-05")
    assert rows("title,date\nA,some day\n")[0]["published"] == ""


def test_formulas_are_words() -> None:
    (document,) = rows('title,text\n"=HYPERLINK(""http://x.example"")",@SUM(1)\n')
    assert (document["title"], document["text"]) == ('=HYPERLINK("http://x.example")', "@SUM(1)")


def test_ten_thousand_columns_are_a_table_or_a_short_reason() -> None:
    many = ",".join(f"c{n}" for n in range(10_000))
    (document,) = rows(f"title,{many}\nA,{many}\n")
    assert document["title"] == "A"
    with pytest.raises(UnclearColumns) as caught:
        rows(f"{many}\n{many}\n")
    assert len(str(caught.value)) < 300


def test_long_cells_and_short_rows_are_read() -> None:
    long = "word " * 60_000
    assert rows(f'title,text,url\nA,"{long}"\n')[0]["text"] == long.strip()


def test_only_so_many_rows_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    found = documents_in_table("title\n" + "A\n" * 5, {})
    assert [next(found) for _ in range(3)]
    with pytest.raises(FormatError, match="first 3 rows"):
        next(found)


@given(st.text(alphabet="titlex,;\t|\"\r\n=\\'", max_size=200))
def test_no_table_is_too_odd(text: str) -> None:
    for whole in (text, f"title,text\n{text}"):
        with contextlib.suppress(FormatError):
            rows(whole)


def test_addresses_lead_to_the_pages_and_ids_are_made_of_them_as_they_came() -> None:
    def of(url: str) -> Story:
        (story,) = stories_of(rows(f"title,url\nPilot,{url}"), "t.csv", "place", source="t", fetched=NOON)
        assert isinstance(story, Story)
        return story

    plain, tracked = of("https://g.example/a"), of("https://g.example/a?utm_source=x")
    assert tracked.url == plain.url == "https://g.example/a"
    assert tracked.id == Story.from_document({"title": "Pilot", "url": "https://g.example/a?utm_source=x"}).id
    assert of("https://www.google.com/url?url=https://g.example/a").url == "https://g.example/a"
