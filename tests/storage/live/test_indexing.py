"""Large files: the newest stories at once, all of them soon, and nothing is lost in between."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from civic.query import And, Not, Query, Words
from civic.story import Story
from storage.files.places import Places
from storage.files.tinydb_lines import as_json
from storage.index import schema
from storage.index.first_page import last_stories
from storage.index.schema import has_words
from storage.library.library import Library
from storage.live import live_index
from tests.storage.conftest import at, story, suggestions
from tests.storage.test_processes import until

Opener = Callable[..., Library]
MANY = [story(f"s{number:03}", f"Text {number}." + " word" * 300, hours=number) for number in range(300)]


def stock(path: Path, **options: int) -> None:
    """A file as TinyDB's own storage writes it."""
    documents = {str(number): each.to_document() for number, each in enumerate(MANY, 1)}
    path.write_text(json.dumps({"_default": documents}, **options))  # type: ignore[arg-type]


@pytest.fixture(params=["lines", "one line", "indented"])
def large(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """A library of 300 stories that counts as a large one."""
    monkeypatch.setattr(live_index, "SMALL", 10_000)
    path = tmp_path / "large.json"
    if request.param == "lines":
        rows = [b'"%d": %s' % (number, as_json(each.to_document())) for number, each in enumerate(MANY, 1)]
        path.write_bytes(b'{\n"stories": {\n' + b",\n".join(rows) + b"\n}\n}\n")
    else:
        stock(path, **({"indent": 4} if request.param == "indented" else {}))
    return Places.find(tmp_path / "home", path, environ={})


def found(library: Library, query: Query) -> list[str]:
    return [row.id for row in library.rows(library.search(query))]


def test_the_last_stories_are_there_at_once_and_all_of_them_soon(large: Places, open_library: Opener) -> None:
    library = open_library(large)
    assert library.indexing
    rows = library.rows(library.search())
    assert rows[0].id == "s299"
    assert 20 < len(rows) <= 60
    assert library.story("s290") == MANY[290]
    assert found(library, Words(("295",))) == ["s295"]
    assert until(lambda: library.poll() and not library.indexing)
    assert library.count() == 300
    assert library.story("s000") == MANY[0]
    assert found(library, Words(("7",), prefix=False)) == ["s007"]


def test_what_is_decided_meanwhile_is_kept(large: Places, open_library: Opener) -> None:
    library = open_library(large)
    library.judge([("s299", "note", "seen early"), ("s001", "star", True)])
    assert library.rows(library.search())[0].noted
    library.wait()
    assert not library.indexing
    assert library.rows(library.search())[0].noted
    assert library.judgement("s001").starred
    assert len(library.history("s299")) == 1


def test_what_was_decided_before_is_known_on_the_first_page(large: Places, open_library: Opener) -> None:
    library = open_library(large)
    library.judge([("s298", "star", True), ("s000", "star", True)])
    library.wait()
    library.close()
    for path in large.cache.iterdir():
        path.unlink()
    again = open_library(large)
    assert again.indexing
    assert [row.id for row in again.rows(again.search()) if row.starred] == ["s298"]
    assert again.judgement("s000").starred


def test_stories_can_be_brought_meanwhile(large: Places, open_library: Opener) -> None:
    library = open_library(large)
    assert library.put_many([story("new", hours=999), MANY[0]]).same == 1
    assert library.count() == 301
    assert library.rows(library.search())[0].id == "new"
    assert library.story("s150") == MANY[150]


def test_progress_is_told(large: Places) -> None:
    told: list[str] = []
    with Library.open(large, who="ada", now=lambda: at(0), progress=told.append) as library:
        library.wait()
    assert "being built" in told[0]


def test_suggestions_survive_a_rebuild_for_the_stories_that_are_the_same(places: Places, open_library: Opener) -> None:
    library = open_library(places)
    library.put_many([story("a", "Cameras."), story("b", "Drones.")])
    for each in library.stories(["a", "b"]):
        library.keep_analysis(each, suggestions(each.text, "privacy"))
    library.close()
    places.stories.write_bytes(places.stories.read_bytes().replace(b"Drones.", b"Trains."))
    again = open_library(places)
    assert again.analysis("a") == suggestions("Cameras.", "privacy")
    assert again.analysis("b") is None
    assert [row.suggested for row in again.rows(again.search())] == [(), ("privacy",), ()]


def test_a_child_that_fails_is_told_and_an_index_in_memory_serves(
    large: Places, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    large.cache.mkdir(parents=True)
    large.index.mkdir()  # the pointer can't be written
    library = open_library(large)
    assert until(lambda: bool(library.poll() or library.notices))
    assert not library.indexing
    assert library.rows(library.search())[0].id == "s299"
    assert until(lambda: library.count() == 300)  # by an index in memory, where none can be kept
    library.poll()
    assert not library.indexing
    assert library._live._child is None
    assert library.put_many([story("new")]).new == ("new",)
    assert library.count() == 301


def test_without_fts5_every_story_is_read(
    places: Places, open_library: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_WORD_TABLES", "CREATE VIRTUAL TABLE words USING fts_that_is_not_there(title);")
    library = open_library(places)
    assert not has_words(library._live.index.connection)
    library.put_many([story("a", "red cat", hours=2), story("b", "red dog", hours=1)])
    library.put_many([story("a", "red bird", hours=2)])
    library.judge([("b", "note", "Grün")])
    red = Words(("red",))
    assert found(library, red) == ["a", "b"]
    assert library.search(red, limit=1) == [library.key_of("a")]
    assert found(library, And((red, Not(Words(("dog",)))))) == ["a"]
    assert found(library, Words(("grun",), "note")) == ["b"]
    assert library.count(red) == 2


def test_the_end_of_a_file_is_read_whatever_its_layout(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    for options in ({}, {"indent": 2}):
        stock(path, **options)
        whole = path.read_bytes()
        for start, length, each in last_stories(path):
            assert Story.from_document(json.loads(whole[start : start + length])) == each
        assert [each.id for _, _, each in last_stories(path)][-1] == "s299"


@pytest.mark.parametrize("version", [schema.VERSION - 1, schema.VERSION + 1, None])
def test_an_index_of_another_version_is_built_anew(places: Places, open_library: Opener, version: int | None) -> None:
    library = open_library(places)
    library.put_many([story("a", "Cameras.")])
    library.judge([("a", "star", True)])
    library.close()
    before = places.index.read_bytes()
    db = sqlite3.connect(places.cache / before.decode())
    db.execute("UPDATE meta SET value = ? WHERE name = 'version'", (json.dumps(version),))
    db.execute("UPDATE stories SET title = 'as another version wrote it', starred = 0")
    db.commit()
    db.close()
    again = open_library(places)
    assert places.index.read_bytes() != before
    assert not (places.cache / before.decode()).exists()
    row = next(row for row in again.rows(again.search()) if row.id == "a")
    assert (row.title, row.starred) == ("a", True)


def test_an_open_index_that_gives_way_to_one_of_another_version_is_not_misread(
    places: Places, open_library: Opener
) -> None:
    """Two programs of different versions on one home: each serves an index that it understands."""
    library = open_library(places)
    library.put_many([story("a", "Cameras.")])
    foreign = places.cache / f"{places.index.name}-foreign.sqlite"
    with sqlite3.connect(foreign) as db:
        db.executescript("CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT); INSERT INTO meta VALUES('version', 1);")
    db.close()
    places.index.write_text(foreign.name)
    library.poll()
    assert "a" in found(library, Words(("cameras",)))
    library.put_many([story("b", "Drones.")])
    assert found(library, Words(("drones",))) == ["b"]
