from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.analysis.analyse import analyse
from civic.codebook import CONCERNS, DEFAULT
from civic.judgement import Decision, Verdict, concern_field
from civic.story import Story
from storage.files.places import Places
from storage.library.library import Library
from storage.settings.codebook import basis, load


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.find(tmp_path)


def write(places: Places, body: str) -> None:
    places.config.mkdir(parents=True, exist_ok=True)
    places.codebook.write_text(body, encoding="utf-8")


def test_without_a_file_the_codebook_of_the_house_holds(places: Places) -> None:
    found = load(places)
    assert found.codebook == DEFAULT
    assert not found.problems


def test_concerns_are_added_renamed_and_switched_off(places: Places) -> None:
    write(
        places,
        """
        [concerns."Social housing"]
        means = "who gets a home"
        keywords = ["eviction", "council flats", "eviction"]
        [concerns.privacy]
        label = "Watching people"
        [concerns.environment]
        off = true
        """,
    )
    found = load(places)
    assert not found.problems
    house = [concern.id for concern in CONCERNS if concern.id != "environment"]
    assert [concern.id for concern in found.codebook.concerns] == [*house, "social-housing"]
    assert found.codebook.label("privacy") == "Watching people"
    assert found.codebook.label("social-housing") == "Social housing"
    assert dict(found.codebook.keywords) == {"social-housing": ("eviction", "council flats")}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("[concerns.x\n", "can't be read"),
        ("concerns = 3", "has to be tables"),
        ("off = ['bias']", "there is no 'off'"),
        ("[concerns.x]\nkeywords = 'a'", "keywords of 'x' can't be"),
        ("[concerns.x]\nlabel = 'X'", "'x' has no keywords"),
        ("[concerns.bias]\ncolour = 'red'", "'bias' has no 'colour'"),
        ("[concerns.bias]\noff = 'yes'", "off of 'bias' can't be"),
        ("[concerns.'!!']\noff = true", "is no concern"),
        ("[concerns]\nbias = 1", "is no concern"),
    ],
)
def test_what_is_not_understood_is_said_and_the_rest_holds(places: Places, body: str, said: str) -> None:
    write(places, body)
    found = load(places)
    assert any(said in problem for problem in found.problems)
    assert {concern.id for concern in found.codebook.concerns} >= {concern.id for concern in CONCERNS}


def test_bytes_that_are_no_text_are_said_too(places: Places) -> None:
    places.codebook.write_bytes(b"\xff\xfe\x00")
    assert load(places).problems
    assert load(places).codebook == DEFAULT


def test_what_suggestions_rest_on_changes_with_keywords_and_not_with_names(places: Places) -> None:
    before = basis(places)
    write(places, "[concerns.bias]\nlabel = 'Fairness'")
    assert basis(places) == before
    write(places, "[concerns.bias]\nkeywords = ['unfair']")
    assert basis(places) != before


def test_a_concern_that_the_person_always_rejects_is_remembered_as_sunk_and_comes_up_again(places: Places) -> None:
    def judged(who: str, tag: str, verdict: Verdict, *stories: str, rule: str = "") -> None:
        with Library.open(places, who=who, now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as library:
            library.judge([(story, concern_field(tag), Decision(verdict, rule=rule)) for story in stories])

    names = [f"s{number}" for number in range(12)]
    with Library.open(places, who="me", now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as library:
        library.put_many([Story(name, name) for name in names])
    judged("ada", "bias", Verdict.REJECTED, *names)
    with Library.open(places, who="me", now=lambda: datetime(2026, 1, 1, tzinfo=UTC)) as library:
        library.judge([("s0", "star", True)])
    assert load(places).codebook.sunk == frozenset()  # it is not the user who rejects
    judged("me", "power", Verdict.REJECTED, *names[:10])
    assert load(places).codebook.sunk == {"power"}
    judged("me", "power", Verdict.TAGGED, *names[10:], rule="Money")
    assert load(places).codebook.sunk == {"power"}  # nor a rule that holds it up
    judged("me", "power", Verdict.TAGGED, *names[:3])
    assert load(places).codebook.sunk == frozenset()


def test_suggestions_that_are_kept_are_made_anew_when_the_codebook_changes(places: Places) -> None:
    def open_library() -> Library:
        return Library.open(places, who="me", now=lambda: datetime(2026, 1, 1, tzinfo=UTC))

    with open_library() as library:
        library.wait()
        (key,) = library.search(limit=1)
        (story,) = library.rows([key])
        text = library.story(story.id)
        assert text is not None
        library.keep_analysis(text, analyse(text.text, text.title))
    with open_library() as library:
        library.wait()
        assert library.analysis(story.id) is not None
    write(places, "[concerns.police]\nkeywords = ['police']")
    with open_library() as library:
        library.wait()
        assert library.analysis(story.id) is None
        assert not library.rows(library.search(limit=1))[0].analysed
