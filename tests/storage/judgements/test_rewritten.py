"""Files of the judgements as other programs and bad disks leave them: what they still say is not lost."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.files.places import Places
from storage.library.library import Library

Opener = Callable[..., Library]
ID = "straße/1"


def sorted_lines(tables: dict[str, Any]) -> str:
    """A document a line, with its fields in the order of their names and its letters as they are."""
    return "".join(["{\n", ",\n".join(
        json.dumps(name) + ": {\n" + ",\n".join(
            f'"{key}": {json.dumps(body, sort_keys=True, ensure_ascii=False)}' for key, body in documents.items()
        ) + "\n}" for name, documents in tables.items()
    ), "\n}\n"])  # fmt: skip


def with_slashes(tables: dict[str, Any]) -> str:
    return sorted_lines(tables).replace("/", "\\/")


def indented(tables: dict[str, Any]) -> str:
    return json.dumps(tables, indent=4, sort_keys=True)


@pytest.mark.parametrize("write", [sorted_lines, with_slashes, indented])
def test_no_decision_is_lost_to_a_program_that_sorts_fields(
    places: Places, open_library: Opener, write: Callable[[dict[str, Any]], str]
) -> None:
    with open_library(places) as library:
        library.judge([(ID, "note", "mine")])
    library = open_library(places)
    library.judge([(ID, "star", True)])
    library._live.close()
    places.judgements.write_text(write(json.loads(places.judgements.read_bytes())), encoding="utf-8")
    for star in (True, False):
        with open_library(places) as library:
            state = library.judgement(ID)
            assert (state.note, state.starred) == ("mine", star)
            assert library.notices == []
            library.judge([(ID, "star", not star)])
    assert places.judgements.read_bytes().count(b'"story": ') == 1


def test_a_story_with_two_entries_has_what_both_say(places: Places, open_library: Opener) -> None:
    with open_library(places) as library:
        library.judge([(ID, "note", "mine")])
    tables = json.loads(places.judgements.read_bytes())
    with open_library(places) as library:
        library.judge([(ID, "star", True)])
    history = json.loads(places.judgements.read_bytes())["judgements"]["1"]["history"]
    tables["judgements"]["2"] = {"story": ID, "history": history[1:]}
    places.judgements.write_text(sorted_lines(tables))
    for number in range(2):
        with open_library(places) as library:
            state = library.judgement(ID)
            assert (state.note, state.starred) == ("mine", True)
            library.judge([(ID, "read", not number)])


@pytest.mark.parametrize("damage", [b"\0", b"{"])
def test_a_line_that_went_bad_in_its_place_is_rescued_from_the_index(
    places: Places, open_library: Opener, tmp_path: Path, damage: bytes
) -> None:
    library = open_library(places)
    library.judge([("seed-story", "note", "mine")])
    library._live.close()
    body = places.journal.read_bytes()
    places.journal.write_bytes(body[:-40] + damage * 40)
    with open_library(places) as library:
        assert any("had lost 1 decision" in notice for notice in library.notices)
    for path in places.cache.glob("index-*"):
        path.unlink()
    with open_library(places) as library:
        assert library.judgement("seed-story").note == "mine"
        assert not any("had lost" in notice for notice in library.notices)
