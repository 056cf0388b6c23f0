"""export: files that are whole or not there, and never somebody else's."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import feedparser
import pytest

from civic.export import COLUMNS, LONG_COLUMNS
from civic.export.entry import FLAG_COLUMNS

Run = Callable[..., Any]


def test_markdown_to_standard_output_says_what_was_asked_for(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy")
    done = civicdesk("export", "palantir", "-football")
    assert done.status == 0
    assert "Filter: 'palantir', not 'football'" in done.out
    assert "**Privacy &amp; surveillance**: accepted by " in done.out
    assert "\n  > " in done.out


def test_json_carries_judgement_analysis_and_history(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy")
    (one,) = civicdesk("export", "--format", "json").json
    assert one["id"] == "seed-story"
    assert one["judgement"]["concerns"]["privacy"]["verdict"] == "accepted"
    assert one["history"][0]["field"] == "concern:privacy"
    assert len(one["analysis"]["concerns"]) == 16


def test_what_goes_to_other_coders_says_nothing_of_who_exports(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy")
    civicdesk("correct", "palantir", "--as", "Palantir Ltd", "--story", "seed")
    (line,) = civicdesk("export", "--format", "jsonl").lines
    one = json.loads(line)
    assert one["id"] == "seed-story"
    assert {name for name in one if name in ("judgement", "others", "analysis", "history")} == {"history"}
    assert [step["field"] for step in one["history"]] == ["concern:privacy", "party:palantir"]
    assert "Palantir Ltd" not in json.dumps({**one, "history": []})


@pytest.fixture
def several(civicdesk: Run, tmp_path: Path) -> Run:
    """Stories that the user and bob have decided on, with flags of the user's, and an own correction everywhere."""
    decided = {"id": "o1", "field": "concern:bias", "who": "bob", "round": "", "at": "2026-01-02T03:04:05.000006+00:00",
               "value": {"verdict": "tagged", "severity": "high"}, "was": None}  # fmt: skip
    lines = [{"format": "civicdesk/2", "id": name, "title": name, "history": [{**decided, "story": name}]}
             for name in ("zz", "!a")]  # fmt: skip
    (tmp_path / "bob.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert civicdesk("import", tmp_path / "bob.jsonl").status == 0
    civicdesk("tag", "zz", "privacy")
    civicdesk("star", "zz")
    civicdesk("hide", "!a")
    civicdesk("correct", "palantir", "--as", "Palantir Ltd")
    return civicdesk


@pytest.mark.parametrize("kind", ["json", "jsonl"])
def test_flags_go_along_only_where_they_are_asked_for(kind: str, several: Run) -> None:
    def found(*more: str) -> dict[str, set[str]]:
        done = several("export", "is:hidden OR -is:hidden", "--format", kind, *more)
        records = json.loads(done.out) if kind == "json" else map(json.loads, done.lines)
        return {one["id"]: {step["field"] for step in one.get("history", ())} | one.get("judgement", {}).keys()
                for one in records}  # fmt: skip

    bare, whole = found(), found("--flags")
    assert not {"star", "read", "hide"} & set().union(*bare.values())
    assert {"star", "read"} < whole["zz"]
    assert "hide" in whole["!a"]
    assert {name: fields - {"star", "read", "hide"} for name, fields in whole.items()} == bare


@pytest.mark.parametrize(
    ("name", "more", "holds"),
    [("a.html", [], "<html"), ("a.CSV", [], ",url,"), ("a.json", [], '"analysis"'),
     ("a.md", ["--json"], "# Civic-tech"), ("a.txt", [], "# Civic-tech"),
     ("a.html", ["--format", "md"], "# Civic-tech"), ("a", ["--excel"], "\turl\t")],
)  # fmt: skip
def test_the_ending_of_a_file_says_its_format(
    name: str, more: list[str], holds: str, civicdesk: Run, tmp_path: Path
) -> None:
    assert civicdesk("export", *more, "-o", tmp_path / name).status == 0
    text = (tmp_path / name).read_bytes().decode("utf-16" if "--excel" in more else "utf-8")
    assert holds in text[:9000]


def test_a_table_has_flags_only_where_they_are_asked_for(several: Run) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(several("export", "--format", "csv").out))}
    assert not {"starred", "read"} & rows["zz"].keys()
    assert rows["zz"]["tagged"] == "privacy"
    assert "bob" in rows["zz"]["decided by"].splitlines()
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(several("export", "--format", "csv", "--flags").out))}
    assert (rows["zz"]["starred"], rows["zz"]["read"]) == ("yes", "yes")
    for more, flags in (([], set()), (["--flags"], {"star", "read"})):
        out = several("export", "--format", "csv", "--long", *more).out
        own = {row["field"] for row in csv.DictReader(io.StringIO(out)) if row["who"] != "bob"}
        assert own == {"concern", "stakeholder", *flags}
        (theirs,) = [row for row in csv.DictReader(io.StringIO(out)) if row["who"] == "bob"]
        assert [theirs[name] for name in ("story", "concern", "value", "severity", "at")] == [
            "zz", "bias", "tagged", "high", "2026-01-02T03:04:05.000006+00:00",
        ]  # fmt: skip


