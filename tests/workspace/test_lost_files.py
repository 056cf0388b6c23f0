"""One table: each file of the library, lost in each way, at each moment. It is restored or refused, that is said where
the user looks, and nothing is lost."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest

from civic.fault import Fault
from civic.judgement import NOTE, STAR
from civic.story import Story
from cli.main import main
from feeds.subscriptions import Feed
from storage.files.places import Places
from storage.library.library import Library
from storage.live import generations
from workspace.clock import utc_now
from workspace.workspace import Workspace

pytestmark = pytest.mark.slow

TOML = {
    "config.toml": 'who = "Ada"\n',
    "codebook.toml": '[concerns.wheels]\nlabel = "Wheels"\nkeywords = ["wheel"]\n',
    "views.toml": '[[view]]\nname = "Mine"\nfilter = "council"\n',
    "team.toml": 'where = "/nowhere"\n',
    "rules.toml": '[[rule]]\nname = "Sport"\nwhen = "football"\ndo = ["hide"]\n',
}
NAMES = [one.name for one in Places.find(Path("/nowhere"), environ={}).own_files()]
DISPOSABLE = ("backups", "index", "opinions", "log", "undo", "sync", "sent", "rounds", "frozen")
"""What is made anew without a word."""


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def emptied(path: Path) -> None:
    gone(path)
    path.write_bytes(b"")


def braces(path: Path) -> None:
    gone(path)
    path.write_bytes(b"{}")


def cut(path: Path) -> None:
    if path.is_file():
        path.write_bytes(path.read_bytes()[:-4])


def in_utf_16(path: Path) -> None:
    if path.is_file():
        path.write_bytes(path.read_bytes().decode("latin-1").encode("utf-16"))


def folder(path: Path) -> None:
    gone(path)
    path.mkdir()


def unreadable(path: Path) -> None:
    """No permission; for root, to whom all is permitted, a link that leads nowhere but to itself."""
    if os.geteuid():
        path.chmod(0)
    else:
        gone(path)
        path.symlink_to(path)


MOMENTS = ["before the start", "between two commands", "while the desk is open"]
WAYS = [gone, emptied, braces, cut, in_utf_16, folder, unreadable]


@dataclass(frozen=True)
class Facts:
    """What a user would miss."""

    stories: frozenset[str]
    note: str
    starred: bool
    feeds: tuple[str, ...]
    views: bool
    rules: tuple[str, ...]
    concern: bool
    team: str
    who: str
    theme: str
    versions: tuple[str, ...]
    forgotten: bool


def facts(workspace: Workspace) -> Facts:
    library = workspace.library
    return Facts(
        frozenset(library.ids("")),
        library.judgement("seed-story").note,
        library.judgement("a").starred,
        tuple(feed.url for feed in workspace.subscriptions.feeds()),
        any(view.name == "Mine" for view in workspace.views.all()),
        tuple(rule.name for rule in workspace.rules.all()),
        any(one.id == "wheels" for one in workspace.codebook.concerns),
        workspace.team.joined.where,
        workspace.settings.who,
        workspace.memory.theme,
        tuple(version.title for version in library.versions("a")),
        not library.put_many([Story("gone", "A rumour")]).new,
    )


ALL = Facts(
    frozenset({"seed-story", "a", "b"}), "an hour", True, ("http://a.example/f",), True, ("Sport",), True, "/nowhere",
    "Ada", "x", ("A story",), True,
)  # fmt: skip


def tried(way: int, place: int, moment: str) -> bool:
    """Say whether a file is lost in this way at this moment. What is made anew without a word is so only under an open
    desk. On a closed one ways and files take turns at the two moments, so that each way and each file has both."""
    if moment == MOMENTS[-1]:
        return True
    return NAMES[place] not in DISPOSABLE and (way + place) % 2 == MOMENTS.index(moment)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in use, left by a kill: its last decision is in the journal alone."""
    home = tmp_path_factory.mktemp("used") / "home"
    home.mkdir()
    for name, text in TOML.items():
        (home / name).write_text(text)
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many([Story("a", "A story", text="The council bought cameras.")])
        workspace.library.judge([("seed-story", NOTE, "an hour")])
        workspace.subscriptions.subscribe([Feed("http://a.example/f")])
        workspace.memory.set_theme("x")
    with Workspace.open(home, whole=True) as workspace:
        workspace.library.put_many([Story("b", "Another", text="The ministry bought an algorithm.")])
        workspace.library.judge([("a", NOTE, "cameras")])
        workspace.library.put_many([Story("a", "A story, told again", text="The council bought drones.")])
        workspace.library.put_many([Story("gone", "A rumour")])
        workspace.library.erase(["gone"])
    library = Library.open(Places.find(home, environ={}), who="Ada", now=utc_now)
    library.judge([("a", STAR, True)])
    library._live.close()
    (home / "cache" / "opinions").mkdir(exist_ok=True)
    return home


