from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.analysis.analyse import analyse
from civic.codebook import CONCERNS, DEFAULT, slug
from civic.judgement import Decision, Verdict, concern_field
from civic.story import Story
from storage.files.places import Places
from storage.library.library import Library
from storage.settings import codebook
from storage.settings.codebook import CodebookFile, basis, codebook_of, load, remember_sunk


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
        (f"version = {'1' * 5000}\n", "can't be read"),
        ("concerns = 3", "has to be tables"),
        ("off = ['bias']", "there is no 'off'"),
        ("[concerns.x]\nkeywords = 'a'", "keywords of 'x' can't be"),
        ("[concerns.bias]\ncolour = 'red'", "colour of 'bias' can't be 'red'"),
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


def test_tags_are_renamed_and_merged_by_what_they_were(places: Places) -> None:
    write(
        places,
        """
        [concerns.housing]
        was = ["Homes", "rent!", "homes", "housing", "bias"]
        [concerns.rent]
        off = true
        was = ["flats"]
        [concerns.privacy]
        was = ["watching"]
        """,
    )
    found = load(places)
    assert not found.problems
    assert found.codebook.was == (
        ("housing", ("homes", "rent", "bias")),
        ("rent", ("flats",)),
        ("privacy", ("watching",)),
    )
    assert found.codebook.renamed == {
        "homes": "housing", "rent": "housing", "bias": "housing", "flats": "housing", "watching": "privacy"
    }  # fmt: skip
    assert found.codebook.get("bias") is not None
    assert found.codebook.keywords == ()


@pytest.mark.parametrize(
    ("body", "renamed", "said"),
    [
        ("[concerns.bias]\nwas = 'old'", {}, ["was of 'bias' can't be 'old'"]),
        ("[concerns.bias]\nwas = {a = 'old'}", {}, ["was of 'bias' can't be {'a': 'old'}"]),
        ("[concerns.bias]\nwas = ['old', 3]", {"old": "bias"}, ["was of 'bias' can't be ['old', 3]"]),
        ("[concerns.bias]\nwas = ['!!', 'old', '']", {"old": "bias"}, ["'!!' in was of 'bias' is no tag", "'' in was"]),
        ("[concerns.x]\nwas = []", {}, []),
        ("[concerns.bias]\nwas = ['Bias', 'BIAS!']", {}, []),
        (f"[concerns.bias]\nwas = {[f't{n}' for n in range(201)]}", {f"t{n}": "bias" for n in range(200)},
         ["only the first 200 tags in was of 'bias'"]),
        ("[concerns.bias]\nwas = ['a']\n[concerns.power]\nwas = ['b', 'A']", {"a": "bias", "b": "power"},
         ["'a' is 'bias' now, so it can't be in was of 'power': take it out"]),
        ("[concerns.bias]\nwas = ['power']\n[concerns.power]\nwas = ['bias', 'a']\n[concerns.x]\nwas = ['b']",
         {"b": "x"}, ["circle, so none of these is renamed till you take one out: 'power', 'bias', 'a'."]),
    ],
)  # fmt: skip
def test_old_tags_that_can_not_be_are_said_and_the_rest_is_renamed(
    places: Places, body: str, renamed: dict[str, str], said: list[str]
) -> None:
    write(places, body)
    found = load(places)
    assert found.codebook.renamed == renamed
    assert len(found.problems) == len(said)
    assert all(one in problem for one, problem in zip(said, found.problems, strict=True))


TAGS = st.sampled_from(["a", "b", "c", "D d", "privacy", "bias", "!"])


@given(st.dictionaries(TAGS, st.lists(st.one_of(TAGS, st.integers()), max_size=6)))
def test_whatever_tags_were_each_is_called_one_thing_or_is_said_not_to_be(was: dict[str, list[object]]) -> None:
    found = codebook_of({"concerns": {tag: {"was": olds} for tag, olds in was.items()}})
    olds = [old for _, olds in found.codebook.was for old in olds]
    assert len(olds) == len(set(olds))
    renamed = found.codebook.renamed
    assert not set(renamed) & set(renamed.values())
    assert (set(olds) == set(renamed)) != any("circle" in problem for problem in found.problems)
    wanted = {slug(old) for tag, all_of_it in was.items() if slug(tag)
              for old in all_of_it if isinstance(old, str) and slug(old) not in ("", slug(tag))}  # fmt: skip
    assert set(olds) == wanted
    assert found.codebook.basis == codebook_of({"concerns": {tag: {"was": []} for tag in was}}).codebook.basis


def test_the_codebook_in_use_is_read_again_only_when_a_file_of_it_has_changed(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CodebookFile(places)
    assert file.current() == DEFAULT
    write(places, "[concerns.bias]\nwas = ['unfair']")
    assert file.current().renamed == {"unfair": "bias"}
    monkeypatch.setattr(codebook, "load", None)
    assert file.current().renamed == {"unfair": "bias"}
    monkeypatch.undo()
    remember_sunk(places, ["bias"])
    assert file.current().sunk == {"bias"}
    places.codebook.unlink()
    assert file.current().renamed == {}


def test_bytes_that_are_no_text_are_said_too(places: Places) -> None:
    places.codebook.write_bytes(b"\xff\xfe\x00")
    assert load(places).problems
    assert load(places).codebook == DEFAULT


def test_what_suggestions_rest_on_changes_with_keywords_and_not_with_names(places: Places) -> None:
    before = basis(places)
    write(places, "[concerns.bias]\nlabel = 'Fairness'\nwas = ['unfair']")
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


def test_that_a_concern_has_no_keywords_is_no_problem_but_a_hint(places: Places) -> None:
    write(places, "[concerns.x]\nlabel = 'X'\n[concerns.meant]\nkeywords = []\n[concerns.bias]\nlabel = 'B'")
    found = load(places)
    assert found.problems == ()
    assert found.hints == ("codebook.toml: 'x' has no keywords, so it is never suggested.",)