@pytest.mark.parametrize("kind", ["md", "html", "atom"])
def test_what_people_read_has_no_flags(kind: str, several: Run) -> None:
    done = several("export", "--format", kind, "--flags")
    assert (done.status, done.out) == (2, "")
    assert "--flags goes with --format csv, json or jsonl only." in done.err


def test_a_whole_library_is_in_the_order_of_its_ids(several: Run) -> None:
    found = [json.loads(line) for line in several("export", "--format", "jsonl").lines]
    assert [one["id"] for one in found] == ["!a", "*", "seed-story", "zz"]
    assert [step["field"] for step in found[1]["history"]] == ["party:palantir"]
    assert [json.loads(line)["id"] for line in several("export", "zz", "--format", "jsonl").lines] == ["zz"]


def test_an_export_can_be_opened_as_stories_again(civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.json"
    assert civicdesk("export", "--format", "json", "-o", path).status == 0
    other = tmp_path / "other"
    assert civicdesk("add", path, "--home", other).status == 0
    assert civicdesk("count", "palantir", "--home", other).out == "1\n"


@pytest.mark.parametrize("kind", ["md", "html", "json", "jsonl", "csv", "atom"])
def test_our_own_file_is_replaced_and_another_only_by_force(kind: str, civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / f"out.{kind}"
    civicdesk("tag", "seed", "privacy")
    for query in ("palantir", "palantir", "nothing-like-this", "palantir"):
        assert civicdesk("export", query, "--format", kind, "-o", path).status == 0
    assert "Palantir" in path.read_text()
    assert path.stat().st_mode & 0o400
    path.write_text("my own words")
    done = civicdesk("export", "--format", kind, "-o", path)
    assert (done.status, path.read_text()) == (1, "my own words")
    assert "--force" in done.err
    assert civicdesk("export", "--format", kind, "-o", path, "--force").status == 0
    assert "Palantir" in path.read_text()
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]


@pytest.mark.parametrize(
    "name",
    ["stories.json", "judgements.json", "judgements.journal", "feeds.json", "config.toml", "codebook.toml",
     "views.toml", "rules.toml", "state.json", ".state.json.lock", "backups/x.json", "cache/civicdesk.log",
     "Rules.toml", "../link", "../hard", "../home/rules.toml"],
)  # fmt: skip
def test_the_librarys_own_files_are_never_written_over(civicdesk: Run, home: Path, tmp_path: Path, name: str) -> None:
    civicdesk("tag", "seed", "privacy")
    (home / "rules.toml").write_text("mine")
    (tmp_path / "link").symlink_to(home / "rules.toml")
    os.link(home / "rules.toml", tmp_path / "hard")
    path = home / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"feeds": {}}' if name == "feeds.json" else "mine")
    before = path.read_bytes()
    done = civicdesk("export", "-o", path, "--force")
    assert (done.status, "civicdesk's own" in done.err) == (1, True)
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["codebook.toml", "views.toml", "rules.toml", "backups/new.json", "cache/new.json"])
def test_no_export_becomes_a_file_of_the_library(civicdesk: Run, home: Path, name: str) -> None:
    assert civicdesk("export", "-o", home / name, "--format", "json").status == 1
    assert not (home / name).exists()


