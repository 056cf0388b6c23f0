"""A story that is forgotten is nowhere any more, after whatever kill, and nothing brings it back."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from civic.codebook import DEFAULT
from civic.judgement import NOTE, Decision, Verdict, concern_field
from civic.operation import Operation
from civic.query import EVEN_HIDDEN
from civic.second_opinion import SecondOpinion
from civic.story import Span, Story
from storage.files.places import Places
from storage.index.second_opinions import keep_opinion
from storage.library.erase import Erased
from storage.library.library import Library
from tests.storage.conftest import BEGINNING, at, story, suggestions

Opener = Callable[..., Library]
SECRETS = (b"Quibblewick", b"Zanderloo", b"Frobnitz")
"""Words of the story's title, of its texts, and of the note on it."""
TEXT = "Zanderloo was stopped by the scanners. A second sentence follows."


KILLED_AT_EACH = int(os.environ.get("KILLED_AT_EACH", "3"))
"""A kill after each so many files."""


class Killed(BaseException):
    pass


def secret(text: str = TEXT) -> Story:
    return story("doomed", text, title="Quibblewick", source="Gazette")


def holding(places: Places) -> list[str]:
    """The files, of any kind, in which a word of the story stands."""
    found = [path for path in places.data.rglob("*") if path.is_file()]
    return sorted(path.name for path in found if any(word in path.read_bytes() for word in SECRETS))


def fill(places: Places) -> None:
    """A story that stands in every kind of file: days of backups, versions, journals, broken copies, opinions."""
    days = 0
    for days in range(4):
        now = BEGINNING + timedelta(days=days)
        with Library.open(places, who="ada", now=lambda now=now: now) as library:  # type: ignore[misc]
            library.put_many([secret(f"{TEXT} Edition {days}."), story("other", f"Scanners. {days}", hours=days)])
            found = library.story("doomed")
            assert found
            evidence = (Span(0, 9, "Zanderloo"),)
            library.judge([
                ("doomed", NOTE, f"Frobnitz {days}"), ("other", NOTE, f"kept {days}"),
                ("doomed", concern_field("privacy"), Decision(Verdict.TAGGED, evidence, ("low", "high")[days % 2])),
            ])  # fmt: skip
            library.keep_analysis(found, suggestions(found.text, "privacy", stakeholder="Zanderloo"))
            opinion = SecondOpinion("model")
            keep_opinion(places, found, opinion, "basis", DEFAULT)
    with Library.open(places, who="ada", now=lambda: now) as library:
        library.adopt([Operation("1", "doomed", NOTE, "Frobnitz of others", None, at(0).isoformat(), "ben")])
    for path in (places.stories, places.judgements):
        aside = path.with_name(f"{path.name}.broken-2026-01-02")
        aside.write_bytes(path.read_bytes()[:-6])
    TinyDB(places.backups / "stories-old-2025-12-01.json").table("news").insert(secret().to_document())
    (places.backups / ".stories-x.json.part-1").write_bytes(b"Quibblewick")


def erase(places: Places) -> Erased:
    with Library.open(places, who="ada", now=lambda: BEGINNING) as library:
        return library.erase({"doomed"})


@pytest.fixture
def filled(places: Places) -> Places:
    fill(places)
    assert len(holding(places)) > 8
    return places


def expect_nothing(places: Places) -> None:
    assert holding(places) == []
    assert not list(places.opinions.glob("*.json"))
    with Library.open(places, who="ada", now=lambda: BEGINNING) as library:
        assert {one.id for one in library.iterate(EVEN_HIDDEN)} == {"other", "seed-story"}
        assert library.history("doomed") == []
        assert library.judgement("other").note == "kept 3"
        assert library.versions("doomed") == []
        assert [one.text for one in library.versions("other")] == [f"Scanners. {n}" for n in range(3)]
        assert not library.notices


def test_nothing_of_it_is_left(filled: Places) -> None:
    before = {path.name: path.read_bytes() for path in filled.backups.glob("*.json")}
    done = erase(filled)
    expect_nothing(filled)
    assert not done.missed
    assert "stories-old-2025-12-01.json" in done.files
    # all else is where it was
    for name in before:
        tables = json.loads((filled.backups / name).read_bytes())
        assert {"other" in json.dumps(table) for table in tables.values()} or not tables
    assert json.loads(filled.forgotten.read_bytes())["forgotten"] == {"1": {"story": "doomed"}}
    assert erase(filled).documents == 0


