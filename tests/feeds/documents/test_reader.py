"""Documents of all kinds through the child that reads them: damaged, late, large, and without the extra."""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.story import Story
from civic.text import clean
from feeds.documents import reader_child
from feeds.documents.files import Skipped, read_documents
from feeds.documents.reader import Reader
from feeds.errors import FormatError
from tests.feeds.documents.made_files import encrypted, message, paragraph, pdf, word

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
PAGE = b"""<!doctype html><html lang="en"><head><meta property="og:title" content="Pilot paused">
<script type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Ines Okoro"}}</script></head>
<body><nav>Home</nav><article><p>The council of Eastmere paused its pilot.</p></article></body></html>"""
KINDS = {
    "markdown": b'---\ntitle: "Pilot"\ntags:\n  - police\n---\n# Pilot\n\nThe **council** voted, [see](https://g.example/).\n',
    "page": PAGE,
    "mail": message(
        "From: A <a@g.example>\nSubject: Pilot", ("text/plain", "It voted."), ("text/html", "<p>It voted.")
    ),
    "pdf": pdf("The council voted.", "It was close."),
    "word": word(paragraph("Pilot", "Title") + paragraph("The council voted.")),
}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_read_in_the_child(kind: str, reader: Reader) -> None:
    assert reader.read(kind, KINDS[kind]) == reader_child.read(kind, KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_anywhere_is_read_or_gets_a_reason(kind: str, reader: Reader) -> None:
    whole = KINDS[kind]
    for length in range(0, len(whole), max(1, len(whole) // 10)):
        for data in (whole[:length], whole[:length] + b"\x1b\xff" + whole[length + 2 :]):
            try:
                read = reader.read(kind, data)
            except FormatError as error:
                assert str(error)
                continue
            for text in (read.text, read.title, read.author, read.source):
                assert clean(text) == text


def test_one_that_takes_too_long_is_left_and_the_next_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    with Reader() as reader:
        with monkeypatch.context() as patched:
            patched.setattr("feeds.formats.child.command", lambda _: [sys.executable, "-c", "while True: pass"])
            patched.setattr(reader, "_deadline", 0.2)
            with pytest.raises(FormatError, match="longer than"):
                reader.read("markdown", KINDS["markdown"])
        assert reader.read("markdown", KINDS["markdown"]).title == "Pilot"


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4\n%%EOF", pdf("x")[:300], b"%PDF-1.4\n" + b"<<" * 10_000])
def test_a_broken_pdf_file_gets_a_reason(data: bytes, reader: Reader) -> None:
    with pytest.raises(FormatError, match=r"broken|no text"):
        reader.read("pdf", data)


@pytest.mark.parametrize(("name", "extra"), [("a.pdf", "pdf"), ("a.docx", "documents")])
def test_without_its_extra_a_file_is_skipped_with_the_way_to_get_it(
    name: str, extra: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.documents.reader.find_spec", lambda _: None)
    (tmp_path / name).write_bytes(b"x")
    (skipped,) = read_documents([tmp_path / name], now=lambda: NOON)
    assert isinstance(skipped, Skipped)
    assert f"civicdesk[{extra}]" in skipped.reason


def test_the_time_of_a_saved_file_only_says_when_it_came(tmp_path: Path) -> None:
    files = {"a.html": PAGE, "b.docx": KINDS["word"], "c.eml": KINDS["mail"], "d.pdf": pdf("It voted.", info={})}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        os.utime(tmp_path / name, (1_700_000_000, 1_700_000_000))
    for found in read_documents([tmp_path], now=lambda: NOON):
        assert isinstance(found, Story)
        assert (found.published, found.fetched) == (None, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))


def test_a_locked_file_says_so_among_others(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(encrypted(pdf("It voted."), password="s", algorithm="AES-256"))
    (tmp_path / "b.pdf").write_bytes(pdf("It voted."))
    locked, story = read_documents([tmp_path], now=lambda: NOON)
    assert isinstance(locked, Skipped)
    assert locked.reason.startswith("it is locked with a password")
    assert isinstance(story, Story)
