"""What extras said is kept in the cache: by text and badge, for as long as it rests on the same."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from civic.analysis.analyse import analyse
from civic.codebook import DEFAULT
from civic.second_opinion import SecondOpinion
from civic.story import Span, Story
from civic.suggestions import Evidence, Suggestion
from storage.files.places import Places
from storage.index.second_opinions import keep_opinion, opinion_by, opinions, with_opinions
from storage.library.library import Library
from storage.live import analyser
from tests.storage.conftest import story

TEXT = "A park reopens on Monday. Nothing else happened."
OPEN = Callable[..., Library]


def said(text: str = TEXT, by: str = "llm tiny", concern: str = "environment") -> SecondOpinion:
    span = Span(0, 25, text[:25])
    return SecondOpinion(by, (), (Suggestion(concern, 0.0, True, (), (Evidence(span, 1.0),), (by,)),), 2)


def test_what_is_kept_comes_back_for_this_very_text_and_basis(places: Places) -> None:
    one = story("a", TEXT)
    assert opinions(places, one, DEFAULT) == []
    keep_opinion(places, one, said(), "basis", DEFAULT)
    assert opinions(places, one, DEFAULT) == [said()]
    assert opinion_by(places, one, "llm tiny", "basis") == said()
    assert opinion_by(places, one, "llm tiny", "other") is None
    assert opinion_by(places, one, "llm large", "basis") is None
    assert opinions(places, story("a", TEXT + " Or did it?"), DEFAULT) == []
    assert opinions(places, Story("another", title="a", text=TEXT), DEFAULT) == [
        said()
    ]  # the text counts, not the story


def test_a_badge_is_kept_once_and_the_oldest_go(places: Places) -> None:
    one = story("a", TEXT)
    keep_opinion(places, one, said(), "old", DEFAULT)
    keep_opinion(places, one, said(concern="labour"), "new", DEFAULT)
    assert opinions(places, one, DEFAULT) == [said(concern="labour")]
    for number in range(20):
        keep_opinion(places, one, said(by=f"llm {number}"), "new", DEFAULT)
    assert [kept.by for kept in opinions(places, one, DEFAULT)] == [f"llm {number}" for number in range(12, 20)]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[1]", b"\xff", b'{"llm tiny": 3}', b'{"llm tiny": {"basis": "b", "opinion": {}}}',
             b"[" * 100_000],
)  # fmt: skip
def test_a_broken_file_is_as_none(places: Places, body: bytes) -> None:
    one = story("a", TEXT)
    keep_opinion(places, one, said(), "basis", DEFAULT)
    (path,) = places.opinions.glob("*.json")
    path.write_bytes(body)
    assert opinions(places, one, DEFAULT) == []
    keep_opinion(places, one, said(), "basis", DEFAULT)
    assert opinions(places, one, DEFAULT) == [said()]


def test_a_span_that_is_not_in_the_text_is_not_taken(places: Places) -> None:
    one = story("a", TEXT)
    keep_opinion(places, one, said(), "basis", DEFAULT)
    (path,) = places.opinions.glob("*.json")
    path.write_bytes(path.read_bytes().replace(b'"end": 25', b'"end": 26'))
    assert opinions(places, one, DEFAULT) == []


def test_they_stand_behind_our_suggestions_and_outlive_the_index(places: Places, open_library: OPEN) -> None:
    one = story("a", TEXT)
    keep_opinion(places, one, said(), "basis", DEFAULT)
    ours = analyse(one.text, one.title)
    assert with_opinions(places, one, ours, DEFAULT).suggested[-1].badges == ("llm tiny",)
    library = open_library(places)
    library.put_many([one])
    assert analyser.run(places)
    library.poll()
    kept = library.analysis("a")
    assert kept is not None
    assert kept.suggested[-1].badges == ("llm tiny",)
    assert kept == with_opinions(places, one, ours, DEFAULT)


def test_of_an_opinion_by_another_codebook_only_the_stakeholders_stay(places: Places) -> None:
    one = story("a", TEXT)
    keep_opinion(places, one, said(concern="labour"), "basis", DEFAULT)
    others = [replace(each, label="Football") if each.id == "labour" else each for each in DEFAULT.concerns]
    (kept,) = opinions(places, one, replace(DEFAULT, concerns=tuple(others)))
    assert (kept.concerns, kept.stakeholders) == ((), said().stakeholders)