@pytest.fixture
def home(template: Path) -> Iterator[Path]:
    """That home, in its place for one test."""
    kept = template.with_name("kept")
    if not kept.exists():
        template.rename(kept)
    shutil.copytree(kept, template)
    yield template
    shutil.rmtree(template)


@pytest.fixture(autouse=True)
def no_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "SETTLE", 0.0)


def attempt(home: Path) -> tuple[Facts | None, str]:
    """What the next command finds, and what it says."""
    try:
        with Workspace.open(home, whole=True) as workspace:
            return facts(workspace), "\n".join(workspace.notices)
    except Fault as fault:
        return None, str(fault)


def diagnosis(home: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    main(["--home", str(home), "doctor"])
    return capsys.readouterr().out


def hold(path: Path, aside: Path) -> Callable[[], None]:
    """Keep what stands there; return what puts it back as the user would, from a backup of the machine."""
    if path.is_dir():
        shutil.copytree(path, aside)
    elif path.exists():
        shutil.copy2(path, aside)

    def put_back() -> None:
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        if aside.is_dir():
            shutil.copytree(aside, path)
        elif aside.exists():
            shutil.copy2(aside, path)

    return put_back


@pytest.mark.parametrize(
    ("name", "way", "moment"),
    [
        pytest.param(name, way, moment, id=f"{name}-{way.__name__}-{moment}")
        for (place, name), (number, way), moment in product(enumerate(NAMES), enumerate(WAYS), MOMENTS)
        if tried(number, place, moment)
    ],
)
def test_what_is_lost_is_restored_or_refused_and_said(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, way: Callable[[Path], None], moment: str
) -> None:
    path = next(one.path for one in Places.find(home, environ={}).own_files() if one.name == name)
    said = ""
    readable = name in ("state", "codebooks") and way is in_utf_16  # as it is
    silent = name in (*DISPOSABLE, "journal") or readable
    if moment == "while the desk is open":
        with Workspace.open(home, whole=True) as workspace:
            assert facts(workspace) == ALL
            workspace.news()
            put_back = hold(path, tmp_path / "aside")
            way(path)
            for _ in range(3):
                try:
                    workspace.library.poll()
                    said += "\n".join(workspace.news())
                except Fault as fault:
                    said += str(fault)
    else:
        if moment == "between two commands":
            assert attempt(home) == (ALL, "")
        put_back = hold(path, tmp_path / "aside")
        way(path)
    if moment != "while the desk is open":
        said += diagnosis(home, capsys)  # first, so that it sees the damage itself
        if not silent:
            assert path.name in said
    found, told = attempt(home)
    if found != ALL:  # refused, or not put back unasked: said where it was asked for, and by the doctor
        assert path.name in told
        assert path.name in diagnosis(home, capsys)
        main(["--home", str(home), "doctor", "--fix"])
        found, told = attempt(home)
    elif not silent:
        assert path.name in told + said
        assert path.name in said + diagnosis(home, capsys)
    if found != ALL:
        assert path.name in told
        put_back()
        found, _ = attempt(home)
    assert found == ALL
