"""The facade: what is brought is found, what is decided is kept."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from civic.identity import Terms
from civic.judgement import READ, Decision, Verdict, concern_field
from civic.query import EVERYTHING, And, Has, Is, Not, Or, Since, Words
from civic.story import Story
from storage.files.errors import StorageError
from storage.files.places import Places
from storage.library.library import Library
from tests.storage.conftest import at, story, suggestions

Opener = Callable[..., Library]
TAGGED = Decision(Verdict.TAGGED)


def found(library: Library, query: object = EVERYTHING) -> list[str]:
    return [row.id for row in library.rows(library.search(query))]  # type: ignore[arg-type]


def test_first_start_brings_the_seed_story(library: Library) -> None:
    assert library.first_run
    assert found(library) == ["seed-story"]
    assert "Palantir" in (library.story("seed-story") or Story("")).text


def test_second_start_is_no_first_run(places: Places, open_library: Opener) -> None:
    open_library(places).close()
    again = open_library(places)
    assert not again.first_run
    assert again.count() == 1


def test_a_named_file_that_is_not_there_is_an_error_and_is_not_created(tmp_path: Path, open_library: Opener) -> None:
    places = Places.find(tmp_path / "home", tmp_path / "none.json", environ={})
    with pytest.raises(StorageError, match=r"no story file .*none\.json"):
        open_library(places)
    assert not (tmp_path / "none.json").exists()


def test_newest_stories_come_first_and_pages_follow_each_other(library: Library) -> None:
    library.put_many([story(f"s{n}", hours=n) for n in (2, 0, 1)])
    keys = library.search(limit=2)
    assert [row.id for row in library.rows(keys)] == ["s2", "s1"]
    rest = library.search(limit=2, before=keys[-1])
    assert [row.id for row in library.rows(rest)] == ["s0", "seed-story"]


def test_what_is_brought_is_new_changed_or_the_same(library: Library) -> None:
    first = library.put_many([story("a", "one"), story("b", "two")])
    assert (first.new, first.changed, first.same) == (("a", "b"), (), 0)
    second = library.put_many([story("a", "one more"), story("b", "two"), story("c")])
    assert (second.new, second.changed, second.same) == (("c",), ("a",), 1)
    assert [library.story(name) for name in "abc"] == [story("a", "one more"), story("b", "two"), story("c")]


def test_bringing_the_same_again_writes_nothing(library: Library, places: Places) -> None:
    library.put_many([story("a", "one")])
    before = places.stories.stat()
    library.put_many([story("a", "one")])
    assert places.stories.stat().st_ino == before.st_ino


def test_a_changed_story_is_found_by_its_new_words_only(library: Library) -> None:
    library.put_many([story("a", "apples"), story("b", "bread")])
    library.put_many([story("a", "pears", hours=5)])
    assert found(library, Words(("apples",))) == []
    assert found(library, Words(("pear",))) == ["a"]
    assert found(library, Words(("bread",))) == ["b"]


def test_words_are_found_by_field_beginning_phrase_and_without_accents(library: Library) -> None:
    library.put_many(
        [story("one", "Café de la Gare", source="Le Monde"), story("two", "gare de la café", author="Zoë")]
    )
    assert found(library, Words(("caf",))) == ["two", "one"]
    assert found(library, Words(("cafe", "de", "la"), prefix=False)) == ["one"]
    assert found(library, Words(("monde",), "source")) == ["one"]
    assert found(library, Words(("zoe",), "author")) == ["two"]
    assert found(library, Words(("caf",), prefix=False)) == []


def test_queries_combine(library: Library) -> None:
    library.put_many([story("a", "red cat", hours=1), story("b", "red dog", hours=2), story("c", "blue cat", hours=3)])
    red, cat = Words(("red",)), Words(("cat",))
    assert found(library, And((red, cat))) == ["a"]
    assert found(library, And((red, Not(cat)))) == ["b"]
    assert found(library, Not(Or((red, cat)))) == ["seed-story"]
    assert found(library, And((cat, Since(at(2))))) == ["c"]
    assert found(library, Or((And((red, Not(cat))), Has("feed", "x"), Since(at(3))))) == ["c", "b"]


def test_a_decision_is_shown_searched_and_there_after_a_restart(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a"), story("b", hours=1)])
    library.judge([("a", concern_field("privacy"), TAGGED), ("a", READ, True), ("b", "note", "Ask Zoë")])
    for again in (library, None):
        if again is None:
            library.close()
            again = open_library(places)
        assert again.judgement("a").tags == ("privacy",)
        row = again.rows([again.key_of("a") or 0])[0]
        assert (row.tags, row.read, row.noted) == (("privacy",), True, False)
        assert found(again, Has("tag", "priv")) == ["a"]
        assert found(again, And((Is("unread"), Words(("zoe",), "note")))) == ["b"]


def test_every_decision_has_a_history(library: Library) -> None:
    done = library.judge([("a", "star", True)])
    done += library.judge([("a", "star", None)])
    assert library.history("a") == done
    assert [(step.was, step.value, step.who, step.at) for step in done] == [
        (None, True, "ada", "2026-01-01T00:00:00.000000+00:00"),
        (True, None, "ada", "2026-01-01T00:00:00.000001+00:00"),
    ]


def test_a_decision_that_changes_nothing_is_not_written(library: Library, places: Places) -> None:
    library.judge([("a", "star", True)])
    size = places.journal.stat().st_size
    assert library.judge([("a", "star", True), ("a", "note", "")]) == []
    assert places.journal.stat().st_size == size


def test_decisions_outlive_a_story_that_is_fetched_again(library: Library) -> None:
    library.judge([("later", concern_field("bias"), TAGGED)])
    library.put_many([story("later", "one")])
    assert found(library, Has("tag", "bias")) == ["later"]
    library.put_many([story("later", "two", hours=9)])
    assert found(library, Has("tag", "bias")) == ["later"]
    assert library.rows(library.search(Has("tag", "bias")))[0].tags == ("bias",)


def test_suggestions_are_kept_found_and_given_up_when_decided(library: Library) -> None:
    seed = library.story("seed-story")
    assert seed
    assert library.analysis(seed.id) is None
    suggested = suggestions(seed.text, "privacy", "bias", stakeholder="Palantir")
    library.keep_analysis(seed, suggested)
    assert library.analysis(seed.id) == suggested
    row = library.rows(library.search(Has("concern", "privacy")))[0]
    assert row.suggested == ("privacy", "bias")
    assert found(library, Has("stakeholder", "palant")) == [seed.id]
    assert found(library, Has("role", "supplier")) == [seed.id]
    library.judge([(seed.id, concern_field("privacy"), Decision(Verdict.REJECTED))])
    assert found(library, Has("concern", "privacy")) == []
    assert library.rows(library.search())[0].suggested == ("bias",)


def test_suggestions_go_with_the_text_that_they_were_made_for(library: Library) -> None:
    library.put_many([story("a", "Cameras.")])
    library.keep_analysis(story("a", "Cameras."), suggestions("Cameras.", "privacy"))
    assert library.pending() == (1, 2)
    library.put_many([story("a", "Nothing happened.")])
    assert library.analysis("a") is None
    assert library.pending() == (0, 2)


def test_what_is_pending_is_counted_where_something_has_changed(library: Library) -> None:
    library.put_many([story("a", "Cameras.")])
    assert library.pending() == (0, 2)
    asked: list[str] = []
    library._live.index.connection.set_trace_callback(asked.append)
    assert library.pending() == (0, 2)
    assert not [sql for sql in asked if "count" in sql]
    with closing(sqlite3.connect(str(library._live.index.path))) as other, other:
        other.execute("UPDATE stories SET suggested = '' WHERE id = 'a'")
    assert library.pending() == (1, 2)


def test_new_means_fetched_since_the_desk_was_left(places: Places, open_library: Opener) -> None:
    library = open_library(places, now=at(5))
    library.put_many([story("old", fetched=at(4))])
    library.leave()
    library.close()
    again = open_library(places)
    again.put_many([story("fresh", fetched=at(6))])
    assert found(again, Is("new")) == ["fresh"]


def test_stock_tinydb_opens_our_files(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", "Größe")])
    library.judge([("a", "note", "so weit")])
    library.close()
    with TinyDB(places.stories) as stories:
        assert [row["id"] for row in stories.table("stories")] == ["seed-story", "a"]
    with TinyDB(places.judgements) as judgements:
        (row,) = judgements.table("judgements")
        assert [(one["field"], one["value"], one["who"]) for one in row["history"]] == [("note", "so weit", "ada")]


def test_a_foreign_file_keeps_what_is_not_ours_to_the_byte(tmp_path: Path, open_library: Opener) -> None:
    path = tmp_path / "theirs.json"
    odd = '{"headline": "Odd", "body": "one", "m": [1.0, 1e400, {"x":   "\\ud800"}], "big": 12345678901234567890}'
    path.write_text(
        '{"other": {"7": {"k": 1}}, "_default": {"4": ' + odd + ', "9": {"title": "Two", "link": "http://t"}}}'
    )
    library = open_library(Places.find(tmp_path / "home", path, environ={}))
    assert [row.title for row in library.rows(library.search())] == ["Two", "Odd"]
    assert path.read_text().startswith('{"other"')
    library.put_many([story("new")])
    lines = path.read_text().splitlines()
    assert f'"4": {odd},' in lines
    tables = json.loads(path.read_text())
    assert tables["other"] == {"7": {"k": 1}}
    assert [body.get("title") for body in tables["_default"].values()] == [None, "Two", "new"]
    assert list(tables["_default"]) == ["4", "9", "10"]
    with TinyDB(path) as stock:
        assert len(stock) == 3


def test_a_change_keeps_the_fields_that_are_not_ours(tmp_path: Path, open_library: Opener) -> None:
    path = tmp_path / "theirs.json"
    path.write_text('{"stories": {"1": {"id": "a", "title": "Old", "mine": 1}}}')
    library = open_library(Places.find(tmp_path / "home", path, environ={}))
    library.put_many([Story("a", "New")])
    assert json.loads(path.read_text())["stories"]["1"] == {"id": "a", "title": "New", "mine": 1}


def test_ids_by_their_beginning(library: Library) -> None:
    library.put_many([story("ab1"), story("ab2"), story("b")])
    assert library.ids("ab") == ["ab1", "ab2"]
    assert library.ids("a%") == []


def test_facets_count_what_is_found(library: Library) -> None:
    library.put_many([story("a", "x", source="BBC", feed="http://f"), story("b", "y", source="BBC")])
    library.judge([("a", concern_field("bias"), TAGGED)])
    facets = library.facets()
    assert facets["source"] == [("BBC", 2), ("civicdesk", 1)]
    assert facets["feed"] == [("http://f", 1)]
    assert facets["month"] == [("2026-01", 2)]
    assert library.facets(Words(("x",)))["concern"] == [("bias", 1)]


def test_everything_can_be_walked_through(library: Library) -> None:
    library.put_many([story(f"s{number}", hours=number) for number in range(1203)])
    walked = [each.id for each in library.iterate()]
    assert walked == [*(f"s{number}" for number in reversed(range(1203))), "seed-story"]


def test_what_a_file_can_not_hold_makes_no_change(library: Library) -> None:
    precise = story("a", " spaces around \n", published=at(1) + timedelta(microseconds=5))
    assert library.put_many([precise, Story("empty")]).new == ("a",)
    assert library.put_many([precise]).same == 1


def test_what_a_feed_does_not_date_is_listed_as_the_feed_has_it(library: Library) -> None:
    terms = Terms(subscribed=frozenset({"f"}))
    first = [Story(f"s{n}", title=f"Item {n} of the list", feed="f", fetched=at(900)) for n in (1, 2, 3)]
    library.put_many(first, terms)
    assert found(library)[:3] == ["s1", "s2", "s3"]
    again = [Story("s0", title="Something new", feed="f", fetched=at(901)), *first]
    library.put_many(again, terms)
    assert found(library)[:4] == ["s0", "s1", "s2", "s3"]
