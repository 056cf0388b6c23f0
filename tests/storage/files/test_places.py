"""Where the files are."""

from pathlib import Path

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
