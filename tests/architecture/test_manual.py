"""README and the manual are true: what they list, link, and tell a reader to type."""

import plistlib
import re
import shlex
import subprocess
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path
from shutil import which

import pytest

from contrib import release
from docs import generate, outside
from docs.manpage import man_page, version
from docs.reference import EVERYWHERE, commands, options_of_all
from storage.settings import config

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = sorted((ROOT / "docs").glob("*.md"))
DOCUMENTS = [README, ROOT / "CHANGELOG.md", *PAGES]
LINK = re.compile(r"\]\(([^)]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"`(civicdesk [^`]+)`")
COMMANDS = {command.name: command for command in commands()}
GROUPS = {name.split()[0] for name in COMMANDS if " " in name}


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(page: Path) -> set[str]:
    """The ids of a page's headings, as the site and code hosts make them."""
    heads = re.findall(r"^#+ (.+)$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", head.lower()).strip()) for head in heads}


def typed(text: str) -> Iterator[list[str]]:
    """The words of each call of the program that a page tells its reader to type."""
    blocks = [line for kind, block in FENCE.findall(text) if kind in ("sh", "cron", "") for line in block.splitlines()]
    for written in [*blocks, *COMMAND.findall(FENCE.sub("", text))]:
        command = re.sub(r"(?<!\S)#.*|…", "", written)
        for part in re.split(r"&&|\|| > ", command):
            words = shlex.split(re.sub(r"^[\d* ]+(?=~)", "", part))  # cron's times
            if words and re.fullmatch(r"(.*/)?civicdesk", words[0]):
                yield words[1:]


def refused(words: list[str]) -> str:
    """What the parser has nothing of in a call; "" where it knows all."""
    rest = [word for word in words if not word.startswith("-")]
    if not rest or rest[0].isupper() or rest[0].endswith(".json") or words[0].startswith("-"):
        known = {one for option in options_of_all() for one in option.names}
        return " ".join(word for word in words if word.startswith("--") and word not in known)
    if rest[0] in GROUPS and (len(rest) == 1 or rest[1].isupper()):
        return ""
    found = (COMMANDS.get(" ".join(rest[:words])) for words in (3, 2, 1))  # a group may stand in a group
    command = next((one for one in found if one is not None), None)
    if command is None:
        return " ".join(words)
    known = {one for option in command.arguments for one in option.names} | set(EVERYWHERE)
    excludes = "QUERY" in command.usage  # there, -word asks for stories without it
    options = [word for word in words if word.startswith("--") or (word.startswith("-") and not excludes)]
    return " ".join(word for word in options if word not in known and word != "-")


def test_all_that_is_made_is_as_the_program_has_it() -> None:
    stale = [name(path) for path, text in generate.made().items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run `make docs`"


def test_every_list_stands_in_a_page() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert set(re.findall(r"<!-- made: (\S+) -->", text)) == set(generate.LISTS)


def test_every_page_can_be_found_on_the_site() -> None:
    listed = re.findall(r"[\w-]+\.md$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(listed) == [page.name for page in PAGES]


def test_readme_is_short_and_has_the_two_lines() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 120
    assert re.search(r"^<!-- open line -->\n```sh\n.*civicdesk\n```$", text, re.MULTILINE)
    assert re.search(r"^<!-- test line -->\n```sh\n.*pytest -n auto\n```$", text, re.MULTILINE)


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))) if "://" not in link]
    broken = []
    for link in links:
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", DOCUMENTS, ids=name)
def test_every_call_is_one_that_the_program_takes(page: Path) -> None:
    calls = list(typed(page.read_text(encoding="utf-8")))
    assert [call for call in calls if refused(call)] == []


def test_a_call_that_the_program_does_not_take_is_found() -> None:
    assert list(typed("`civicdesk lst --json` and\n```sh\ncd x && civicdesk list 'a b' | less\n```\n")) == [
        ["list", "a b"],
        ["lst", "--json"],
    ]
    assert refused(["lst", "--json"])
    assert refused(["feeds", "ad", "URL"])
    assert refused(["list", "--folded"]) == "--folded"
    assert refused(["list", "privacy", "-football", "--fold"]) == ""
    assert refused(["show", "ID", "-football"]) == "-football"
    assert refused(["feeds", "add", "URL", "--local"]) == ""
    assert refused(["--home", "/tmp/x"]) == ""
    assert sum(len(list(typed(page.read_text(encoding="utf-8")))) for page in DOCUMENTS) > 60


def test_every_setting_is_told() -> None:
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8")
    names = {"who", *config._READERS} | set(config._TABLES)
    assert {one for one in names if f"`{one}`" not in text and f"`[{one}]`" not in text} == set()


def test_the_version_is_the_newest_of_the_changelog() -> None:
    found = re.search(r"^## \[([\d.]+)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None
    assert found[1] == version()
    recipes = [
        path for path in (ROOT / "contrib").rglob("*") if path.name in ("civicdesk.rb", "PKGBUILD", "default.nix")
    ]
    assert len(recipes) == 3
    assert [name(path) for path in recipes if version() not in path.read_text(encoding="utf-8")] == []


def test_a_release_fills_in_all_recipes_and_nothing_else(tmp_path: Path) -> None:
    archive = tmp_path / "civicdesk-9.8.7.tar.gz"
    archive.write_bytes(b"x")
    facts = release.facts_of("https://desk.example.org/a/", archive)
    for recipe, lines in release.LINES.items():
        before = (ROOT / "contrib" / recipe).read_text(encoding="utf-8")
        after = release.filled(before, lines, facts)
        assert "civicdesk.example" not in after
        assert version() not in after
        changed = [new for old, new in zip(before.splitlines(), after.splitlines(), strict=True) if old != new]
        assert changed == [line.format(**facts) for line in lines]
        assert release.filled(after, lines, facts) == after
    for address, name in (
        ("http://a.example", archive.name),
        ('https://a"b', archive.name),
        ("https://a.example", "x.zip"),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            release.facts_of(address, tmp_path / name)


def test_the_changelog_has_a_line_for_each_change() -> None:
    """So that it reads as notes; a merge that puts an older list among them is seen, too."""
    _, *versions = re.split(r"^## ", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line for line in versions[0].splitlines()[1:] if line]
    assert [line for line in lines if not line.startswith(("- ", "### ")) or len(line) > 130] == []
    assert len(lines) == len(set(lines))


def test_the_recipe_for_nix_has_every_dependency() -> None:
    import tomllib

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    names = {re.match(r"[\w-]+", one)[0].lower() for one in needed if "platform_system" not in one}  # type: ignore[index]
    recipe = (ROOT / "contrib" / "nix" / "default.nix").read_text(encoding="utf-8")
    listed = re.search(r"dependencies = with python.pkgs; \[(.*?)\]", recipe, re.DOTALL)
    assert listed is not None
    assert set(listed[1].split()) == names


def test_the_man_page_has_every_command_and_no_line_that_is_too_long() -> None:
    page = man_page()
    plain = page.replace("\\-", "-")
    assert [name for name in COMMANDS if f".SS civicdesk {name}" not in plain] == []
    assert [line for line in page.splitlines() if len(line) > 80 and not line.startswith((".SS", "\\fB"))] == []
    assert {line.split()[0] for line in page.splitlines() if line.startswith(".")} == {
        '.\\"', ".TH", ".SH", ".SS", ".TP", ".B", ".PP",
    }  # fmt: skip
    assert all(ord(char) < 127 for char in page)


@pytest.mark.skipif(which("mandoc") is None, reason="mandoc is not installed")
def test_mandoc_has_nothing_to_say_of_the_man_page() -> None:
    run = subprocess.run(["mandoc", "-Tlint", generate.MAN_PAGE], capture_output=True, text=True, check=False)
    assert run.stdout + run.stderr == ""


def test_the_timers_call_what_is_there_and_take_failed_feeds_for_no_failure() -> None:
    service = ConfigParser(interpolation=None)
    service.optionxform = str  # type: ignore[assignment,method-assign]
    service.read(ROOT / "contrib" / "systemd" / "civicdesk-refresh.service")
    assert service["Service"]["SuccessExitStatus"] == "3"
    assert [refused(call) for call in typed(f"```sh\n{service['Service']['ExecStart']}\n```\n")] == [""]
    plist = plistlib.loads((ROOT / "contrib" / "launchd" / "org.civicdesk.refresh.plist").read_bytes())
    shell = plist["ProgramArguments"]
    for status, expected in ((0, 0), (3, 0), (1, 1)):
        script = shell[-1].replace('"$HOME/.local/bin/civicdesk" refresh --quiet', f"(exit {status})")
        assert script != shell[-1]
        assert subprocess.run([*shell[:-1], script], check=False).returncode == expected


@pytest.mark.parametrize(
    "loads",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        '<link rel="preconnect" href="https://fonts.example">',
        '<img src="HTTP://cdn.example/a.png">',
        '<p style="background: url(https://cdn.example/a.png)">',
        "<style>@import 'https://fonts.example/a.css';</style>",
    ],
)
def test_what_a_page_of_the_site_loads_from_elsewhere_is_found(loads: str) -> None:
    assert len(outside.of_page(f'<meta http-equiv="Content-Security-Policy" content="x">{loads}')) == 1


def test_what_a_page_only_links_is_none_of_it() -> None:
    page = '<link rel="canonical" href="https://a.example"><a href="https://b.org">b</a><script src="a.js"></script>'
    assert outside.of_page(page) == ["no Content-Security-Policy"]
