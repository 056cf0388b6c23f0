"""Word files: text, links, changes that were recorded, properties, and files that are packed to do harm."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from civic.story import Link
from feeds.documents.word import word_document
from feeds.errors import FormatError
from tests.feeds.documents.made_files import paragraph, word

CORE = (
    "<dc:title>Pilot paused</dc:title><dc:creator>Ines Okoro</dc:creator>"
    "<dcterms:created>2024-03-05T09:30:00Z</dcterms:created>"
)
RUN = "<w:r><w:t xml:space='preserve'>%s</w:t></w:r>"


def test_a_word_file_says_title_author_and_date() -> None:
    read = word_document(word(paragraph("The council voted.") + paragraph("It was close."), core=CORE))
    assert (read.title, read.author, read.text) == ("Pilot paused", "Ines Okoro", "The council voted.\n\nIt was close.")
    assert read.published == datetime(2024, 3, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("style", ["Title", "Heading1"])
@pytest.mark.parametrize("core", ["", "<dc:title>Document1</dc:title><dc:creator>python-docx</dc:creator>"])
def test_without_properties_its_heading_is_the_title(style: str, core: str) -> None:
    read = word_document(word(paragraph("Pilot paused", style) + paragraph("The council voted."), core=core))
    assert (read.title, read.author, read.text) == ("Pilot paused", "", "The council voted.")


def test_links_and_tables_stay_and_what_was_deleted_goes() -> None:
    link = f'<w:hyperlink r:id="r1">{RUN % "the report"}</w:hyperlink>'
    changed = f"<w:ins>{RUN % 'inserted'}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del>"
    cell = f"<w:tc>{paragraph('%s')}</w:tc>"
    table = f"<w:tbl><w:tr>{cell % 'Year'}{cell % 'Cuts'}</w:tr></w:tbl>"
    read = word_document(word(paragraph((RUN % "See ") + link + (RUN % ", ") + changed) + table))
    assert read.text.startswith("See the report, inserted")
    assert "Year" in read.text
    assert "Cuts" in read.text
    assert "deleted" not in read.text
    assert read.links == (Link("https://a.example/r", "the report"),)


def test_a_row_of_a_table_is_a_line() -> None:
    def cell(*words: str) -> str:
        return f"<w:tc>{''.join(map(paragraph, words))}</w:tc>"

    rows = [("Year", "Cuts", "Staff"), ("2023", "1,200", "A &amp; B"), ("2024", "900", "")]
    table = "".join(f"<w:tr>{''.join(map(cell, row))}</w:tr>" for row in rows)
    read = word_document(word(paragraph("Before.") + f"<w:tbl>{table}</w:tbl>" + paragraph("After.")))
    lines = [" ".join(line.split()) for line in read.text.split("\n")]
    assert lines == ["Before.", "", "Year Cuts Staff", "2023 1,200 A & B", "2024 900", "", "After."]
    two = f"<w:tbl><w:tr>{cell('Cuts', 'in all')}{cell('12')}</w:tr></w:tbl>"
    assert " ".join(word_document(word(paragraph("Before.") + two)).text.split()) == "Before. Cuts in all 12"


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: word("", parts={"word/big.xml": b"0" * (60 * 2**20)}), "grows beyond"),
        (lambda: word("", parts={f"word/media/{n}": b"0" * (45 * 2**20) for n in range(5)}), "grows beyond"),
        (lambda: word("", parts={f"word/media/{n}": b"" for n in range(10_001)}), "grows beyond"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked, or of an older kind"),
        (lambda: b"PK\x03\x04", "broken"),
        (lambda: b"hello", "broken"),
    ],
    ids=["a large part", "large parts", "many parts", "locked", "cut", "none"],
)
def test_a_file_that_does_harm_gets_a_reason(data: Callable[[], bytes], reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        word_document(data())


def test_properties_that_unfold_are_left_out() -> None:
    read = word_document(word(paragraph("The council voted."), core=BOMB))
    assert (read.title, read.text) == ("", "The council voted.")
