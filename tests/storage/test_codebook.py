from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.analysis.analyse import analyse
from civic.codebook import CONCERNS, DEFAULT
from storage.codebook import basis, learn, load
from storage.index.schema import Index, create
from storage.library import Library
from storage.places import Places


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


def test_a_concern_that_is_always_rejected_is_remembered_as_sunk_and_comes_up_again(places: Places) -> None:
    index = Index(None)
    create(index.connection)
    for key in range(10):
        row = (key, str(key), "power\nbias" if key < 9 else "power", "bias" if key == 9 else "")
        index.connection.execute(
            "INSERT INTO stories(key, id, title, source, feed, at, fetched, rejected, tags)"
            " VALUES(?, ?, '', '', 0, 0, 0, ?, ?)", row,
        )  # fmt: skip
    learn(places, index.connection)
    assert load(places).codebook.sunk == {"power", "bias"}
    index.connection.execute("UPDATE stories SET tags = tags || '\nbias' WHERE key < 3")  # a rule tags without reading
    index.connection.executemany("INSERT INTO facet VALUES('ruled', 'bias', ?)", [(key,) for key in range(3)])
    learn(places, index.connection)
    assert "bias" in load(places).codebook.sunk
    index.connection.execute("UPDATE stories SET tags = 'power', rejected = '' WHERE key < 2")
    learn(places, index.connection)
    assert load(places).codebook.sunk == frozenset()
    index.close()


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
