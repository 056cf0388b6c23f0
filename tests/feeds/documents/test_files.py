"""Files and folders to stories."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from civic.story import Link, Story
from feeds.documents import reader_child
from feeds.documents.files import LARGEST, Skipped, read_documents
from feeds.documents.reader import Reader

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are read in this process, which costs no start of a child; test_reader.py has the child."""
    monkeypatch.setattr(Reader, "read", lambda _, kind, data: reader_child.read(kind, data))


def read(*paths: Path) -> tuple[list[Story], dict[str, str]]:
    """The stories, and the reasons by the names of what was skipped."""
    found = list(read_documents(paths, now=lambda: NOON))
    skipped = {item.path.name: item.reason for item in found if isinstance(item, Skipped)}
    return [item for item in found if isinstance(item, Story)], skipped


def one(path: Path) -> Story:
    stories, skipped = read(path)
    assert skipped == {}
    (story,) = stories
    return story


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_a_text_file_is_a_story_named_by_its_heading_or_its_name(tmp_path: Path) -> None:
    story = one(write(tmp_path / "council_vote.txt", "The council voted. It was close.\n\nMore."))
    assert (story.title, story.text) == ("council vote", "The council voted. It was close.\n\nMore.")
    assert story.fetched == NOON
    assert story.source == "council_vote.txt"
    assert one(write(tmp_path / "b.txt", "A heading\n\nBody.")).title == "A heading"


