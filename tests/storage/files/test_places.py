"""Where the files are."""

import os
from pathlib import Path

import pytest

from storage.files.places import Places


def test_a_home_holds_everything(tmp_path: Path) -> None:
    places = Places.find(tmp_path / "h", environ={"CIVICDESK_HOME": "/elsewhere"})
    assert places.stories == tmp_path / "h" / "stories.json"
    files = (places.judgements, places.journal, places.feeds, places.settings, places.state, places.index, places.log)
    assert all(tmp_path / "h" in path.parents for path in (*files, places.backups))
    assert not (tmp_path / "h").exists()


def test_the_environment_names_the_home(tmp_path: Path) -> None:
    assert Places.find(environ={"CIVICDESK_HOME": str(tmp_path)}).data == tmp_path
    assert Places.find(environ={}).data.name == "civicdesk"


def test_a_library_replaces_only_the_stories_and_has_an_index_of_its_own(tmp_path: Path) -> None:
    plain = Places.find(tmp_path, environ={})
    named = Places.find(tmp_path, tmp_path / "other.json", environ={})
    assert (named.stories, named.named) == (tmp_path / "other.json", True)
    assert (named.judgements, named.feeds) == (plain.judgements, plain.feeds)
    assert named.index != plain.index


def test_one_file_has_one_index_by_whatever_name(tmp_path: Path) -> None:
    (tmp_path / "real.json").touch()
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    names = (tmp_path / "real.json", tmp_path / "link.json", tmp_path / "x" / ".." / "real.json")
    assert len({Places.find(tmp_path, name, environ={}).index for name in names}) == 1


def own_paths(places: Places) -> list[Path]:
    return [own.path for own in places.own_files()]


def test_every_place_is_in_the_list_of_own_files(tmp_path: Path) -> None:
    places = Places.find(tmp_path, environ={})
    properties = [name for name, kind in vars(Places).items() if isinstance(kind, property)]
    assert {getattr(places, name) for name in properties} | {places.stories} == set(own_paths(places))
    assert len({own.name for own in places.own_files()}) == len(places.own_files())


def test_own_files_are_known_by_every_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    places = Places.find(home, environ={})
    places.codebook.write_text("x")
    (tmp_path / "link").symlink_to(places.codebook)
    (tmp_path / "to be").symlink_to(places.rules)
    (tmp_path / "folder").symlink_to(home)
    os.link(places.codebook, tmp_path / "hard")
    monkeypatch.chdir(tmp_path)
    beside = [home / name for name in (".state.json.lock", ".state.json.holder", ".rules.toml.part-abc",
                                       "judgements.journal.broken-2026-01-01", "backups", "backups/x.json", "cache/x",
                                       "Codebook.TOML", "VIEWS.toml")]  # fmt: skip
    by_name = [tmp_path / "link", tmp_path / "to be", tmp_path / "folder" / "rules.toml", tmp_path / "hard"]
    relative = [Path("home/rules.toml"), Path("home/../home/views.toml"), Path("folder/../home/config.toml")]
    for path in (*own_paths(places), *beside, *by_name, *relative):
        assert places.owns(path), path
    for path in (home / "out.json", home / "stories.json.md", tmp_path / "stories.json", Path("rules.toml"), home):
        assert not places.owns(path), path


def test_the_story_file_of_the_home_is_own_beside_a_named_one(tmp_path: Path) -> None:
    places = Places.find(tmp_path / "home", tmp_path / "other.json", environ={})
    assert places.owns(tmp_path / "home" / "stories.json")
    assert places.owns(tmp_path / "other.json")
