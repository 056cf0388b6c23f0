"""Names of files: completed as a shell completes them, proposed where nothing is overwritten."""

from pathlib import Path

import pytest

from workspace.file_names import completed, meant, proposed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in ("report-a.pdf", "report-b.PDF", "notes.txt", ".hidden", "odd\x1b[31m.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "one.pdf").touch()
    return tmp_path


@pytest.mark.parametrize(
    ("typed", "longer", "names"),
    [
        ("~", "~/", ["~/"]),
        ("~/n", "~/notes.txt", ["notes.txt"]),
        ("~/rep", "~/report", ["report-a.pdf", "report-b.PDF", "reports/"]),
        ("reports/", "reports/one.pdf", ["one.pdf"]),
        ("./report-", "./report-", ["report-a.pdf", "report-b.PDF"]),
        (".h", ".hidden", [".hidden"]),
        ("zzz", "zzz", []),
        ("no/such/folder/x", "no/such/folder/x", []),
        ("nul\0/x", "nul\0/x", []),
    ],
)
def test_what_is_typed_is_completed(folder: Path, typed: str, longer: str, names: list[str]) -> None:
    assert completed(typed) == (longer, names)


def test_only_what_can_be_taken_and_shown_is_offered(folder: Path) -> None:
    assert completed("", (".pdf",))[1] == ["report-a.pdf", "report-b.PDF", "reports/"]
    assert all("\x1b" not in name for name in completed("o")[1])
    assert completed(f"{folder}/n", (".pdf",)) == (f"{folder}/n", [])


def test_a_name_that_is_taken_is_not_proposed(folder: Path) -> None:
    assert proposed("stories", ".md") == "~/stories.md"
    (folder / "stories.md").touch()
    (folder / "stories-2.md").symlink_to("nowhere")
    assert proposed("stories", ".md") == "~/stories-3.md"


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("~//tmp/x.opml", "/tmp/x.opml"),
        ("~/lists//tmp/x.opml", "/tmp/x.opml"),
        ("~/~/x.opml", "~/x.opml"),
        ("~/x.opml", "~/x.opml"),
        ("/tmp/x.opml", "/tmp/x.opml"),
        ("//tmp/x.opml", "//tmp/x.opml"),
        ("https://feeds.example//x", "https://feeds.example//x"),
        ("feeds.example//x", "feeds.example//x"),
        ("", ""),
    ],
)
def test_an_absolute_path_behind_what_was_proposed_is_meant(typed: str, path: str) -> None:
    assert meant(typed) == path