def test_a_text_file_is_dated_by_its_last_change(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Body.")
    os.utime(path, (1_700_000_000, 1_700_000_000))
    assert one(path).published == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


def test_front_matter_tells_title_date_author_and_tags(tmp_path: Path) -> None:
    fields = 'title: "The vote"\ndate: 2026-11-20\nauthor: Ann\nlang: en\ntags:\n  - police\n  - ai'
    front = f"---\n{fields}\n---\n# Other\n\nBody."
    story = one(write(tmp_path / "a.md", front))
    assert (story.title, story.author, story.lang, story.tags) == ("The vote", "Ann", "en", ("police", "ai"))
    assert story.published == datetime(2026, 11, 20, tzinfo=UTC)
    assert story.text == "Other\n\nBody."


def test_markdown_is_named_by_its_first_heading(tmp_path: Path) -> None:
    story = one(write(tmp_path / "a.md", "# The vote #\n\nBody *here*.\n\n## Later"))
    assert (story.title, story.text) == ("The vote", "Body here.\n\nLater")
    assert one(write(tmp_path / "b.md", "The vote\n========\nBody.")).title == "The vote"
    assert one(write(tmp_path / "c.md", "no heading")).title == "c"


def test_a_page_is_read_as_text(tmp_path: Path) -> None:
    html = '<html lang="de"><title>T</title><body><h1>Head</h1><p>One<p>Two<script>x</script>'
    story = one(write(tmp_path / "a.html", html))
    assert (story.title, story.lang, story.text) == ("Head", "de", "One\n\nTwo")


def test_json_holds_a_story_a_list_or_tables(tmp_path: Path) -> None:
    document = {"id": "0123456789abcdef", "title": "A", "text": "Body.", "tags": ["x"]}
    tables = {"_meta": {"1": {"title": "no"}}, "stories": {"1": document}}
    for content in (document, [document], {"_default": {"1": document}}, tables):
        story = one(write(tmp_path / "a.json", json.dumps(content)))
        assert (story.id, story.title, story.tags) == ("0123456789abcdef", "A", ("x",))


def test_ids_of_strangers_count_within_their_file(tmp_path: Path) -> None:
    content = json.dumps([{"id": "1", "title": "A"}, {"id": "2", "title": "B"}])
    first, _ = read(write(tmp_path / "a.json", content))
    second, _ = read(write(tmp_path / "b.json", content))
    assert len({story.id for story in first + second}) == 4


def test_entries_of_json_that_are_no_stories_are_named(tmp_path: Path) -> None:
    stories, skipped = read(write(tmp_path / "a.json", '[{"title": "A"}, 7, {"url": "http://x.example/"}]'))
    assert [story.title for story in stories] == ["A"]
    assert "neither a title nor a text" in skipped["a.json"]


def test_a_second_import_changes_nothing(tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "c.html", "sub/d.txt"):
        write(tmp_path / name, "Same body.\n")
    first, second = read(tmp_path), read(tmp_path)
    assert first == second
    assert len({story.id for story in first[0]}) == 4
    write(tmp_path / "a.txt", "Other body.\n")
    assert len({story.id for story in first[0]} & {story.id for story in read(tmp_path)[0]}) == 3


def test_everything_left_out_is_named_with_its_reason(tmp_path: Path) -> None:
    root = tmp_path / "root"
    write(root / "good.txt", "Body.")
    write(root / ".hidden.txt", "x")
    write(root / ".git/x.txt", "x")
    write(root / "a.doc", "x")
    write(root / "empty.txt", "")
    write(root / "blank.txt", " \n ")
    write(root / "binary.txt", b"\x00\x01\x02\x00" * 100)
    write(root / "bad.json", "{")
    write(root / "deep.json", "[" * 100_000)
    write(root / "none.json", "{}")
    write(root / "tags.html", "<p></p>")
    with (root / "huge.txt").open("wb") as stream:
        stream.truncate(LARGEST + 1)
    os.mkfifo(root / "fifo.txt")
    write(tmp_path / "outside.txt", "secret")
    (root / "out.txt").symlink_to(tmp_path / "outside.txt")
    (root / "in.txt").symlink_to(root / "good.txt")
    (root / "loop.txt").symlink_to(root / "loop.txt")
    (root / "gone.txt").symlink_to(root / "missing.txt")
    (root / "up").symlink_to(tmp_path)
    stories, skipped = read(root, tmp_path / "missing.txt")
    assert sorted(story.source for story in stories) == ["good.txt", "in.txt"]
    assert "secret" not in str(stories)
    assert set(skipped) == {
        ".hidden.txt", ".git", "a.doc", "empty.txt", "blank.txt", "binary.txt", "bad.json", "deep.json", "none.json",
        "tags.html", "huge.txt", "fifo.txt", "out.txt", "loop.txt", "gone.txt", "up", "missing.txt",
    }  # fmt: skip
    assert all(skipped.values())
    assert "leads out" in skipped["out.txt"]
    assert "20 MB" in skipped["huge.txt"]
    assert "regular" in skipped["fifo.txt"]


def test_a_link_given_by_name_does_not_lead_out_either(tmp_path: Path) -> None:
    write(tmp_path / "outside.txt", "secret")
    link = tmp_path / "in" / "a.txt"
    link.parent.mkdir()
    link.symlink_to(tmp_path / "outside.txt")
    assert read(link) == ([], {"a.txt": "it is a link that leads out of its folder"})


def test_a_file_that_may_not_be_read_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    path = write(tmp_path / "a.txt", "x")
    monkeypatch.setattr("feeds.documents.files.os.open", denied)
    assert read(path) == ([], {"a.txt": "it may not be read; check its permissions"})


def test_only_so_many_files_are_read_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.documents.files.MOST_FILES", 3)
    for number in range(5):
        write(tmp_path / f"{number}.txt", "Body.")
    stories, skipped = read(tmp_path)
    assert [story.source for story in stories] == ["0.txt", "1.txt", "2.txt"]
    assert "only 3 files" in skipped["3.txt"]


LETTER = "Die Bürgermeisterin sagte, die Überwachung müsse öffentlich geprüft werden. " * 8


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_encodings_and_utf_8_are_read_without_a_guess(tmp_path: Path, encoding: str) -> None:
    remarks: list[str] = []
    path = write(tmp_path / "a.txt", LETTER.encode(encoding))
    (story,) = read_documents([path], now=lambda: NOON, notify=lambda path, remark: remarks.append(remark))
    assert isinstance(story, Story)
    assert story.text.startswith("Die Bürgermeisterin")
    assert remarks == []


def test_other_encodings_are_guessed_and_the_guess_is_reported(tmp_path: Path) -> None:
    remarks: list[str] = []
    path = write(tmp_path / "a.txt", LETTER.encode("windows-1252"))
    (story,) = read_documents([path], now=lambda: NOON, notify=lambda path, remark: remarks.append(remark))
    assert isinstance(story, Story)
    assert "Überwachung" in story.text
    assert "guessed" in remarks[0]


def test_a_stray_byte_is_one_letter_and_is_said(tmp_path: Path) -> None:
    remarks: list[str] = []
    for name, around in (("a.txt", b"%s"), ("a.html", b"<meta charset=utf-8><title>T</title><p>%s")):
        write(tmp_path / name, around % (LETTER.encode() + b"Zo\xeb sagt ja."))
    for story in read_documents([tmp_path], now=lambda: NOON, notify=lambda path, remark: remarks.append(remark)):
        assert isinstance(story, Story)
        assert story.text.endswith("geprüft werden. Zo\ufffd sagt ja.")
    assert remarks == ["1 of its characters can't be read and stands as \ufffd"] * 2


def test_ligatures_are_letters(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.txt", "The oﬃcer’s ﬁrst proﬁle")).text == "The officer’s first profile"
    assert one(write(tmp_path / "a.json", json.dumps({"title": "ﬂagged"}))).title == "flagged"


def test_a_page_may_name_its_own_encoding(tmp_path: Path) -> None:
    story = one(write(tmp_path / "a.html", '<meta charset="koi8-r"><p>Новости'.encode("koi8-r")))
    assert story.text == "Новости"


def test_what_acts_on_a_terminal_never_gets_in(tmp_path: Path) -> None:
    evil = "\x1b]52;c;AAAA\x07\u202e[/nope]\x9b31m"
    write(tmp_path / "a\x1b[31m.txt", f"{evil} title\n\n{evil} body")
    write(tmp_path / "b.md", f"---\ntitle: {evil}\nauthor: {evil}\ntags: {evil}\n---\nx")
    write(tmp_path / "c.html", f"<html lang='{evil}'><h1>{evil}</h1>x")
    write(tmp_path / "d.json", json.dumps({"title": evil, "text": evil, "id": evil}))
    stories, _ = read(tmp_path)
    assert len(stories) == 4
    for story in stories:
        assert not any(mark in json.dumps(story.to_document(), ensure_ascii=False) for mark in "\x1b\x07\x9b\u202e")
        assert "\\u" not in json.dumps(story.to_document())


def test_links_of_pages_and_of_markdown_are_kept(tmp_path: Path) -> None:
    page = one(
        write(tmp_path / "a.html", '<title>T</title><p>See <a href="https://a.example/">A</a>, <a href="b">b</a>')
    )
    assert page.links == (Link("https://a.example/", "A"),)
    note = one(write(tmp_path / "b.md", "# T\n\nSee [the *report*](https://a.example/r) and [more](more.md)."))
    assert note.links == (Link("https://a.example/r", "the report"),)
