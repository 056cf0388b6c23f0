"""Stories taken out: their lines go, everything else stays to the byte, and the index goes with the file."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from civic.judgement import READ
from civic.query import EVERYTHING, Words
from storage.files.errors import UnwritableError
from storage.files.places import Places
from storage.library.library import Library
from storage.live import generations
from tests.storage.conftest import story

Opener = Callable[..., Library]

NAMES = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot"]


def test_a_story_that_is_removed_is_gone_and_its_judgement_stays(library: Library) -> None:
    library.put_many([story(name, f"About {name}.", hours=hours) for hours, name in enumerate(NAMES)])
    library.judge([("bravo", READ, True)])
    assert library.remove_many(["bravo", "nobody", "bravo"]) == ("bravo",)
    assert library.story("bravo") is None
    assert library.key_of("bravo") is None
    assert library.count(Words(("bravo",))) == 0
    assert library.count(Words(("charlie",))) == 1
    assert library.judgement("bravo").read
    assert library.remove_many(["bravo"]) == ()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sets(st.sampled_from(NAMES)), min_size=1, max_size=3))
def test_any_may_go_and_come_again_while_the_index_follows(
    steps: list[set[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    places = Places.find(tmp_path_factory.mktemp("home"), environ={})
    stories = {name: story(name, f"About {name}." * (hours + 1), hours=hours) for hours, name in enumerate(NAMES)}
    with Library.open(places, who="ada", now=lambda: story("x").published) as library:  # type: ignore[arg-type,return-value]
        library.remove_many(library.ids(""))
        for gone in steps:
            library.put_many(list(stories.values()))
            assert set(library.remove_many(gone)) == gone
            assert generations.fits(library._live.index, places)  # nothing had to be built anew
            left = set(NAMES) - gone
            assert {found.id for found in library.iterate()} == left
            assert {row["id"] for row in TinyDB(places.stories).table("stories").all()} == left
            assert all(library.story(name) == stories[name] for name in left)
        library.remove_many(NAMES)
        assert library.count(EVERYTHING) == 0
        assert json.loads(places.stories.read_bytes())["stories"] == {}


@pytest.mark.parametrize("comma", [",\n", " ,\n", "\n,\n", ",\r\n\n"])
@pytest.mark.parametrize("gone", [{"a"}, {"b"}, {"c"}, {"a", "b"}, {"b", "c"}, {"a", "c"}, {"a", "b", "c"}])
def test_a_file_of_another_hand_stays_as_it_is_around_them(
    gone: set[str], comma: str, tmp_path: Path, open_library: Opener
) -> None:
    path = tmp_path / "own.json"
    lines = comma.join(f'"{name}":\n {{"id": "{name}",  "title": "{name}", "odd": [1,2]}}' for name in "abc")
    path.write_bytes(b'{"_meta": {"1": {"schema": 1}},\n"news": {\n' + lines.encode() + b' \n}, "after": {"1": {}}}\n')
    places = Places.find(tmp_path / "home", path, environ={})
    library = open_library(places)
    before = json.loads(path.read_bytes())
    assert set(library.remove_many(gone)) == gone
    after = json.loads(path.read_bytes())
    assert after == {**before, "news": {name: row for name, row in before["news"].items() if name not in gone}}
    assert library.put_many([story("d")]).new == ("d",)
    assert {found.id for found in library.iterate()} == {"a", "b", "c", "d"} - gone
    assert all(json.loads(path.read_bytes())["news"][name]["odd"] == [1, 2] for name in {"a", "b", "c"} - gone)


def test_the_file_as_it_was_is_kept_once_a_day(library: Library, places: Places) -> None:
    library.put_many([story("alpha"), story("bravo")])
    kept = {path.name for path in places.backups.iterdir()} if places.backups.exists() else set()
    library.remove_many(["alpha"])
    assert {path.name for path in places.backups.iterdir()} >= kept
    assert any(path.name.startswith("stories") for path in places.backups.iterdir())


def test_a_file_of_a_newer_program_is_left_alone(tmp_path: Path, open_library: Opener) -> None:
    path = tmp_path / "new.json"
    path.write_text('{"_meta": {"1": {"schema": 99}}, "stories": {"1": {"id": "a", "title": "A"}}}')
    before = path.read_bytes()
    library = open_library(Places.find(tmp_path / "home", path, environ={}))
    with pytest.raises(UnwritableError):
        library.remove_many(["a"])
    assert path.read_bytes() == before