@pytest.mark.slow
def test_a_kill_anywhere_leaves_work_that_is_finished_by_doing_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ended = Path.replace, False
    for steps in range(0, 60, KILLED_AT_EACH):
        places = Places.find(tmp_path / f"home{steps}", environ={})
        fill(places)
        left = [steps]

        def replace(path: Path, target: Path, left: list[int] = left) -> Path:
            if not left[0]:
                raise Killed
            left[0] -= 1
            return real(path, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            try:
                erase(places)
                ended = True
            except Killed:
                pass
        with Library.open(places, who="ada", now=lambda: BEGINNING) as library:
            assert library.story("other")
            assert library.judgement("other").note == "kept 3"
        erase(places)
        expect_nothing(places)
        if ended:
            assert steps > 8
            return
    pytest.fail("it never came to an end")


def test_neither_a_refresh_nor_an_import_nor_a_key_brings_it_back(filled: Places) -> None:
    with Library.open(filled, who="ada", now=lambda: BEGINNING) as library:
        library.erase({"doomed"})
        again = library.put_many([secret(), story("new", "Something.")])
        assert (again.new, again.changed) == (("new",), ())
        operation = Operation("9", "doomed", NOTE, "Frobnitz", None, at(0).isoformat(), "ben")
        assert library.adopt([operation]).new == ()
        assert library.judge([("doomed", NOTE, "Frobnitz"), ("new", NOTE, "x")])[0].story == "new"
    assert holding(filled) == []


def test_a_desk_that_has_it_open_lets_go_of_it(filled: Places, open_library: Opener) -> None:
    desk = open_library(filled, now=BEGINNING + timedelta(days=9))
    assert desk.story("doomed")
    assert desk.judgement("doomed").note
    erase(filled)
    assert desk.judge([("doomed", NOTE, "Frobnitz again")]) == []
    assert desk.poll()
    assert desk.story("doomed") is None
    assert not desk.judgement("doomed")
    assert desk.put_many([story("new", "Something.")]).new == ("new",)
    desk.close()
    assert holding(filled) == []
    expect = Library.open(filled, who="ada", now=lambda: BEGINNING)
    assert expect.judgement("other").note == "kept 3"
    expect.close()


def test_what_only_decisions_are_left_of_goes_too(filled: Places) -> None:
    with Library.open(filled, who="ada", now=lambda: BEGINNING) as library:
        library.remove_many(["doomed"])
        assert library.history("doomed")
        library.erase({"doomed"})
        assert library.history("doomed") == []
    assert holding(filled) == []


def test_a_journal_with_lines_that_cant_be_read_keeps_the_others(filled: Places) -> None:
    with Library.open(filled, who="ada", now=lambda: BEGINNING) as library:
        library.judge([("doomed", NOTE, "Frobnitz"), ("other", NOTE, "both at once")])
        with filled.journal.open("ab") as journal:
            journal.write(b'00000000 {"story": "other", "garbled": 1}\n00000000 {"story":"doomed","note":"Frobnitz"}\n')
        library.erase({"doomed"})
        assert library.judgement("other").note == "both at once"
    assert b"garbled" in filled.journal.read_bytes()
    assert holding(filled) == []


def test_a_broken_copy_on_one_line_is_said_to_be_out_of_reach(filled: Places) -> None:
    rows = {"1": secret().to_document(), "2": story("other").to_document()}
    aside = filled.data / "stories.json.broken-2026-01-05"
    aside.write_text("{{" + json.dumps({"stories": rows})[1:-4])
    done = erase(filled)
    assert done.missed == [aside.name]
    assert holding(filled) == [aside.name]
    aside.unlink()
    expect_nothing(filled)


def test_a_row_that_comes_twice_or_has_no_id_goes_as_well(places: Places, tmp_path: Path) -> None:
    path = tmp_path / "own.json"
    nameless = {"title": "Quibblewick", "text": TEXT, "url": "https://example.org/q"}
    number = Story.from_document(nameless).id
    rows = [nameless, {**nameless, "id": number, "text": "Zanderloo, again"}, {"id": "b", "title": "B"}]
    path.write_text(json.dumps({"news": {str(n): row for n, row in enumerate(rows, 1)}}))
    named = Places.find(places.data, path, environ={})
    with Library.open(named, who="ada", now=lambda: BEGINNING) as library:
        library.erase({number})
        assert [one.id for one in library.iterate()] == ["b"]
    assert not any(word in path.read_bytes() for word in SECRETS)
    assert holding(places) == []
