"""PDF files, read in a child with limits where the extra is installed."""

import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from civic.story import Story
from feeds.documents.files import Skipped, read_documents
from feeds.documents.pdf import portable_document
from feeds.errors import FormatError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
with_reader = pytest.mark.skipif(find_spec("pypdf") is None, reason="the extra [pdf] is not installed")


def pdf(text: str) -> bytes:
    """A PDF file of one page, made by hand."""
    drawing = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing),
        b"<< /Title (The vote) /Author (Ann) /CreationDate (D:20261120093000+01'00') >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"trailer << /Size 6 /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF" % len(written)
    return written + b"xref\n0 6\n0000000000 65535 f \n" + table + trailer


@with_reader
def test_a_pdf_file_is_a_story_with_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("The council voted."))
    (story,) = read_documents([path], now=lambda: NOON)
    assert isinstance(story, Story)
    assert (story.title, story.author, story.text) == ("The vote", "Ann", "The council voted.")
    assert story.published == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


@with_reader
def test_a_pdf_file_without_text_is_not_taken_for_a_broken_one() -> None:
    with pytest.raises(FormatError, match="pictures"):
        portable_document(pdf(""))


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.4\n%%EOF", pdf("x")[:300], b"%PDF-1.4\n" + b"<<" * 10_000])
def test_a_broken_pdf_file_gets_a_reason(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.documents.pdf.find_spec", lambda _: "there")
    with pytest.raises(FormatError, match=r"broken|no text"):
        portable_document(data)


def test_a_pdf_file_that_takes_too_long_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.documents.pdf.find_spec", lambda _: "there")
    monkeypatch.setattr("feeds.formats.child.command", lambda _: [sys.executable, "-c", "while True: pass"])
    with pytest.raises(FormatError, match="longer than"):
        portable_document(pdf("x"), deadline=0.2)


def test_without_the_extra_a_pdf_file_is_skipped_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feeds.documents.pdf.find_spec", lambda _: None)
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf("x"))
    (skipped,) = read_documents([path], now=lambda: NOON)
    assert isinstance(skipped, Skipped)
    assert "civicdesk[pdf]" in skipped.reason
