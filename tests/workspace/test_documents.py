"""A file that was edited is the same story, changed; another file that came to stand in its place is not."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from civic.export import Entry, record
from civic.judgement import NOTE, Judgement
from civic.story import Story
from feeds.documents import reader_child
from feeds.documents.files import read_documents
from feeds.documents.matter import Matter
from feeds.documents.reader import Reader
from workspace.clock import utc_now
from workspace.exchange.documents import Added, add_documents, path_in
from workspace.workspace import Workspace


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in this process, which costs no start of a child; test_reader.py has the child."""
    monkeypatch.setattr(Reader, "read", lambda _, kind, data: reader_child.read(kind, data))


MINUTES = """The committee met in the town hall on Tuesday evening and heard from the contractor who runs the cameras on
the bridge. Residents asked how long recordings are kept and who may look at them. The chair promised an answer in
writing before the next meeting, and the contractor agreed to open its records to the auditor.
"""
RECIPE = """Peel the apples, cut them into slices and lay them on the dough. Sprinkle with cinnamon and bake for forty
minutes. Serve warm with cream, or cold on the next day when the flavours have settled.
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(home=tmp_path / "home") as workspace:
        workspace.library.remove_many(workspace.library.ids(""))
        yield workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "papers").mkdir()
    return tmp_path / "papers"


def add(workspace: Workspace, *paths: Path) -> Added:
    return add_documents(workspace, paths, lambda skipped: pytest.fail(skipped.reason))


def counts(done: Added) -> tuple[int, int, int]:
    return done.new, done.changed, done.same


def only(workspace: Workspace) -> Story:
    (story,) = workspace.library.iterate()
    return story


@pytest.mark.parametrize("name", ["minutes.txt", "minutes.md", "minutes.html"])
def test_an_edited_file_is_the_same_story_changed(name: str, workspace: Workspace, folder: Path) -> None:
    path = folder / name
    path.write_text(MINUTES)
    assert counts(add(workspace, path)) == (1, 0, 0)
    first = only(workspace)
    workspace.library.judge([(first.id, NOTE, "ask the auditor")])
    path.write_text(MINUTES.replace("Tuesday", "Wednesday") + "\nThe minutes were agreed.\n")
    assert counts(add(workspace, path)) == (0, 1, 0)
    assert only(workspace).id == first.id
    assert "Wednesday" in only(workspace).text
    assert [one.text for one in workspace.library.versions(first.id)] == [first.text]
    assert workspace.library.judgement(first.id).note == "ask the auditor"
    assert counts(add(workspace, path)) == (0, 0, 1)


@pytest.mark.parametrize("times", [2, 5])
def test_each_edit_finds_it_again_however_the_file_is_named(times: int, workspace: Workspace, folder: Path) -> None:
    path = folder / "inner" / "minutes.txt"
    path.parent.mkdir()
    path.write_text(MINUTES)
    add(workspace, folder)
    first = only(workspace)
    for number in range(times):
        path.write_text(f"{MINUTES}\nAddendum {number}.\n")
        given = (folder, path.parent, path, Path(os.path.relpath(path)))[number % 4]
        assert counts(add(workspace, given)) == (0, 1, 0)
    assert only(workspace).id == first.id


def test_another_document_in_its_place_is_another_story(workspace: Workspace, folder: Path) -> None:
    path = folder / "download.txt"
    path.write_text(MINUTES)
    written = path.stat().st_mtime  # is the story's date
    add(workspace, path)
    first = only(workspace)
    path.write_text(RECIPE)
    assert counts(add(workspace, path)) == (1, 0, 0)
    assert counts(add(workspace, path)) == (0, 0, 1)
    kept = workspace.library.story(first.id)
    assert kept is not None
    assert kept.text == first.text
    path.write_text(MINUTES)
    os.utime(path, (written, written))
    assert counts(add(workspace, path)) == (0, 0, 1)


def test_files_of_one_name_in_two_folders_are_two_stories(workspace: Workspace, folder: Path) -> None:
    for number, inner in enumerate(("a", "b")):
        (folder / inner).mkdir()
        (folder / inner / "minutes.txt").write_text(f"{MINUTES}\nMeeting number {number}, signed by the chair.\n")
        assert counts(add(workspace, folder / inner / "minutes.txt")) == (1, 0, 0)
    (folder / "b" / "minutes.txt").write_text(f"{MINUTES}\nMeeting number 1, not signed yet.\n")
    assert counts(add(workspace, folder / "b" / "minutes.txt")) == (0, 1, 0)
    assert sum("signed by the chair" in story.text for story in workspace.library.iterate()) == 1


def test_what_becomes_of_a_copy_is_not_the_affair_of_the_first(workspace: Workspace, folder: Path) -> None:
    for inner in ("a", "b"):
        (folder / inner).mkdir()
        (folder / inner / "minutes.txt").write_text(MINUTES)
    assert counts(add(workspace, folder / "a" / "minutes.txt")) == (1, 0, 0)
    assert counts(add(workspace, folder / "b" / "minutes.txt")) == (0, 0, 1)
    (folder / "b" / "minutes.txt").write_text(MINUTES + "\nAnother ending.\n")
    assert counts(add(workspace, folder / "b" / "minutes.txt")) == (1, 0, 0)


def before_places(paths: list[Path]) -> list[Story]:
    """The stories as earlier versions of the program made them."""
    found = read_documents(paths, now=utc_now)
    return [replace(story, aliases=()) for story in found if isinstance(story, Story)]


def test_what_an_earlier_version_added_is_known(workspace: Workspace, folder: Path) -> None:
    path = folder / "minutes.txt"
    path.write_text(MINUTES)
    workspace.library.put_many(before_places([path]))
    first = only(workspace)
    assert counts(add(workspace, path)) == (0, 0, 1)
    path.write_text(MINUTES + "\nThe minutes were agreed.\n")
    assert counts(add(workspace, path)) == (0, 1, 0)
    assert only(workspace).id == first.id


def test_what_an_earlier_version_added_is_known_when_it_was_edited_since(workspace: Workspace, folder: Path) -> None:
    path = folder / "minutes.txt"
    path.write_text(MINUTES)
    workspace.library.put_many(before_places([path]))
    path.write_text(MINUTES + "\nThe minutes were agreed.\n")
    assert counts(add(workspace, path)) == (0, 1, 0)
    only(workspace)
    path.write_text(RECIPE)
    assert counts(add(workspace, path)) == (1, 0, 0)


def test_a_form_that_was_filled_in_anew_is_not_taken_for_an_older_one(workspace: Workspace, folder: Path) -> None:
    (folder / "a.txt").write_text(MINUTES.replace("Tuesday", "Monday, 3 March"))
    workspace.library.put_many([replace(one, source="form.txt") for one in before_places([folder / "a.txt"])])
    (folder / "form.txt").write_text(MINUTES.replace("Tuesday", "Friday, 10 April"))
    assert counts(add(workspace, folder / "form.txt")) == (1, 0, 0)


def test_better_metadata_leave_the_story_its_id(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = folder / "saved.html"
    path.write_text(f"<title>Saved</title><p>{MINUTES}</p>")
    add(workspace, path)
    first = only(workspace)
    read = Reader.read

    def better(reader: Reader, kind: str, data: bytes) -> Matter:
        return replace(read(reader, kind, data), title="Minutes of the committee", author="A. Clerk")

    monkeypatch.setattr(Reader, "read", better)
    assert counts(add(workspace, path)) == (0, 1, 0)
    assert (only(workspace).id, only(workspace).author) == (first.id, "A. Clerk")


ENTRIES: dict[str, Callable[[str], dict[str, str]]] = {
    "with an id of its own": lambda text: {"id": "7", "title": "Minutes", "text": text},
    "without an id": lambda text: {"title": "Minutes", "text": text},
    "with an address": lambda text: {"title": "Minutes", "text": text, "url": "https://example.org/minutes"},
}


@pytest.mark.parametrize("kind", ENTRIES)
def test_an_edited_entry_of_a_file_is_the_same_story(kind: str, workspace: Workspace, folder: Path) -> None:
    path, other = folder / "data.json", {"id": "8", "title": "Cake", "text": RECIPE}
    path.write_text(json.dumps([ENTRIES[kind](MINUTES), other]))
    assert counts(add(workspace, path)) == (2, 0, 0)
    path.write_text(json.dumps([other, ENTRIES[kind](MINUTES + "\nAgreed.\n")]))
    assert counts(add(workspace, path)) == (0, 1, 1)


def test_an_id_that_a_file_gives_to_another_entry_is_another_story(workspace: Workspace, folder: Path) -> None:
    path = folder / "data.json"
    path.write_text(json.dumps([{"id": "7", "title": "Minutes", "text": MINUTES}]))
    add(workspace, path)
    path.write_text(json.dumps([{"id": "7", "title": "Apple cake", "text": RECIPE}]))
    assert counts(add(workspace, path)) == (1, 0, 0)
    assert counts(add(workspace, path)) == (0, 0, 1)
    assert {story.title for story in workspace.library.iterate()} == {"Minutes", "Apple cake"}


def test_nobody_is_told_where_the_file_is(workspace: Workspace, folder: Path) -> None:
    (folder / "minutes.txt").write_text(MINUTES)
    add(workspace, folder)
    assert only(workspace).aliases[0].startswith("file:")
    assert "aliases" not in record(Entry(only(workspace), Judgement()))
    assert str(folder) not in workspace.places.stories.read_text()


def test_a_path_is_found_in_whatever_way_it_was_pasted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = folder / "my report.pdf"
    path.touch()
    monkeypatch.setenv("HOME", str(folder))
    spelt = str(path).replace(" ", "\\ ")
    for written in (str(path), f" '{path}'\n", f'"{path}"', spelt, path.as_uri(), "~/my report.pdf"):
        assert path_in(written) == path
    assert path_in(str(folder / "none.pdf")) == folder / "none.pdf"  # which the reader says is not there
    monkeypatch.chdir(folder)
    (folder / "example.org").touch()
    assert path_in("my report.pdf") == Path("my report.pdf")
    for address in ("example.org", "https://example.org/a.pdf", "feed://x", "", "a\0b", "x" * 5000, "file"):
        assert path_in(address) is None
