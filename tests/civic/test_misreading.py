"""What is another text, read in a wrong character set."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from civic.identity import Terms, identify
from civic.merge import merge
from civic.misreading import is_misreading, mended
from civic.news import new_sentences
from civic.story import Story
from civic.text import clean
from tests.civic.test_identity import Shelf

GERMAN = "Die Überwachung – “Pilot” genannt – müsse öffentlich geprüft werden."
JAPANESE = "市議会、顔認証カメラを停止 ①"


@pytest.mark.parametrize("wrong", ["cp1252", "iso8859-2"])
@pytest.mark.parametrize(
    ("text", "right"),
    [
        (GERMAN, "utf-8"),
        ("Gazette für Köln", "utf-8"),
        (JAPANESE, "cp932"),
        ("시의회, 얼굴인식 카메라 중단", "cp949"),
        ("Плохо 中文", "utf-8"),
        ("Новости Москвы", "cp1251"),
    ],
)
def test_bytes_taken_for_others_are_known_again(text: str, right: str, wrong: str) -> None:
    misread = clean(text.encode(right).decode(wrong, "ignore"))
    assert is_misreading(misread, text)
    assert mended(misread, text) == text


def test_letters_that_were_lost_are_known_again() -> None:
    assert is_misreading("Gazette f\ufffdr K\ufffdln", "Gazette für Köln")
    assert mended("Gazette für Köln", "Gazette f\ufffdr Köln") == "Gazette für Köln"


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ("Café closes", "Café opens"),
        ("Mine", "Gazette für Köln"),
        ("", "Köln"),
        (GERMAN, f"{GERMAN} Am Montag beschloss der Rat, sie abzuschalten."),
        (f"{GERMAN} Am Montag.", f"{GERMAN} 市政府宣布暂停使用一种系统。"),
        ("K\ufffdln", "Hamburg"),
    ],
)
def test_other_words_are_no_misreading(known: str, new: str) -> None:
    assert not is_misreading(known, new)


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_compared(known: str, new: str) -> None:
    assert is_misreading(known, known) is False
    assert isinstance(is_misreading(known, new), bool)


def test_a_story_whose_letters_are_mended_is_the_same_and_nothing_new() -> None:
    when = datetime(2026, 11, 20, tzinfo=UTC)
    right = Story("b", JAPANESE, feed="f", text=JAPANESE * 12, published=when, source="Gazette für Köln")

    def misread(text: str) -> str:
        return clean(text.encode("cp932").decode("cp1252", "ignore"))

    known = replace(right, title=misread(right.title), text=misread(right.text), source="Gazette fÃ¼r KÃ¶ln")
    found = identify([right], Shelf(known), Terms(subscribed=frozenset({"f"})))
    assert [story.id for story in found.stories] == ["b"]
    assert new_sentences(known, right) == ()
    same_words = merge({"b": replace(right, source=known.source)}, [right])
    assert [story.source for story in same_words.renamed] == ["Gazette für Köln"]
    assert not same_words.changed
