"""Messages: who wrote what and when, the part that is read, and what broken ones bring."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.story import MOST_ENCLOSURES, Enclosure, Story
from feeds.documents.mail import mail
from feeds.errors import FormatError
from tests.feeds.documents.made_files import message

HEAD = "From: Ines Okoro <ines@gazette.example>\nSubject: Pilot paused\nDate: Tue, 5 Mar 2024 09:30:00 +0100"
PLAIN = ("text/plain; charset=utf-8", "The council voted.\n\nIt was close.")
PAGE = (
    "text/html; charset=utf-8",
    '<p>The council <b>voted</b>, see <a href="https://g.example/r">here</a>.</p><p>It was close.</p>',
)


def test_a_message_says_subject_sender_and_date() -> None:
    read = mail(message(HEAD, PLAIN))
    assert (read.title, read.author, read.source) == ("Pilot paused", "Ines Okoro", "gazette.example")
    assert read.published == datetime(2024, 3, 5, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    assert read.text == "The council voted.\n\nIt was close."


def test_encoded_fields_and_bodies_are_read() -> None:
    head = "From: =?utf-8?q?J=C3=BCrgen?= <j@g.example>\nSubject: =?iso-8859-1?q?=DCberwachung?="
    head += "\nContent-Transfer-Encoding: base64"
    read = mail(message(head, ("text/plain; charset=utf-8", "w5xiZXJ3YWNodW5nIGdlc3RvcHB0Lg==")))
    assert (read.author, read.title, read.text) == ("Jürgen", "Überwachung", "Überwachung gestoppt.")


def test_a_list_is_the_source_and_its_archive_the_address() -> None:
    head = f"{HEAD}\nList-Id: Harbour Weekly <weekly.g.example>\nArchived-At: <https://g.example/m/1>"
    read = mail(message(head, PLAIN))
    assert (read.source, read.url) == ("Harbour Weekly", "https://g.example/m/1")


def test_the_page_is_read_where_the_plain_part_only_says_where_it_is() -> None:
    short = ("text/plain", "Read online.")
    read = mail(message(HEAD, short, PAGE))
    assert read.text == "The council voted, see here.\n\nIt was close."
    assert [link.url for link in read.links] == ["https://g.example/r"]
    assert mail(message(HEAD, PLAIN, PAGE)).text == "The council voted.\n\nIt was close."
    assert mail(message(HEAD, PAGE)).text.startswith("The council voted, see")


def test_what_is_attached_is_named() -> None:
    report = ('application/pdf; name="Report.pdf"\nContent-Disposition: attachment', "%PDF")
    data = message(HEAD, PLAIN, *[report] * 200)
    assert mail(message(HEAD, PLAIN, report)).enclosures == (Enclosure("", "application/pdf", "Report.pdf"),)
    assert len(mail(data).enclosures) == MOST_ENCLOSURES
    assert mail(message(HEAD, PLAIN, PAGE)).enclosures == ()
    kept = Story.from_document(Story("m", "Pilot paused", enclosures=mail(data).enclosures).to_document())
    assert kept.enclosures == (Enclosure("", "application/pdf", "Report.pdf"),)


def test_signatures_go_and_flowed_lines_are_whole() -> None:
    assert mail(message(HEAD, (PLAIN[0], "The council voted.\n\n-- \nInes\n+1 555"))).text == "The council voted."
    flowed = ("text/plain; format=flowed", "The council \nvoted on the \ncameras.\nIt was close.")
    assert mail(message(HEAD, flowed)).text == "The council voted on the cameras.\nIt was close."


def test_attachments_are_left_out_however_many() -> None:
    files = [("text/plain\nContent-Disposition: attachment; filename=a.txt", f"secret {n}") for n in range(200)]
    assert mail(message(HEAD, PLAIN, *files)).text == "The council voted.\n\nIt was close."


def test_a_letter_in_another_character_set_than_it_says_is_read() -> None:
    data = message(HEAD, ("text/plain; charset=x-none", "Die Überwachung wurde öffentlich geprüft."))
    assert mail(data).text == "Die Überwachung wurde öffentlich geprüft."


@pytest.mark.parametrize("data", [b"hello", b"", b"\0" * 100, b"X: 1\n\nno sender and no subject"])
def test_what_is_no_message_gets_a_reason(data: bytes) -> None:
    with pytest.raises(FormatError, match="e-mail"):
        mail(data)


HOSTILE = [
    "From: =?utf-8?q?=FF=FE?= <a@b\nSubject: =?nope?x?y?=\nDate: 99 Xyz 2024",
    'From: "\n (((((\nSubject: a\x1b[2J\u202eb\nDate:',
    'Subject: x\nFrom: "a" <' + "a@" * 500 + ">\nList-Id: <<>>\nContent-Language: ,,",
    "Subject: x\nContent-Transfer-Encoding: nope",
]


@pytest.mark.parametrize("head", HOSTILE)
def test_broken_fields_harm_nothing(head: str) -> None:
    read = mail(message(head, PLAIN))
    assert read.text
    assert not set(read.title + read.author + read.source) & {"\x1b", "\u202e"}


def test_parts_that_nest_end_in_a_message_or_a_reason() -> None:
    nested = HEAD + "".join(f'\nContent-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}' for n in range(300))
    try:
        mail(nested.encode())
    except FormatError as error:
        assert "e-mail" in str(error)


@given(st.binary(max_size=300))
def test_no_message_is_too_odd(data: bytes) -> None:
    try:
        read = mail(b"Subject: x\n" + data)
    except FormatError:
        return
    assert "\x1b" not in read.text + read.title + read.author


@pytest.mark.parametrize("label", ["windows-1252", "iso-8859-1", "us-ascii", "utf-8", "x-none"])
def test_a_part_in_utf_8_is_read_whatever_it_says(label: str) -> None:
    text = "Die Überwachung wurde öffentlich geprüft."
    assert mail(message(HEAD, (f"text/plain; charset={label}", text))).text == text


def test_a_part_in_an_old_character_set_is_read() -> None:
    data = message(HEAD, ("text/plain; charset=cp850", "Gepr@ft.")).replace(b"@", b"\x81")
    assert mail(data).text == "Geprüft."
