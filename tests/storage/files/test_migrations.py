"""From any version to today's: each step once, nothing else touched, and the file of before kept."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tinydb import TinyDB

from storage.files.errors import UnwritableError
from storage.files.migrations import STORIES, as_it_is, migrate
from storage.files.places import Places
from storage.files.tinydb_scan import Document, walk
from storage.judgements.entries import VERSIONS
from storage.library.library import Library
from tests.storage.conftest import story
from tests.storage.files.test_tinydb_lines import layouts, tables

Opener = Callable[..., Library]


def headline(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step that a later version could need: a field has another name."""
    if "headline" not in document:
        return document
    return {"title": document["headline"]} | {name: value for name, value in document.items() if name != "headline"}


def counted(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A step that can only come after the one before."""
    return {**document, "length": len(document["title"])}


STEPS = (as_it_is, headline, counted)


def written(tmp_path: Path, body: object) -> Path:
    path = tmp_path / "file.json"
    path.write_text(json.dumps(body))
    return path


@pytest.mark.parametrize(
    ("meta", "before", "after"),
    [
        ({}, {"headline": "Red", "x": 1}, {"title": "Red", "x": 1, "length": 3}),
        ({"_meta": {"1": {"schema": 1}}}, {"headline": "Red", "x": 1}, {"title": "Red", "x": 1, "length": 3}),
        ({"_meta": {"1": {"schema": 2}}}, {"title": "Red"}, {"title": "Red", "length": 3}),
        ({"_meta": {"1": {"schema": 3}}}, {"title": "Red"}, {"title": "Red"}),
        ({"_meta": {"1": {"schema": -5}}}, {"headline": "Red"}, {"title": "Red", "length": 3}),
        ({"_meta": {"1": {"schema": "one"}}}, {"headline": "Red"}, {"title": "Red", "length": 3}),
    ],
)
def test_a_file_goes_through_the_steps_that_it_lacks_once(
    tmp_path: Path, meta: dict[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> None:
    path = written(tmp_path, {"other": {"1": {"headline": "not ours"}}, "stories": {"7": before}} | meta)
    for _ in range(2):
        migrate(path, "stories", STEPS)
        body = json.loads(path.read_bytes())
        assert body["stories"] == {"7": after}
        assert body["other"] == {"1": {"headline": "not ours"}}
        assert 3 in [each.get("schema") for each in body["_meta"].values()]


def test_the_file_of_before_is_kept(tmp_path: Path) -> None:
    path = written(tmp_path, {"stories": {"1": {"headline": "Red"}}})
    before = path.read_bytes()
    migrate(path, "stories", STEPS, backup=tmp_path / "backups" / "old.json")
    assert (tmp_path / "backups" / "old.json").read_bytes() == before


def test_what_else_meta_says_stays(tmp_path: Path) -> None:
    path = written(tmp_path, {"stories": {}, "_meta": {"3": {"by": "them"}, "4": {"schema": 1, "since": 2020}}})
    migrate(path, "stories", STEPS)
    assert json.loads(path.read_bytes())["_meta"] == {"3": {"by": "them"}, "4": {"schema": 3, "since": 2020}}


def test_a_newer_file_a_broken_one_and_one_of_others_stay_as_they_are(tmp_path: Path) -> None:
    for content, said in (
        ('{"stories": {"1": {"title": "A"}}, "_meta": {"1": {"schema": 99}}}', "newer civicdesk"),
        ('{"stories": {"1": {"title": "A"}', "is broken"),
        ('{"stories": {}, "_meta": [1]}', "no table"),
    ):
        path = tmp_path / "file.json"
        path.write_text(content)
        with pytest.raises(UnwritableError, match=said):
            migrate(path, "stories", STEPS)
        assert path.read_text() == content
        assert list(tmp_path.iterdir()) == [path]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = written(tmp_path, {"stories": {"1": {"title": "A"}, "2": {"no": "title"}}})
    before = path.read_bytes()
    with pytest.raises(KeyError):
        migrate(path, "stories", STEPS)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@given(data=tables, layout=layouts)
def test_the_first_step_changes_no_value(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, dict[str, object]], layout: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("file") / "db.json"
    path.write_bytes(json.dumps(data, **layout).encode("utf-8", "surrogatepass"))  # type: ignore[arg-type]
    migrate(path, "stories", (as_it_is,))
    after = json.loads(path.read_bytes().decode("utf-8", "surrogatepass"))
    assert after.pop("_meta") == {"1": {"schema": 1}}
    assert after == {"stories": {}} | data
    with path.open("rb") as file:
        assert all(item.own_line for item in walk(file) if isinstance(item, Document))


@given(st.integers(0, 4))
def test_each_version_ends_at_the_last(tmp_path_factory: pytest.TempPathFactory, version: int) -> None:
    path = written(tmp_path_factory.mktemp("file"), {"_meta": {"1": {"schema": version}}, "t": {"1": {"done": []}}})
    marks = [lambda body, number=number: {"done": [*body["done"], number]} for number in range(4)]
    migrate(path, "t", marks)
    assert json.loads(path.read_bytes())["t"]["1"]["done"] == list(range(version, 4))


def test_a_file_of_tinydb_is_of_today_after_the_first_change_and_kept_as_it_was(
    tmp_path: Path, open_library: Opener
) -> None:
    path = tmp_path / "theirs.json"
    with TinyDB(path) as stock:
        stock.table("stories").insert({"title": "Theirs", "own": 1})
    before = path.read_bytes()
    library = open_library(Places.find(tmp_path / "home", path, environ={}))
    assert path.read_bytes() == before
    library.put_many([story("a")])
    with TinyDB(path) as stock:
        assert stock.table("_meta").all() == [{"schema": len(STORIES)}]
        assert stock.table("stories").all()[0] == {"title": "Theirs", "own": 1}
    kept = [backup.read_bytes() for backup in (tmp_path / "home" / "backups").glob("*-schema-0.json")]
    assert kept == [before]
    library.put_many([story("b")])
    assert library.count() == 3


def test_judgements_of_before_are_brought_along(places: Places, open_library: Opener) -> None:
    places.data.mkdir(parents=True)
    places.judgements.write_text('{"judgements": {"1": {"story": "a", "note": "old", "mine": 1}}}')
    before = places.judgements.read_bytes()
    library = open_library(places)
    assert library.judgement("a").note == "old"
    library.judge([("a", "star", True)])
    library.close()
    after = json.loads(places.judgements.read_bytes())
    assert after["_meta"] == {"1": {"schema": len(VERSIONS)}}
    entry = after["judgements"]["1"]
    assert (entry["mine"], [(one["value"], one["round"]) for one in entry["history"]]) == (1, [("old", ""), (True, "")])
    assert next(places.backups.glob("judgements-*-schema-0.json")).read_bytes() == before


def test_judgements_of_a_newer_program_are_only_read_and_nothing_can_be_decided(
    places: Places, open_library: Opener
) -> None:
    places.data.mkdir(parents=True)
    content = b'{\n"_meta": {\n"1": {"schema": 99}\n},\n"judgements": {\n"1": {"story": "a", "note": "new"}\n}\n}\n'
    places.judgements.write_bytes(content)
    library = open_library(places)
    assert any("newer civicdesk" in notice for notice in library.notices)
    assert library.judgement("a").note == "new"
    with pytest.raises(UnwritableError, match="newer civicdesk"):
        library.judge([("a", "star", True)])
    library.close()
    assert places.judgements.read_bytes() == content
    assert not places.journal.exists()