def test_a_target_that_cannot_be_written_is_told(civicdesk: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for target in (tmp_path, tmp_path / "file" / "out.md", tmp_path / ("long" * 80)):
        done = civicdesk("export", "-o", target)
        assert done.status == 1
        assert done.err.count("\n") == 1


def test_nothing_found_is_an_empty_page(civicdesk: Run) -> None:
    assert civicdesk("export", "xylophone", "--format", "json").json == []
    assert civicdesk("export", "xylophone", "--format", "jsonl").out == ""
    assert "No stories." in civicdesk("export", "xylophone").out


def test_nothing_found_is_still_whole_in_every_format(civicdesk: Run, tmp_path: Path) -> None:
    civicdesk("tag", "seed", "privacy")

    def empty(*more: str) -> str:
        done = civicdesk("export", "xylophone", *more)
        assert (done.status, done.err) == (0, "")
        return str(done.out)

    bare = [column for column in COLUMNS if column not in FLAG_COLUMNS]
    for more, columns in (((), bare), (("--flags",), COLUMNS), (("--long",), LONG_COLUMNS)):
        assert list(csv.reader(io.StringIO(empty("--format", "csv", *more)))) == [list(columns)]
    feed = feedparser.parse(empty("--format", "atom").encode())
    assert (feed.bozo, feed.entries, feed.version) == (False, [], "atom10")
    assert "<p>No stories.</p>" in empty("--format", "html")
    for kind in ("md", "html"):
        assert "Key figures" not in empty("--format", kind)
        assert "```" not in empty("--format", kind)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such files")
@pytest.mark.parametrize("kind", ["md", "html", "json", "jsonl", "csv", "atom"])
def test_what_is_no_file_is_never_replaced(kind: str, civicdesk: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for target, *more in ((pipe,), (pipe, "--force"), (tmp_path, "--force"), (Path("/dev/full"),)):
        done = civicdesk("export", "--format", kind, "-o", target, *more)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1), target
        assert f"{target} is no file" in done.err
    assert pipe.is_fifo()


def test_tables_and_feeds_are_read_by_what_reads_such(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy", "own-tag")
    (row,) = csv.DictReader(io.StringIO(civicdesk("export", "--format", "csv").out))
    assert row["tagged"] == "privacy\nown-tag"
    rows = list(csv.DictReader(io.StringIO(civicdesk("export", "--format", "csv", "--long").out)))
    assert [(one["story"], one["concern"], one["value"]) for one in rows if one["field"] == "concern"] == [
        ("seed-story", "privacy", "accepted"), ("seed-story", "own-tag", "tagged"),
    ]  # fmt: skip
    (entry,) = feedparser.parse(civicdesk("export", "--format", "atom").out.encode()).entries
    assert [tag.term for tag in entry.tags] == ["privacy", "own-tag"]


def test_what_there_is_not_is_told(civicdesk: Run) -> None:
    for wrong in (["--format", "xls"], ["--long"], ["colour:red"]):
        done = civicdesk("export", *wrong)
        assert (done.status, done.out, done.err.count("\n")) == (2, "", 1)


def test_a_story_whose_decisions_were_all_taken_back_keeps_its_history(civicdesk: Run) -> None:
    civicdesk("tag", "seed", "privacy")
    civicdesk("tag", "seed", "privacy", "--remove")
    civicdesk("read", "seed", "--off")
    (one,) = civicdesk("export", "--format", "json", "--flags").json
    assert "judgement" not in one
    assert [step["field"] for step in one["history"]] == ["concern:privacy", "read", "concern:privacy", "read"]


def test_a_briefing_begins_with_its_key_figures(civicdesk: Run, stories: Path) -> None:
    civicdesk("add", stories)
    civicdesk("tag", civicdesk("list", "council", "--json").json[0]["id"], "privacy")
    for kind in ("md", "html"):
        out = civicdesk("export", "since:2020", "--format", kind, "--title", "Week 47").out
        assert "Week 47" in out
        assert "Filter: since 1 Jan 2020" in out
        assert "2 Jan 2025 to 21 Nov 2026" in out
        assert out.index("Tagged by a person") < out.index("Stories by") < out.index("Council scraps")


def test_another_template_is_used_and_a_bad_one_told(civicdesk: Run, tmp_path: Path) -> None:
    template, out = tmp_path / "mine.html", tmp_path / "out.html"
    template.write_text("<h1>{{ title }}</h1>{% for story in stories %}<p>{{ story.title }}</p>{% endfor %}")
    done = civicdesk("export", "--format", "html", "--template", template, "-o", out)
    assert (done.status, done.err) == (0, "")
    before = out.read_text()
    assert before.count("<p>") == 1
    for bad in (b"{% if %}", b"{{ nothing.there }}", b"\xff\xfe"):
        template.write_bytes(bad)
        done = civicdesk("export", "--format", "html", "--template", template, "-o", out)
        assert (done.status, done.out, done.err.count("\n")) == (1, "", 1)
        assert out.read_text() == before
    assert civicdesk("export", "--format", "html", "--template", tmp_path / "none").status == 1
    assert civicdesk("export", "--template", template).status == 2


def test_progress_is_for_who_looks_and_wants_it(civicdesk: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    civicdesk("count")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    done = civicdesk("export", "--format", "jsonl")
    assert "0 of 1 stories written" in done.err
    assert "stories written" not in done.out
    assert civicdesk("export", "--format", "jsonl", "--quiet").err == ""


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_a_reader_that_goes_away_ends_an_export_in_silence(home: Path, stories: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "tui", "export", "--format", "jsonl", "--home", str(home), "--library", str(stories)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert running.stdout and running.stderr
    running.stdout.close()
    assert running.stderr.read() == b""
    assert running.wait(60) == 141
    running.stderr.close()


def test_with_json_a_file_is_reported_and_other_formats_come_as_text(civicdesk: Run, tmp_path: Path) -> None:
    path = tmp_path / "out.jsonl"
    done = civicdesk("export", "--format", "jsonl", "-o", path, "--json")
    assert done.json == {"file": str(path), "format": "jsonl", "stories": 1, "copies": 0}
    assert [one["id"] for one in civicdesk("export", "--json").json] == ["seed-story"]
    assert civicdesk("export", "--format", "csv", "--json").json["text"].startswith("id,")


def test_the_number_that_is_reported_is_that_of_the_stories_in_the_file(civicdesk: Run, tmp_path: Path) -> None:
    assert civicdesk("hide", "seed").status == 0
    assert civicdesk("correct", "palantir", "--as", "Palantir Ltd").status == 0  # comes along as a line of its own
    path = tmp_path / "out.jsonl"
    assert civicdesk("export", "--format", "jsonl", "-o", path, "--json").json["stories"] == 1
    assert len(path.read_text().splitlines()) == 2


def test_a_file_in_a_folder_that_is_not_there_makes_none(civicdesk: Run, tmp_path: Path) -> None:
    done = civicdesk("export", "-o", tmp_path / "slip" / "out.md")
    assert (done.status, done.err) == (
        1,
        f"civicdesk: There is no folder {tmp_path / 'slip'}: make it, or choose another one.\n",
    )
    assert not (tmp_path / "slip").exists()
