"""PDF files: what they say of themselves, locks, and text that was laid out for print."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.documents.pdf import portable_document
from feeds.documents.print import joined_pages, whole_words
from feeds.errors import FormatError
from tests.feeds.documents.made_files import encrypted, pdf


def test_a_pdf_file_says_title_author_and_date() -> None:
    read = portable_document(pdf("The council voted."))
    assert (read.title, read.author, read.text) == ("The vote", "Ann", "The council voted.")
    assert read.published == datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert read.published.astimezone(UTC).hour == 8


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_file_that_only_forbids_printing_is_read(algorithm: str) -> None:
    assert portable_document(encrypted(pdf("The council voted."), password="", algorithm=algorithm)).text


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_file_with_a_password_says_so(algorithm: str) -> None:
    with pytest.raises(FormatError, match="it is locked with a password"):
        portable_document(encrypted(pdf("The council voted."), password="s", algorithm=algorithm))


def test_a_file_without_text_is_not_taken_for_a_broken_one() -> None:
    with pytest.raises(FormatError, match="pictures"):
        portable_document(pdf(""))


@pytest.mark.parametrize(
    "title",
    [
        "untitled",
        "Untitled Document 3",
        "(untitled)",
        "Microsoft Word - minutes.docx",
        "minutes_final.indd",
        "Document1",
        "Dokument 2",
        "PowerPoint Presentation",
        "Sans titre",
        "about:blank",
        "",
    ],
)
def test_a_title_that_a_program_put_there_is_none(title: str) -> None:
    assert portable_document(pdf("The council voted.", info={"Title": title})).title == ""


@pytest.mark.parametrize(
    "title", ["Untitled lives: an audit", "Document retention at the council", "The book of cameras"]
)
def test_a_title_that_only_begins_so_stays(title: str) -> None:
    assert portable_document(pdf("The council voted.", info={"Title": title})).title == title


@pytest.mark.parametrize("author", ["anonymous", "(anonymous)", "Administrator", "user1", "Microsoft Office User"])
def test_an_author_that_a_program_put_there_is_none(author: str) -> None:
    assert portable_document(pdf("The council voted.", info={"Author": author})).author == ""


def test_words_parted_at_the_end_of_a_line_are_whole() -> None:
    text = "The federal surveil-\nlance of well-\nknown people, a well-known pro-\ngram of the Anglo-\nSaxon kind."
    assert (
        whole_words(text)
        == "The federal surveillance of well-known people, a well-known program of the Anglo-Saxon kind."
    )
    assert whole_words("Überwa\u00ad\nchung und Daten\u2010\nschutz") == "Überwachung und Datenschutz"
    assert whole_words("from 2019-\n2024, it was —\nsaid") == "from 2019-\n2024, it was —\nsaid"


WORDS = ("cameras", "auditor", "hearing", "budget", "report", "police", "school", "tenders", "privacy")


def pages(head: str, foot: str, count: int) -> list[str]:
    """Pages of four lines of their own each between a head and a foot; {n} is the page's number."""
    body = [
        "\n".join(
            f"On page {n} the {WORDS[n % 9]} and the {WORDS[(n + k) % 9]} matter {'x' * n}." for k in (1, 2, 3, 4)
        )
        for n in range(1, count + 1)
    ]
    return [f"{head.format(n=n)}\n{text}\n{foot.format(n=n)}".strip("\n") for n, text in enumerate(body, 1)]


@pytest.mark.parametrize("count", [2, 3, 8])
@pytest.mark.parametrize(
    ("head", "foot"),
    [
        ("Minutes of the council", "{n}"),
        ("Harbour Gazette {n}", ""),
        ("", "Page {n} of 8"),
        ("", "- {n} -"),
        ("{n} | Annual report 2024", "www.eastmere.example"),
        ("", "Seite {n} von 8"),
        ("DRAFT\nNot for release", "{n}/8"),
    ],
)
def test_running_heads_and_feet_are_left_out(head: str, foot: str, count: int) -> None:
    text = joined_pages(pages(head, foot, count))
    assert text == "\n\n".join(pages("", "", count))


def test_left_and_right_pages_may_have_different_heads() -> None:
    made = pages("", "", 8)
    made = [f"{'The council of Eastmere' if n % 2 else 'Minutes'} {n}\n{page}" for n, page in enumerate(made)]
    assert joined_pages(made) == "\n\n".join(pages("", "", 8))


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    assert (
        joined_pages(["The council\nvoted on the", "cameras. It was\nclose."])
        == "The council\nvoted on the\ncameras. It was\nclose."
    )
    assert joined_pages(["It was the surveil-", "lance of all."]) == "It was the surveillance of all."


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    printed = "11/28/26, 4:34 AM Offices\nThe council voted.\nIt was close.\nhttps://gazette.example/p 1/1"
    assert joined_pages([printed]) == "The council voted.\nIt was close."


def test_lines_inside_of_pages_and_short_documents_stay() -> None:
    assert joined_pages(["12"]) == "12"
    assert joined_pages(["Cameras: 12", "Cameras: 14"]) == "Cameras: 12\n\nCameras: 14"
    assert joined_pages([]) == ""
    inside = [f"{page}\nVoted: yes\n{page}" for page in pages("", "", 3)]
    assert joined_pages(inside).count("Voted: yes") == 3


@given(st.lists(st.text(alphabet="aA1- \n.\u00ad\x1b", max_size=60), max_size=6))
def test_no_page_is_too_odd_to_be_joined(odd: list[str]) -> None:
    joined_pages(odd)
